"""The case of an entitlement whose provider wants to tell what it did."""

from uuid import UUID

from access.domain.entitlement import Entitlement, Grant
from access.domain.request import Request
from access.store import decisions, entitlements, requests
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound


async def open_for_lines(
    tx: Transaction, entitlement_id: UUID, *, step: str, is_final: bool
) -> tuple[Request, Entitlement, Grant]:
    """Lock the case. Raises NotFound, and ImpossibleStep where no such line comes, or no final one."""
    request = await requests.lock_case_of(tx, entitlement_id)
    entitlement = await entitlements.entitlement(tx, entitlement_id)
    if request is None or entitlement is None:
        raise NotFound
    if not {step, *(["declare_final_line"] if is_final else [])} <= set(entitlement.possible_steps):
        raise ImpossibleStep(possible_steps=entitlement.possible_steps)
    grant = await decisions.grant(tx, entitlement.grant)
    assert grant is not None, "an entitlement has its grant by a foreign key"
    return request, entitlement, grant
