"""What the chosen provider and the responsible municipality see of an entitlement."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from access.domain.account import Entry
from access.domain.delivery import Line
from access.domain.entitlement import Entitlement, EntitlementStatus, Grant
from access.store import decisions, entitlements
from access.usecases.make_decision import INTENDED_RESULT
from access.usecases.request_key import opened
from servicekit.transaction import Transaction
from wirekit.problems import NotFound


@dataclass(frozen=True)
class EntitlementSeen:
    entitlement: Entitlement
    grant: Grant
    intended_result: str | None


@dataclass(frozen=True)
class LedgerSeen:
    """Entries in the order of booking, each with its moment (UTC)."""

    grant: Grant
    entries: tuple[tuple[Entry, datetime], ...]


async def read_entitlement(tx: Transaction, entitlement_id: UUID) -> EntitlementSeen:
    """The entitlement with its sums and the result that it is for. The look is recorded. Raises NotFound.

    What the help is to reach goes with the family: the provider that it left does not read it any more.
    """
    entitlement, grant = await _with_grant(tx, entitlement_id, "entitlement")
    is_theirs = tx.caller.organisation == entitlement.provider
    is_closed = entitlement.status is EntitlementStatus.CLOSED
    if is_theirs and is_closed and await decisions.has_moved(tx, grant.id):
        return EntitlementSeen(entitlement, grant, None)
    found = await decisions.of_request(tx, entitlement.request)
    sealed = found.intended_result if found else None
    result = await opened(tx, entitlement.request, sealed, INTENDED_RESULT)
    return EntitlementSeen(entitlement, grant, result)


async def read_account(tx: Transaction, entitlement_id: UUID) -> LedgerSeen:
    """The whole ledger. The look is recorded. Raises NotFound."""
    _, grant = await _with_grant(tx, entitlement_id, "account")
    return LedgerSeen(grant, tuple(await decisions.entries_of(tx, grant.id)))


async def read_lines(
    tx: Transaction, entitlement_id: UUID, *, after: UUID | None, limit: int, newest_first: bool = False
) -> list[Line]:
    """Delivery lines in the order in which they came in. The look is recorded. Raises NotFound."""
    await _with_grant(tx, entitlement_id, "deliveries")
    return await entitlements.lines(tx, entitlement_id, after=after, limit=limit, newest_first=newest_first)


async def read_line(tx: Transaction, entitlement_id: UUID, line_id: UUID) -> Line:
    """One delivery line. The look is recorded. Raises NotFound."""
    await _with_grant(tx, entitlement_id, "deliveries")
    line = await entitlements.line(tx, entitlement_id, line_id)
    if line is None:
        raise NotFound
    return line


async def _with_grant(tx: Transaction, entitlement_id: UUID, purpose: str) -> tuple[Entitlement, Grant]:
    entitlement = await entitlements.entitlement(tx, entitlement_id)
    if entitlement is None:
        raise NotFound
    tx.looked_at(entitlement.client, purpose)
    grant = await decisions.grant(tx, entitlement.grant)
    assert grant is not None, "an entitlement has its grant by a foreign key"
    return entitlement, grant
