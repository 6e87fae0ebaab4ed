"""Every line of a region with who is on call on it now, for a screen on the wall."""

from datetime import datetime

from crisis.store import look_up as store
from crisis.usecases.look_up_on_call import Found, FromDatabase, LookUp, roster_at
from crisis.usecases.memory import RosterMemory


async def read_board(memory: RosterMemory, region: str, at: datetime, database: FromDatabase) -> LookUp:
    """Raises NotNow."""

    async def read(connection: store.Connection) -> Found:
        return await store.lines_of_region(connection, region, at)

    roster = await roster_at(memory, memory.of_region(region), at, read, database)
    lines = tuple((known.line, known.who(at, min(known.line.municipalities))) for known in roster.lines)
    until = min((known.stays_until(at) for known in roster.lines), default=at)
    return LookUp(None, lines, roster, until)
