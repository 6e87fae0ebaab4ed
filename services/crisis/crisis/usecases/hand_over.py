"""The report at a shift change: who goes and who comes, what runs, and what is open (for now or for then)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from crisis.domain.alarm import Alarm, AlarmStatus, StepTaken
from crisis.domain.bed import CrisisBed
from crisis.domain.call_back import CallBack
from crisis.domain.calling import Attempt, calls
from crisis.domain.duty_line import DutyLine, OnCallWorker
from crisis.domain.shift import Shift
from crisis.store import alarms, attempts, beds, roster
from crisis.store import figures as store
from crisis.store.figures import GapSeen
from crisis.usecases.raise_alarm import CRISIS_DESK
from crisis.usecases.read_figures import require_own_region
from crisis.usecases.region_of_place import NOWHERE, regions_of_desk
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput
from wirekit.texts import Text

LOOKS_AHEAD = timedelta(hours=24)
MOST_LINES = 200
NOT_IN_THE_GROUP = Text(
    nl="heeft geen dienstlijn waarop uw organisatie staat",
    en="has no duty line on which your organisation is",
)
TOO_FAR = Text(nl="ligt meer dan een dag vooruit", en="lies more than a day ahead")


@dataclass(frozen=True)
class LineHandedOver:
    """At one moment: who `goes`, who `comes`, and who `stays` on this line."""

    line: DutyLine
    goes: tuple[Shift, ...]
    comes: tuple[Shift, ...]
    stays: tuple[Shift, ...]


@dataclass(frozen=True)
class AlarmRunning:
    """As it stood at the moment of the report. `tasks` wait now; in a report on the past there are none."""

    alarm: Alarm
    attempts: tuple[Attempt, ...]
    steps: tuple[StepTaken, ...]
    tasks: tuple[tuple[str, str, datetime], ...]


@dataclass(frozen=True)
class HandOver:
    """As of `at` (UTC). `since`: when the turn began that ends there, by the shift that was longest on."""

    region: str
    at: datetime
    since: datetime
    lines: tuple[LineHandedOver, ...]
    running: tuple[AlarmRunning, ...]
    closed: tuple[Alarm, ...]
    beds: tuple[CrisisBed, ...]
    call_backs: tuple[CallBack, ...]
    gaps: tuple[GapSeen, ...]
    staff: Mapping[UUID, OnCallWorker]


async def hand_over(tx: Transaction, region: str, at: datetime, *, by: Organisation) -> HandOver:
    """What who comes must know. `at` (UTC): a past shift change, or one within a day. Raises InvalidInput.

    To a crisis desk that is also what happens in places that no region covers: every desk has those.
    """
    require_own_region(by, region)
    if at > tx.now + LOOKS_AHEAD:
        raise InvalidInput(errors=[FieldError("at", TOO_FAR)])
    lines = await roster.duty_lines_of_region(tx, region, after=None, limit=MOST_LINES)
    is_desk = tx.caller.role == CRISIS_DESK
    if not is_desk and not any(by.id in line.crisis_group for line in lines):
        raise InvalidInput(errors=[FieldError("region", NOT_IN_THE_GROUP)])
    places = {region, *(regions_of_desk(by) if is_desk else ())} & {region, NOWHERE}
    shifts = await store.shifts_at(tx, [line.id for line in lines], at)
    handed = tuple(_of_line(line, shifts, at) for line in lines)
    began = [shift.start for line in handed for shift in (*line.goes, *line.stays)]
    since = min(began, default=at - LOOKS_AHEAD)
    running = await _running(tx, places, at)
    named = {shift.worker for shift in shifts}
    named |= {each.alarm.holder for each in running if each.alarm.holder}
    staff = await roster.workers_with_organisation(tx, named) if named else {}
    return HandOver(
        region=region,
        at=at,
        since=since,
        lines=handed,
        running=running,
        closed=tuple(await store.closed_between(tx, places, since, at)),
        beds=tuple(await beds.beds_in_use(tx, places, at)),
        call_backs=tuple(await store.call_backs_open_at(tx, places, at)),
        gaps=tuple(await store.gaps_known_at(tx, region, at, at + LOOKS_AHEAD)),
        staff={id_: worker for id_, (worker, _) in staff.items()},
    )


def _of_line(line: DutyLine, shifts: Sequence[Shift], at: datetime) -> LineHandedOver:
    """Who goes on from one shift into the next stays."""
    own = [shift for shift in shifts if shift.line == line.id]
    after = {shift.worker for shift in own if shift.holds(at)}
    before = {shift.worker for shift in own if shift.start < at}
    return LineHandedOver(
        line,
        goes=tuple(shift for shift in own if shift.end == at and shift.worker not in after),
        comes=tuple(shift for shift in own if shift.holds(at) and shift.worker not in before),
        stays=tuple(shift for shift in own if shift.holds(at) and shift.worker in before),
    )


async def _running(tx: Transaction, regions: Collection[str], at: datetime) -> tuple[AlarmRunning, ...]:
    found = []
    for alarm in await store.running_at(tx, regions, at):
        steps = [step for step in await alarms.steps(tx, alarm.id) if step.recorded_at <= at]
        called = [each for each in calls(await attempts.attempts(tx, alarm.id)) if each.at <= at]
        tasks = await alarms.open_tasks(tx, alarm.id) if at >= tx.now else []
        then = _as_it_stood(alarm, in_hand=bool(steps))
        found.append(AlarmRunning(then, tuple(called), tuple(steps), tuple(tasks)))
    return tuple(found)


def _as_it_stood(alarm: Alarm, *, in_hand: bool) -> Alarm:
    """It is in hand from the moment at which that was told: its first step is that somebody accepted it."""
    if in_hand:
        return replace(alarm, status=AlarmStatus.ACKNOWLEDGED, outcome=None, follow_up=(), closed_at=None)
    return replace(
        alarm,
        status=AlarmStatus.RAISED,
        holder=None,
        held_by=None,
        acknowledged_at=None,
        outcome=None,
        follow_up=(),
        closed_at=None,
    )
