"""Nobody took what was granted: its money returns, and the request closes when that was the last (IJS-12)."""

from access.domain.account import give_back
from access.domain.entitlement import Grant
from access.domain.request import Request
from access.store import decisions, entitlements, requests
from access.usecases.close_entitlement import close_request_when_over
from access.usecases.warn_of_authorisation import AUTHORISATION_ENDS
from access.usecases.warn_of_ends import follow_ends
from region_policy.model import RegionPolicy
from region_policy.terms import end_of_term
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction

GRANT_UNPLACED = "grant-unplaced"


async def watch_placing(tx: Transaction, request: Request, policy: RegionPolicy, grant: Grant) -> None:
    """Have a grant looked at that has no provider when its period and the late-delivery term are over."""
    owner = await requests.desk_of(tx, request.municipality)
    tx.set_deadline(
        GRANT_UNPLACED,
        grant.id,
        region=request.region,
        owner=str(owner or f"municipality:{request.municipality}"),
        due_at=end_of_term(policy.terms.late_delivery, since=grant.valid_until),
    )


async def grant_is_unplaced(tx: Transaction, missed: Deadline) -> None:
    """Give back what was set apart for a grant that never became an entitlement."""
    found = await decisions.grant(tx, missed.ref)
    if found is None:
        return
    request = await requests.request(tx, found.request, lock=True, wait=False)
    grant = await decisions.grant(tx, missed.ref)
    assert request is not None, "a grant has its request by a foreign key"
    assert grant is not None, "a grant is never removed"
    if grant.closed_at is not None or await entitlements.of_grant(tx, grant.id) is not None:
        return
    await decisions.book(tx, grant.id, give_back(grant.account), closed_at=tx.now)
    await tx.cancel_deadline(AUTHORISATION_ENDS, grant.id)
    await follow_ends(tx, request)
    await close_request_when_over(tx, request)
