"""Every line of a region with who is on call on it now, for a screen on the wall."""

from datetime import datetime

from crisis.store import look_up as store
from crisis.usecases.create_duty_line import UNKNOWN_REGION
from crisis.usecases.look_up_on_call import Found, FromDatabase, LookUp, roster_at
from crisis.usecases.memory import RosterMemory
from region_policy.loader import NoPolicyInForce, Policies
from region_policy.terms import local_day
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput


async def read_board(
    memory: RosterMemory, policies: Policies, region: str, at: datetime, database: FromDatabase
) -> LookUp:
    """A region without a line has an empty board.

    Raises InvalidInput where there is no such region, and NotNow.
    """
    try:
        policies.in_force(region, on=local_day(at))
    except NoPolicyInForce:
        raise InvalidInput(errors=[FieldError("region", UNKNOWN_REGION)]) from None

    async def read(connection: store.Connection) -> Found:
        return await store.lines_of_region(connection, region, at)

    roster = await roster_at(memory, memory.of_region(region), at, read, database)
    lines = tuple((known.line, known.who(at, min(known.line.municipalities))) for known in roster.lines)
    until = min((known.stays_until(at) for known in roster.lines), default=at)
    return LookUp(None, lines, roster, until)
