"""Who is on call, asked by the place where the young person is now."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from crisis.domain.duty_line import DutyLine, LineKind, Wanted
from crisis.domain.known_line import Staff
from crisis.domain.on_call import Coverage, OnCall
from crisis.domain.shift import Shift
from crisis.routes.duty_lines import Name
from crisis.routes.fields import CbsCode, Instant, RegionName, Slug
from crisis.routes.from_memory import MemoryRoute, Seen, seconds_old
from crisis.usecases.board import read_board
from crisis.usecases.look_up_on_call import ComputedFrom, LookUp, Question
from crisis.usecases.look_up_on_call import look_up_on_call as look_up
from wirekit.models import Answer

router = APIRouter(route_class=MemoryRoute, tags=["on call"])


class OrganisationOnCall(Answer):
    """`name` is empty where the register has this organisation no longer."""

    id: UUID
    name: str | None


class PersonOnCall(Answer):
    """Somebody on call, by name and work telephone; `shift` with its `version` is where we know it from.

    `rank` tells who is called first, `seat` who stand side by side.
    """

    worker: UUID
    name: str
    telephone: str | None
    organisation: OrganisationOnCall
    rank: int
    seat: int
    shift: UUID
    version: int

    @classmethod
    def of(cls, shift: Shift, staff: Staff) -> Self:
        worker, organisation = staff[shift.worker]
        return cls(
            worker=worker.id,
            name=worker.name,
            telephone=worker.telephone,
            organisation=OrganisationOnCall(id=worker.organisation, name=organisation),
            rank=shift.rank,
            seat=shift.seat,
            shift=shift.id,
            version=shift.version,
        )


class NextPerson(PersonOnCall):
    """`since` in UTC; later than the line's `until` where nobody is on call in between."""

    since: AwareDatetime


class LineOnCall(Answer):
    """One line. On call: `who` leads from `since` until `until`, `chain` is everybody at that instant.

    Gap: nobody from `since` until `until`; empty where the roster knows nobody before, or after. Not planned
    yet: so far ahead the roster is not worked out, from `since` on.
    """

    line: UUID
    region: str
    kind: LineKind
    name: Name
    coverage: Coverage
    who: PersonOnCall | None
    chain: tuple[PersonOnCall, ...]
    since: AwareDatetime | None
    until: AwareDatetime | None
    next: NextPerson | None

    @classmethod
    def of(cls, line: DutyLine, answer: OnCall, staff: Staff) -> Self:
        chain = tuple(PersonOnCall.of(shift, staff) for shift in answer.chain)
        following = None
        if answer.next:
            person = PersonOnCall.of(answer.next.shift, staff)
            following = NextPerson(**dict(person), since=answer.next.since)
        return cls(
            line=line.id,
            region=line.region,
            kind=line.kind,
            name=Name(nl=line.name_nl, en=line.name_en),
            coverage=answer.coverage,
            who=chain[0] if chain else None,
            chain=chain,
            since=answer.since,
            until=answer.until,
            next=following,
        )


# The moments stand side by side: in an answer that was given before only they are written anew.
class OnCallRead(Answer):
    """`nothing` tells why `lines` is empty: no line serves this place, or the line asked does not exist.

    `asOf`: the last moment at which what it was computed from was known to be the roster as it is stored;
    `ageSeconds`: how long ago that was.
    """

    municipality: str
    at: AwareDatetime
    computed_at: AwareDatetime
    computed_from: ComputedFrom
    as_of: AwareDatetime
    age_seconds: int
    nothing: Coverage | None
    lines: tuple[LineOnCall, ...]

    @classmethod
    def of(cls, municipality: str, at: AwareDatetime, computed_at: AwareDatetime, found: LookUp) -> Self:
        return cls(
            municipality=municipality,
            at=at,
            computed_at=computed_at,
            computed_from=found.roster.source,
            as_of=found.roster.as_of,
            age_seconds=seconds_old(found.roster.as_of, computed_at),
            nothing=found.nothing,
            lines=_lines(found),
        )


class BoardRead(Answer):
    """Every line of a region, now. `asOf` and `ageSeconds` as in the look-up."""

    region: str
    computed_at: AwareDatetime
    computed_from: ComputedFrom
    as_of: AwareDatetime
    age_seconds: int
    lines: tuple[LineOnCall, ...]


def _lines(found: LookUp) -> tuple[LineOnCall, ...]:
    return tuple(LineOnCall.of(line, answer, found.roster.staff) for line, answer in found.lines)


@router.get("/on-call", summary="Who is on call for a young person who is in this municipality")
async def look_up_on_call(
    seen: Seen,
    municipality: Annotated[CbsCode, Query(description="CBS code of where the young person is now")],
    at: Annotated[Instant | None, Query(description="Now, if it is not given")] = None,
    age: Annotated[int | None, Query(ge=0, le=25, description="In years, where it is known")] = None,
    need: Annotated[Slug | None, Query(description="Code of a need, where it is known")] = None,
    line: Annotated[UUID | None, Query(description="Only this line, whatever age and need")] = None,
) -> OnCallRead:
    moment, resources = at or seen.now, seen.resources
    question = Question(Wanted(municipality, age, need), moment, line)
    found = await look_up(resources.memory, resources.policies, question, seen.database)
    seen.note(found, is_of_now=at is None, tells_at=at is None)
    return OnCallRead.of(municipality, moment, seen.now, found)


@router.get("/on-call-board", summary="Every line of a region with who is on call now")
async def read_on_call_board(seen: Seen, region: RegionName) -> BoardRead:
    resources = seen.resources
    found = await read_board(resources.memory, resources.policies, region, seen.now, seen.database)
    seen.note(found, is_of_now=True)
    return BoardRead(
        region=region,
        computed_at=seen.now,
        computed_from=found.roster.source,
        as_of=found.roster.as_of,
        age_seconds=seconds_old(found.roster.as_of, seen.now),
        lines=_lines(found),
    )
