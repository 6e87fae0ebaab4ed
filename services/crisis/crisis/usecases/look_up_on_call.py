"""Look up who is on call for a young person who is in a municipality now."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from crisis.domain.duty_line import DutyLine, Wanted, lines_for
from crisis.domain.known_line import KnownLine, Staff
from crisis.domain.on_call import Coverage, OnCall
from crisis.store import look_up as store
from crisis.usecases.memory import RosterMemory
from region_policy.loader import Policies
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput
from wirekit.texts import Text

UNKNOWN_MUNICIPALITY = Text(
    nl="is geen CBS-code van een gemeente", en="is not the CBS code of a municipality"
)
TELLS_NOBODY = frozenset({Coverage.UNKNOWN_LINE, Coverage.PLACE_NOT_COVERED})


class ComputedFrom(StrEnum):
    """From what an answer was computed."""

    MEMORY = "memory"
    DATABASE = "database"


@dataclass(frozen=True)
class Question:
    """`line`: only this one. `at` in UTC."""

    wanted: Wanted
    at: datetime
    line: UUID | None = None


@dataclass(frozen=True)
class Roster:
    """What is known of some lines. `as_of` (UTC): it was last known then to be that of the database."""

    lines: Sequence[KnownLine]
    staff: Staff
    source: ComputedFrom
    as_of: datetime


@dataclass(frozen=True)
class LookUp:
    """`nothing` tells why there is no line to name; None where there is one. `until` (UTC): it stays so."""

    nothing: Coverage | None
    lines: tuple[tuple[DutyLine, OnCall], ...]
    roster: Roster
    until: datetime


Found = tuple[list[KnownLine], Staff]
Read = Callable[[store.Connection], Awaitable[Found]]
FromDatabase = Callable[[Read], Awaitable[Found]]
"""Gives a connection to what is to be read. Raises NotNow where the database is away."""


async def look_up_on_call(
    memory: RosterMemory, policies: Policies, question: Question, database: FromDatabase
) -> LookUp:
    """One answer per line that serves this young person, or for the one line that was asked.

    Raises InvalidInput where no municipality has this code, and NotNow.
    """
    place = question.wanted.municipality
    if policies.register.find(place) is None:
        raise InvalidInput(errors=[FieldError("municipality", UNKNOWN_MUNICIPALITY)])
    if question.line is None:
        held = memory.of_place(place)
    else:
        held = [memory.lines[question.line]] if question.line in memory.lines else []

    async def read(connection: store.Connection) -> Found:
        if question.line is None:
            return await store.lines_of_place(connection, place, question.at)
        return await store.one_line(connection, question.line, question.at)

    roster = await roster_at(memory, held, question.at, read, database)
    return answer(roster, question)


async def roster_at(
    memory: RosterMemory,
    held: Sequence[KnownLine],
    at: datetime,
    read: Read,
    database: FromDatabase,
) -> Roster:
    """What the memory holds of these lines where it knows this instant, else what is read."""
    if memory.as_of is not None and all(known.knows(at) for known in held):
        return Roster(held, memory.staff, ComputedFrom.MEMORY, memory.as_of)
    now = memory.clock()
    lines, staff = await database(read)
    return Roster(lines, staff, ComputedFrom.DATABASE, now)


def answer(roster: Roster, question: Question) -> LookUp:
    """By the place, and by age and need where no line was asked for."""
    at, place = question.at, question.wanted.municipality
    known = {each.line.id: each for each in roster.lines}
    asked = [each.line for each in roster.lines]
    if question.line is None:
        asked = lines_for(asked, question.wanted)
    found = [(line, known[line.id].who(at, place)) for line in asked]
    lines = tuple((line, each) for line, each in found if each.coverage not in TELLS_NOBODY)
    until = min((known[line.id].stays_until(at) for line, _ in lines), default=at)
    if lines:
        return LookUp(None, lines, roster, until)
    nothing = Coverage.UNKNOWN_LINE if question.line and not asked else Coverage.PLACE_NOT_COVERED
    return LookUp(nothing, (), roster, until)
