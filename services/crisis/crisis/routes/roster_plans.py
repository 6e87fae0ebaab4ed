"""Plans of a line, and what they would make of it."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query, status
from pydantic import AwareDatetime, Field

from crisis.routes.fields import Minute
from crisis.routes.forced import Forced
from crisis.routes.overrides import AFTER_THE_START, OverrideIn
from crisis.routes.plan_bodies import PlanIn
from crisis.store import plans as store
from crisis.usecases.make_plan import NewPlan
from crisis.usecases.make_plan import make_plan as make
from crisis.usecases.preview_roster import Preview
from crisis.usecases.preview_roster import preview_roster as preview
from crisis.usecases.work_out import this_minute
from roster.plan import Unit, Weekday
from roster.written import WrittenLayer, WrittenWindow
from servicekit.preconditions import IdempotencyKey, claim
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldError
from wirekit.models import Answer, Body, Page
from wirekit.problems import InvalidInput
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["roster"])

NOT_OF_THIS_LINE = Text(nl="is geen plan van deze lijn", en="is no plan of this line")
NOT_BEFORE_NOW = Text(
    nl="mag niet voor nu liggen: wie dienst had, staat vast",
    en="may not lie before now: who was on call stands",
)
AT_MOST = Text(nl="hoogstens {weeks} weken na het begin", en="{weeks} weeks after the start at most")
SHOWN, MOST_SHOWN = timedelta(weeks=4), timedelta(weeks=26)
WALL = "%Y-%m-%dT%H:%M"


class PlanCreate(PlanIn, Forced):
    pass


class WindowRead(Answer):
    days: tuple[Weekday, ...]
    begins: str
    ends: str
    holidays: bool
    except_holidays: bool

    @classmethod
    def of(cls, window: WrittenWindow) -> Self:
        times = {"begins": f"{window.begins:%H:%M}", "ends": f"{window.ends:%H:%M}"}
        return cls(**(window.model_dump() | times))


class LayerRead(Answer):
    """`starts`, `ends`, and the times of `windows` are local, by the clock on the wall."""

    name: str
    rank: int
    seat: int
    members: tuple[UUID, ...]
    starts: str
    every: int
    unit: Unit
    windows: tuple[WindowRead, ...]
    ends: str | None

    @classmethod
    def of(cls, layer: WrittenLayer) -> Self:
        told: dict[str, Any] = layer.model_dump() | {
            "starts": layer.starts.strftime(WALL),
            "ends": layer.ends.strftime(WALL) if layer.ends else None,
            "windows": tuple(WindowRead.of(window) for window in layer.windows),
        }
        return cls(**told)


class PlanRead(Answer):
    """It counts from `since` until the `since` of the plan after it. Never changed: a new one comes after."""

    id: UUID
    line: UUID
    since: AwareDatetime
    needed: tuple[int, ...]
    layers: tuple[LayerRead, ...]
    why: str | None
    made_by: str
    organisation: UUID
    made_at: AwareDatetime

    @classmethod
    def of(cls, row: store.PlanRow) -> Self:
        return cls(
            id=row.id,
            line=row.duty_line,
            since=row.since,
            needed=row.written.needed,
            layers=tuple(LayerRead.of(layer) for layer in row.written.layers),
            why=row.why,
            made_by=row.made_by,
            organisation=row.organisation,
            made_at=row.made_at,
        )


class PreviewAsk(Body):
    """A plan, overrides, or both; neither: as it is. `from`: now, or the `since` of the plan.

    `until`: 4 weeks later, or 26 at most.
    """

    plan: PlanIn | None = None
    overrides: Annotated[list[OverrideIn], Field(max_length=100)] = []
    begin: Annotated[Minute | None, Field(alias="from")] = None
    until: Minute | None = None


class ShiftPreviewed(Answer):
    rank: int
    seat: int
    worker: UUID
    start: AwareDatetime
    end: AwareDatetime
    source: str


class GapPreviewed(Answer):
    rank: int
    start: AwareDatetime
    end: AwareDatetime
    needed: int
    there: int


class DoubledRead(Answer):
    worker: UUID
    start: AwareDatetime
    end: AwareDatetime


class TimeOnCall(Answer):
    worker: UUID
    minutes: int


class PreviewRead(Answer):
    """`source` of an override that is proposed: its place in the list, as `override:<…0001>`.

    `doubled`: who stands at two places at once. `time`: how long each is on call in all, longest first.
    `refused`: codes of rules for which this would not be stored, beside its gaps.
    """

    start: AwareDatetime
    end: AwareDatetime
    shifts: tuple[ShiftPreviewed, ...]
    gaps: tuple[GapPreviewed, ...]
    doubled: tuple[DoubledRead, ...]
    time: tuple[TimeOnCall, ...]
    refused: tuple[str, ...]

    @classmethod
    def of(cls, start: datetime, end: datetime, found: Preview) -> Self:
        longest = sorted(found.time.items(), key=lambda item: (-item[1], item[0]))
        return cls(
            start=start,
            end=end,
            shifts=tuple(ShiftPreviewed.model_validate(vars(each)) for each in found.shifts),
            gaps=tuple(GapPreviewed.model_validate(vars(each)) for each in found.gaps),
            doubled=tuple(DoubledRead.model_validate(vars(each)) for each in found.doubled),
            time=tuple(
                TimeOnCall(worker=UUID(worker), minutes=time // timedelta(minutes=1))
                for worker, time in longest
            ),
            refused=tuple(reason.code for reason in found.reasons),
        )


@router.post(
    "/duty-lines/{duty_line_id}/plans",
    status_code=status.HTTP_201_CREATED,
    summary="Agree on a plan for a line",
)
async def make_plan(
    duty_line_id: UUID, body: PlanCreate, tx: Tx, organisation: OwnOrganisation, key: IdempotencyKey
) -> PlanRead:
    claimed = await claim(tx, key, body, about=duty_line_id)
    if not claimed.made_before:
        new = NewPlan(claimed.resource_id, body.since, body.written(), body.why, organisation.id)
        await make(tx, duty_line_id, new, forced=body.force)
    row = await store.plan(tx, claimed.resource_id)
    assert row is not None, "a plan is never deleted"
    return PlanRead.of(row)


@router.get(
    "/duty-lines/{duty_line_id}/plans", summary="All plans of a line, in the order in which they count"
)
async def list_plans(
    duty_line_id: UUID,
    tx: Tx,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[PlanRead]:
    rows = await store.plans_of(tx, duty_line_id)
    ids = [row.id for row in rows]
    if after and after not in ids:
        raise InvalidInput(errors=[FieldError("after", NOT_OF_THIS_LINE)])
    left = rows[ids.index(after) + 1 :] if after else rows
    items = [PlanRead.of(row) for row in left[:limit]]
    return Page(items=items, next=items[-1].id if len(left) > limit else None)


@router.post(
    "/duty-lines/{duty_line_id}/previews", summary="Show what this would make of a line; store nothing"
)
async def preview_roster(
    duty_line_id: UUID, body: PreviewAsk, tx: Tx, organisation: OwnOrganisation
) -> PreviewRead:
    now = this_minute(tx)
    start = body.begin or max(now, body.plan.since if body.plan else now)
    end = body.until or start + SHOWN
    if start < now:
        raise InvalidInput(errors=[FieldError("from", NOT_BEFORE_NOW)])
    if not start < end <= start + MOST_SHOWN:
        text = AFTER_THE_START if end <= start else AT_MOST.format(weeks=MOST_SHOWN.days // 7)
        raise InvalidInput(errors=[FieldError("until", text)])
    overrides = [
        each.kept(UUID(int=number), duty_line_id, tx, organisation.id, None)
        for number, each in enumerate(body.overrides, start=1)
    ]
    found = await preview(
        tx,
        duty_line_id,
        start,
        end,
        since=body.plan.since if body.plan else None,
        written=body.plan.written() if body.plan else None,
        overrides=overrides,
    )
    return PreviewRead.of(start, end, found)
