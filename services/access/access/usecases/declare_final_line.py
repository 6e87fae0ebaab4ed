"""A provider says that no further line will follow."""

from dataclasses import replace
from uuid import UUID

from access.domain.entitlement import Entitlement, EntitlementStatus, Grant
from access.domain.request import Request
from access.events import EntitlementChanged
from access.store import decisions, entitlements, requests
from access.usecases.close_entitlement import close_entitlement, close_request_when_over
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound


async def declare_final_line(tx: Transaction, entitlement_id: UUID, *, if_match: str | None) -> Entitlement:
    """Take the provider's word that all lines have come, where there is no last delivery to send.

    Raises ImpossibleStep where it was given already, VersionMissing and VersionStale.
    """
    request = await requests.lock_case_of(tx, entitlement_id)
    entitlement = await entitlements.entitlement(tx, entitlement_id)
    if request is None or entitlement is None:
        raise NotFound
    if "declare_final_line" not in entitlement.possible_steps:
        raise ImpossibleStep(possible_steps=entitlement.possible_steps)
    require_match(entitlement, if_match)
    grant = await decisions.grant(tx, entitlement.grant)
    assert grant is not None, "an entitlement has its grant by a foreign key"
    return await take_final_line(tx, request, entitlement, grant)


async def take_final_line(
    tx: Transaction, request: Request, entitlement: Entitlement, grant: Grant
) -> Entitlement:
    """Note the final line; with care stopped, what is left returns at once (IJS-12)."""
    noted = replace(entitlement, version=entitlement.version + 1, final_at=tx.now)
    await entitlements.change(tx, noted)
    tx.publish(EntitlementChanged.of(noted))
    if noted.status is not EntitlementStatus.STOPPED:
        return noted
    closed = await close_entitlement(tx, noted, grant)
    await close_request_when_over(tx, request)
    return closed
