"""Interventions: in time on site, how it ended, and the way out of it."""

from datetime import date
from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import AwareDatetime

from crisis.domain.alarm import AlarmStatus, Outcome
from crisis.domain.bed import nights_of
from crisis.domain.intervention import ExitPlan, NoCrisis, NoCrisisReason, OnSite
from crisis.routes.bed_shapes import BedRead
from crisis.routes.fields import Instant
from crisis.routes.triage import TriageRead
from crisis.usecases.plan_exit import exit_plan_made
from crisis.usecases.read_intervention import InterventionSeen
from crisis.usecases.read_intervention import read_intervention as seen
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body

router = APIRouter(route_class=GuardedRoute, tags=["interventions"])


class OnSiteRead(Answer):
    """The norm runs from the alarm until `happenedAt`. `isLate` is shown, and nothing is refused for it."""

    norm_seconds: int
    due_at: AwareDatetime
    happened_at: AwareDatetime | None
    seconds: int | None
    is_late: bool

    @classmethod
    def of(cls, found: OnSite) -> Self:
        return cls.model_validate(found, from_attributes=True)


class NoCrisisRead(Answer):
    """Who decided, why, and which professional of which organisation has accepted the follow-up."""

    decided_by_worker: UUID | None
    decided_by_name: str | None
    reason: NoCrisisReason
    accepted_by_organisation: str
    accepted_by_name: str

    @classmethod
    def of(cls, said: NoCrisis) -> Self:
        return cls.model_validate(said, from_attributes=True)


class ExitPlanRead(Answer):
    """Of help that goes on since `since`. `owner` answers for the plan until the end of the day `dueOn`."""

    since: date
    planned_end: date | None
    due_on: date
    owner: str
    made_at: AwareDatetime | None
    made_by: UUID | None

    @classmethod
    def of(cls, plan: ExitPlan) -> Self:
        return cls.model_validate(plan, from_attributes=True)


class InterventionRead(Answer):
    """`nights` in all crisis beds together, from `firstNight` on. `onSite`: null where there is no norm.

    `triage`: as it was answered last. `exitPlan`: null where no help goes on.
    """

    alarm: UUID
    version: int
    status: AlarmStatus
    is_drill: bool
    outcome: Outcome | None
    on_site: OnSiteRead | None
    triage: TriageRead | None
    beds: tuple[BedRead, ...]
    nights: int
    first_night: date | None
    no_crisis: NoCrisisRead | None
    exit_plan: ExitPlanRead | None


class ExitPlanMade(Body):
    """`happenedAt`: when the plan was there."""

    happened_at: Instant


@router.get("/alarms/{alarm_id}/intervention", summary="What is done on an alarm, and what of it is late")
async def read_intervention(alarm_id: UUID, tx: Tx, out: Response) -> InterventionRead:
    return _shown(await seen(tx, alarm_id), tx, out)


@router.post("/alarms/{alarm_id}/exit-plan", summary="Note that the exit plan is there")
async def note_exit_plan(
    alarm_id: UUID, body: ExitPlanMade, tx: Tx, out: Response, if_match: IfMatch = None
) -> InterventionRead:
    await exit_plan_made(tx, alarm_id, body.happened_at, if_match=if_match)
    return _shown(await seen(tx, alarm_id), tx, out)


def _shown(of: InterventionSeen, tx: Tx, out: Response) -> InterventionRead:
    alarm, nights = of.alarm, nights_of(of.beds, tx.now)
    out.headers["ETag"] = etag(alarm)
    return InterventionRead(
        alarm=alarm.id,
        version=alarm.version,
        status=alarm.status,
        is_drill=alarm.is_drill,
        outcome=alarm.outcome,
        on_site=OnSiteRead.of(of.on_site) if of.on_site else None,
        triage=TriageRead.of(of.triage) if of.triage else None,
        beds=tuple(BedRead.of(bed, tx.now) for bed in of.beds),
        nights=len(nights),
        first_night=nights[0] if nights else None,
        no_crisis=NoCrisisRead.of(of.no_crisis) if of.no_crisis else None,
        exit_plan=ExitPlanRead.of(of.exit_plan) if of.exit_plan else None,
    )
