"""Who is on call, asked by the place where the young person is now."""

from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from crisis.domain.duty_line import DutyLine
from crisis.domain.on_call import Coverage, OnCall
from crisis.domain.shift import Shift
from crisis.routes.duty_lines import Name
from crisis.routes.fields import CbsCode, Instant
from crisis.usecases.look_up_on_call import LookUp, Staff
from crisis.usecases.look_up_on_call import look_up_on_call as look_up
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer

router = APIRouter(route_class=GuardedRoute, tags=["on call"])


class ComputedFrom(StrEnum):
    """From what an answer was computed."""

    ROSTER_IN_DATABASE = "roster-in-database"


class OrganisationOnCall(Answer):
    """`name` is empty where the register has this organisation no longer."""

    id: UUID
    name: str | None


class PersonOnCall(Answer):
    """Somebody on call, by name and work telephone; `shift` with its `version` is where we know it from."""

    worker: UUID
    name: str
    telephone: str
    organisation: OrganisationOnCall
    rank: int
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
            shift=shift.id,
            version=shift.version,
        )


class NextPerson(PersonOnCall):
    """`since` in UTC; later than the line's `until` where nobody is on call in between."""

    since: AwareDatetime


class LineOnCall(Answer):
    """One line. On call: `who` leads from `since` until `until`, `chain` is everybody at that instant.

    Gap: nobody from `since` until `until`; empty where the roster knows nobody before, or after.
    """

    line: UUID
    region: str
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
            name=Name(nl=line.name_nl, en=line.name_en),
            coverage=answer.coverage,
            who=chain[0] if chain else None,
            chain=chain,
            since=answer.since,
            until=answer.until,
            next=following,
        )


class OnCallRead(Answer):
    """`nothing` tells why `lines` is empty: no line serves this place, or the line asked does not exist."""

    municipality: str
    at: AwareDatetime
    computed_at: AwareDatetime
    computed_from: ComputedFrom
    nothing: Coverage | None
    lines: tuple[LineOnCall, ...]

    @classmethod
    def of(cls, municipality: str, at: AwareDatetime, computed_at: AwareDatetime, found: LookUp) -> Self:
        return cls(
            municipality=municipality,
            at=at,
            computed_at=computed_at,
            computed_from=ComputedFrom.ROSTER_IN_DATABASE,
            nothing=found.nothing,
            lines=tuple(LineOnCall.of(line, answer, found.staff) for line, answer in found.lines),
        )


@router.get("/on-call", summary="Who is on call for a young person who is in this municipality")
async def look_up_on_call(
    tx: Tx,
    municipality: Annotated[CbsCode, Query(description="CBS code of where the young person is now")],
    at: Annotated[Instant | None, Query(description="Now, if it is not given")] = None,
    line: Annotated[UUID | None, Query(description="Only this line")] = None,
) -> OnCallRead:
    moment = at or tx.now
    found = await look_up(tx, municipality=municipality, at=moment, line_id=line)
    return OnCallRead.of(municipality, moment, tx.now, found)
