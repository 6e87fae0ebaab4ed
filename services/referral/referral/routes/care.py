"""What a provider tells of waiting and of care, on its day or later, one fact or many."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, Field

from referral.domain.care_facts import (
    CareFact,
    Changed,
    ChangeReason,
    FirstContact,
    Interrupted,
    InterruptionReason,
    Resumed,
    Started,
    Step,
    Stopped,
)
from referral.domain.status import END_CODE_OF_INTERRUPTION, END_CODES, PlacementStatus, StopReason
from referral.routes.referral_forms import Slug
from referral.store import care as happenings
from referral.store import placements, waiting
from referral.store.rows import PlacementRow
from referral.store.rows_care import CareChangeRow, InterruptionRow
from referral.usecases import note_first_contact as noting
from referral.usecases import record_care as recording
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body, Day, Prose

router = APIRouter(route_class=GuardedRoute, tags=["care"])
THING = "/placement-requests/{placement_request_id}"
READING = "reading what happened in care"


class FirstContactGiven(Body):
    """`contactOn`: the day in Europe/Amsterdam on which the provider met the young person or a parent."""

    contact_on: Day


class FirstContactFact(Body):
    kind: Literal["first-contact"]
    on: Day

    def fact(self) -> CareFact:
        return FirstContact(self.on)


class StartedFact(Body):
    kind: Literal["started"]
    on: Day

    def fact(self) -> CareFact:
        return Started(self.on)


class ChangedFact(Body):
    """Help becomes heavier or lighter from this day on. `intensity`: of a stay, and only there."""

    kind: Literal["changed"]
    from_: Annotated[Day, Field(alias="from")]
    step: Step
    reason: ChangeReason
    intensity: Slug | None = None

    def fact(self) -> CareFact:
        return Changed(self.from_, self.step, self.reason, self.intensity)


class InterruptedFact(Body):
    """`from` and `until` are the first and the last day without care; `until` where it is known already."""

    kind: Literal["interrupted"]
    from_: Annotated[Day, Field(alias="from")]
    until: Day | None = None
    reason: InterruptionReason

    def fact(self) -> CareFact:
        return Interrupted(self.from_, self.reason, self.until)


class ResumedFact(Body):
    """`on`: the first day of care again."""

    kind: Literal["resumed"]
    on: Day

    def fact(self) -> CareFact:
        return Resumed(self.on)


class StoppedFact(Body):
    """`on`: the last day of care. `withoutReceiver`: see `care-stop`."""

    kind: Literal["stopped"]
    on: Day
    reason: StopReason
    without_receiver: Prose | None = None

    def fact(self) -> CareFact:
        return Stopped(self.on, self.reason, self.without_receiver)


Fact = Annotated[
    FirstContactFact | StartedFact | ChangedFact | InterruptedFact | ResumedFact | StoppedFact,
    Field(discriminator="kind"),
]


class CareRecordGiven(Body):
    """What happened, in the order in which it happened; all of it is entered, or nothing."""

    facts: Annotated[tuple[Fact, ...], Field(min_length=1, max_length=50)]


class InterruptionRead(Answer):
    """`endCode`: the reason for ending in the national messages (iJw), by which an interruption is told."""

    from_on: date
    until_on: date | None
    reason: InterruptionReason
    recorded_at: AwareDatetime
    end_recorded_at: AwareDatetime | None
    end_code: str

    @classmethod
    def of(cls, row: InterruptionRow) -> Self:
        return cls(
            from_on=row.from_on,
            until_on=row.until_on,
            reason=row.why,
            recorded_at=row.recorded_at,
            end_recorded_at=row.end_recorded_at,
            end_code=END_CODE_OF_INTERRUPTION,
        )


class ChangeRead(Answer):
    from_on: date
    step: Step
    intensity: str | None
    reason: ChangeReason
    recorded_at: AwareDatetime

    @classmethod
    def of(cls, row: CareChangeRow) -> Self:
        return cls(
            from_on=row.from_on,
            step=row.direction,
            intensity=row.intensity,
            reason=row.why,
            recorded_at=row.recorded_at,
        )


class CareRecordRead(Answer):
    """All that is on record of one placement. `…On`: the day on which it happened; `…RecordedAt`: entered.

    `version` is that of the placement request. `endCode`: of `stopReason`, in the national messages (iJw).
    """

    placement_request: UUID
    version: int
    status: PlacementStatus
    first_contact_on: date | None
    first_contact_recorded_at: AwareDatetime | None
    started_on: date | None
    start_recorded_at: AwareDatetime | None
    interruptions: tuple[InterruptionRead, ...]
    changes: tuple[ChangeRead, ...]
    stopped_on: date | None
    stop_recorded_at: AwareDatetime | None
    stop_reason: StopReason | None
    end_code: str | None

    @classmethod
    async def of(cls, tx: Tx, row: PlacementRow) -> Self:
        met = await waiting.first_contact(tx, row.id)
        care = await placements.care_of(tx, row.id)
        stood_still = await happenings.interruptions(tx, care.id) if care else []
        changes = await happenings.changes(tx, care.id) if care else []
        return cls(
            placement_request=row.id,
            version=row.version,
            status=row.state,
            first_contact_on=met.contact_on if met else None,
            first_contact_recorded_at=met.recorded_at if met else None,
            started_on=care.started_on if care else None,
            start_recorded_at=care.start_recorded_at if care else None,
            interruptions=tuple(map(InterruptionRead.of, stood_still)),
            changes=tuple(map(ChangeRead.of, changes)),
            stopped_on=care.stopped_on if care else None,
            stop_recorded_at=care.stop_recorded_at if care else None,
            stop_reason=care.why_stopped if care else None,
            end_code=END_CODES[care.why_stopped] if care and care.why_stopped else None,
        )


@router.post(THING + "/first-contact", summary="Record the first contact with the young person or a parent")
async def note_first_contact(
    placement_request_id: UUID, body: FirstContactGiven, tx: Tx, response: Response, if_match: IfMatch = None
) -> CareRecordRead:
    case = await noting.note_first_contact(tx, placement_request_id, body.contact_on, if_match=if_match)
    response.headers["ETag"] = etag(case.placement)
    return await CareRecordRead.of(tx, case.placement)


@router.post(THING + "/care-record", summary="Enter what happened in care, late and together if need be")
async def record_care(
    placement_request_id: UUID, body: CareRecordGiven, tx: Tx, response: Response, if_match: IfMatch = None
) -> CareRecordRead:
    facts = [given.fact() for given in body.facts]
    case = await recording.record_care(tx, placement_request_id, facts, if_match=if_match)
    response.headers["ETag"] = etag(case.placement)
    return await CareRecordRead.of(tx, case.placement)


@router.get(THING + "/care-record", summary="All that is on record of one placement")
async def read_care_record(placement_request_id: UUID, tx: Tx, response: Response) -> CareRecordRead:
    row = await placements.placement(tx, placement_request_id)
    tx.looked_at(row.client, READING)
    response.headers["ETag"] = etag(row)
    return await CareRecordRead.of(tx, row)
