"""Withdraw a shift that has not begun."""

from dataclasses import replace
from uuid import UUID

from crisis.domain.shift import NEXT, Shift, ShiftStep
from crisis.events import ShiftChanged
from crisis.store import roster as store
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound


async def withdraw_shift(tx: Transaction, shift_id: UUID, *, if_match: str | None) -> Shift:
    """Raises NotFound, ImpossibleStep (begun, or withdrawn before), VersionMissing and VersionStale."""
    shift = await store.shift(tx, shift_id, lock=True)
    line = await store.duty_line(tx, shift.line) if shift else None
    if shift is None or line is None:
        raise NotFound
    possible = shift.possible_steps(tx.now)
    if ShiftStep.WITHDRAW not in possible:
        raise ImpossibleStep(possible_steps=tuple(possible))
    require_match(shift, if_match)
    withdrawn = replace(shift, status=NEXT[shift.status][ShiftStep.WITHDRAW], version=shift.version + 1)
    await store.set_status(tx, withdrawn)
    tx.publish(ShiftChanged.of(withdrawn, line.region))
    return withdrawn
