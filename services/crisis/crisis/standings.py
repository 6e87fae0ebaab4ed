"""Which part an organisation has in a duty line or in one of its shifts."""

from uuid import UUID

from crisis import store
from servicekit.authorisation import Standing
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

PLANNING = "planning-organisation"
"""The organisation belongs to the crisis group of the line."""


async def on_duty_line(tx: Transaction, organisation: Organisation, line_id: UUID) -> Standing | None:
    line = await store.duty_line(tx, line_id)
    if line is None:
        return None
    relations = {PLANNING} if organisation.id in line.crisis_group else set()
    return Standing(frozenset(relations), line.region)


async def on_shift(tx: Transaction, organisation: Organisation, shift_id: UUID) -> Standing | None:
    shift = await store.shift(tx, shift_id)
    return await on_duty_line(tx, organisation, shift.line) if shift else None
