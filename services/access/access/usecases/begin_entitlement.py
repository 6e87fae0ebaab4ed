"""An entitlement begins: it is told, its end is watched, and its days of review are planned."""

from access.domain.entitlement import Entitlement
from access.domain.request import Request
from access.events import EntitlementGranted
from access.resources import policies
from access.store import decisions, requests
from access.usecases.close_entitlement import FINAL_LINE
from access.usecases.plan_reviews import plan_reviews
from access.usecases.rules_of_grant import rules_of
from access.usecases.warn_of_account import watch_end
from access.usecases.warn_of_adulthood import look_ahead
from access.usecases.warn_of_ends import follow_ends
from region_policy.terms import end_of_term
from servicekit.transaction import Transaction


async def begin_entitlement(tx: Transaction, entitlement: Entitlement) -> None:
    """It must have been added just now: what follows here is once for each."""
    tx.publish(EntitlementGranted.of(entitlement))
    watch_end_of_help(tx, entitlement)
    await plan_reviews(tx, entitlement)
    request = await requests.request(tx, entitlement.request)
    assert request is not None, "an entitlement has its request by a foreign key"
    await follow_ends(tx, request)
    await _look_ahead(tx, request, entitlement)


async def _look_ahead(tx: Transaction, request: Request, entitlement: Entitlement) -> None:
    """Help of somebody who is nearly eighteen is alarmed from its beginning (NV-14)."""
    stored = await decisions.of_request(tx, entitlement.request)
    if stored is not None:
        await look_ahead(tx, request, entitlement, await rules_of(tx, request, stored.decision))


def watch_end_of_help(tx: Transaction, entitlement: Entitlement) -> None:
    """Care that is never told to stop must not hold its money for ever; a stop brings this forward."""
    policy = policies(tx).in_force(entitlement.region, on=entitlement.valid_from)
    tx.set_deadline(
        FINAL_LINE,
        entitlement.id,
        region=entitlement.region,
        owner=str(entitlement.provider),
        due_at=end_of_term(policy.terms.late_delivery, since=entitlement.valid_until),
    )
    watch_end(tx, entitlement)
