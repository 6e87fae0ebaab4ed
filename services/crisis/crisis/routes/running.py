"""The alarms that run, in short: without an id, a number to call or a word about the young person."""

from typing import Self

from fastapi import APIRouter
from pydantic import AwareDatetime

from crisis.domain.alarm import AlarmStatus, StepKind
from crisis.domain.calling import calls
from crisis.routes.fields import RegionName
from crisis.usecases.call_on_next import ACKNOWLEDGEMENT
from crisis.usecases.read_alarm import AlarmSeen
from crisis.usecases.read_running import running_alarms
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer

router = APIRouter(route_class=GuardedRoute, tags=["alarms"])


class RunningInShort(Answer):
    """`holder`: who has it in hand since `acknowledgedAt`; null where nobody has, or a crisis desk.

    `calledOn`: on whom it calls since `calledAt`, null where that is the desk; without an answer it goes to
    the next in line at `climbsAt`. Moments in UTC; each is null where that has not happened.
    """

    municipality: str
    is_drill: bool
    danger: bool
    status: AlarmStatus
    raised_at: AwareDatetime
    holder: str | None
    acknowledged_at: AwareDatetime | None
    on_the_way_at: AwareDatetime | None
    on_site_at: AwareDatetime | None
    called_on: str | None
    called_at: AwareDatetime | None
    climbs_at: AwareDatetime | None

    @classmethod
    def of(cls, seen: AlarmSeen) -> Self:
        alarm = seen.alarm
        holder = seen.staff.get(alarm.holder) if alarm.holder else None
        latest = calls(seen.attempts)[-1] if alarm.climbs else None
        called = seen.staff.get(latest.worker) if latest and latest.worker else None
        due = {kind: due_at for kind, _, due_at in seen.tasks}
        happened = {step.kind: step.happened_at for step in seen.steps}
        return cls(
            municipality=alarm.municipality,
            is_drill=alarm.is_drill,
            danger=alarm.danger,
            status=alarm.status,
            raised_at=alarm.raised_at,
            holder=holder.name if holder else None,
            acknowledged_at=alarm.acknowledged_at,
            on_the_way_at=alarm.on_the_way_at,
            on_site_at=happened.get(StepKind.ON_SITE),
            called_on=called.name if called else None,
            called_at=latest.at if latest else None,
            climbs_at=due.get(ACKNOWLEDGEMENT),
        )


class RunningAlarms(Answer):
    """As of `at` (UTC)."""

    region: str
    at: AwareDatetime
    items: tuple[RunningInShort, ...]


@router.get("/running-alarms", summary="The alarms that run in a region of the own organisation, in short")
async def list_running_alarms(tx: Tx, organisation: OwnOrganisation, region: RegionName) -> RunningAlarms:
    # A screen asks this every few seconds and it points to nobody: no look is recorded.
    found = await running_alarms(tx, region, by=organisation)
    return RunningAlarms(region=region, at=tx.now, items=tuple(map(RunningInShort.of, found)))
