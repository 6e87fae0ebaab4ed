"""What this room tells the others."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import AwareDatetime

from crisis.domain.alarm import Alarm, AlarmStatus, FollowUp, Outcome
from crisis.domain.bed import CrisisBed, nights_of
from crisis.domain.intervention import ExitPlan
from crisis.domain.known_gap import KnownGap
from crisis.domain.shift import Shift, ShiftStatus
from crisis.store import alarms, beds, interventions
from crisis.store import shifts as store
from servicekit.transaction import Transaction
from wirekit.events import Event


class ShiftChanged(Event):
    """A shift was planned or withdrawn. `worker` is a reference; name and telephone stay in this room."""

    NAME = "shift.changed"

    line: UUID
    worker: UUID
    rank: int
    start: AwareDatetime
    end: AwareDatetime
    status: ShiftStatus

    @classmethod
    def of(cls, shift: Shift, region: str) -> Self:
        return cls(
            ref=shift.id,
            version=shift.version,
            region=region,
            line=shift.line,
            worker=shift.worker,
            rank=shift.rank,
            start=shift.start,
            end=shift.end,
            status=shift.status,
        )


class CoverageBroken(Event):
    """A line has a gap ahead. Told when it is found or grows, and again in the days before its start.

    At `rank` there are `there` of the `needed` workers. `accepted`: a planner saw it and gave a reason.
    `noticeDays`: so many days before its start this is told again; empty where it is told for the first time.
    """

    NAME = "coverage.broken"

    line: UUID
    rank: int
    start: AwareDatetime
    end: AwareDatetime
    needed: int
    there: int
    accepted: bool
    notice_days: int | None

    @classmethod
    def of(cls, gap: KnownGap, region: str, *, notice_days: int | None = None) -> Self:
        return cls(
            ref=gap.id,
            version=gap.version,
            region=region,
            line=gap.line,
            rank=gap.rank,
            start=gap.start,
            end=gap.end,
            needed=gap.needed,
            there=gap.there,
            accepted=gap.why is not None,
            notice_days=notice_days,
        )


async def shifts_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    """The current state of every shift."""
    return [ShiftChanged.of(shift, region) for shift, region in await store.shifts_after(tx, after, limit)]


class AlarmEvent(Event):
    """The full public state of an alarm: codes and references, no number, no word, no person.

    `municipality`: where the young person is. `askedBy`: in whose name it was raised. `isDrill`: an exercise.
    `heldBy`: the organisation that has it in hand; `holder`: which worker of it, if it named one. `round`:
    how often everybody in line was called on, from 1.
    """

    NAME = "alarm.changed"

    municipality: str
    status: AlarmStatus
    is_drill: bool
    danger: bool
    asked_by: UUID
    asked_by_kind: str
    residence: str | None
    age: int | None
    previous: UUID | None
    holder: UUID | None
    held_by: UUID | None
    intervention: UUID | None
    round: int
    outcome: Outcome | None
    follow_up: tuple[FollowUp, ...]
    raised_at: AwareDatetime
    acknowledged_at: AwareDatetime | None
    closed_at: AwareDatetime | None

    @classmethod
    def of(cls, alarm: Alarm) -> Self:
        return cls(
            ref=alarm.id,
            version=alarm.version,
            region=alarm.region,
            municipality=alarm.municipality,
            status=alarm.status,
            is_drill=alarm.is_drill,
            danger=alarm.danger,
            asked_by=alarm.asked_by,
            asked_by_kind=alarm.asked_by_kind,
            residence=alarm.residence_code,
            age=alarm.age,
            previous=alarm.previous,
            holder=alarm.holder,
            held_by=alarm.held_by,
            intervention=alarm.intervention,
            round=alarm.round,
            outcome=alarm.outcome,
            follow_up=alarm.follow_up,
            raised_at=alarm.raised_at,
            acknowledged_at=alarm.acknowledged_at,
            closed_at=alarm.closed_at,
        )


class AlarmRaised(AlarmEvent):
    NAME = "alarm.raised"


class AlarmEscalated(AlarmEvent):
    """Nobody answered in time: the next in line is called on. In hand: whoever has it said nothing either."""

    NAME = "alarm.escalated"


class AlarmAcknowledged(AlarmEvent):
    """Somebody has it in hand: `heldBy`."""

    NAME = "alarm.acknowledged"


class AlarmClosed(AlarmEvent):
    """`followUp`: the help that must follow, in the name of who asked.

    `nights` in crisis beds from `firstNight` on (local days; arrival counts, departure does not), the last of
    them at `bedProvider`. `inABed`: still there, so that more nights come. `helpSince`: the first day of the
    help that goes on provisionally; absent where none does.
    """

    NAME = "alarm.closed"

    nights: int = 0
    first_night: date | None = None
    bed_provider: UUID | None = None
    in_a_bed: bool = False
    help_since: date | None = None

    @classmethod
    def told(cls, alarm: Alarm, slept: Sequence[CrisisBed], plan: ExitPlan | None) -> Self:
        """`slept`: in which crisis beds, the first first."""
        assert alarm.closed_at is not None, "what is told of is closed"
        nights = nights_of(slept, alarm.closed_at)
        return cls.of(alarm).model_copy(
            update={
                "nights": len(nights),
                "first_night": nights[0] if nights else None,
                "bed_provider": slept[-1].provider if slept else None,
                "in_a_bed": any(bed.until is None or bed.until > alarm.closed_at for bed in slept),
                "help_since": plan.since if plan else None,
            }
        )


class AlarmResidenceFound(AlarmEvent):
    """It was found out where the young person lives: `residence`. That may be after the closing.

    `nights` in crisis beds until the closing, or until now while it is open.
    """

    NAME = "alarm.residence-found"

    nights: int = 0

    @classmethod
    def found(cls, alarm: Alarm, slept: Sequence[CrisisBed], at: datetime) -> Self:
        """`slept`: in which crisis beds."""
        nights = len(nights_of(slept, alarm.closed_at or at))
        return cls.of(alarm).model_copy(update={"nights": nights})


class InterventionEvent(Event):
    """What the crisis service does on one alarm. `heldBy`: the organisation; `holder`: its worker, if any."""

    NAME = "intervention.changed"

    alarm: UUID
    municipality: str
    is_drill: bool
    holder: UUID | None
    held_by: UUID
    outcome: Outcome | None

    @classmethod
    def of(cls, alarm: Alarm) -> Self:
        assert alarm.intervention is not None, "an intervention opens with the acknowledgement"
        assert alarm.held_by is not None, "who acknowledged has it in hand"
        return cls(
            ref=alarm.intervention,
            version=1 if alarm.outcome is None else 2,
            region=alarm.region,
            alarm=alarm.id,
            municipality=alarm.municipality,
            is_drill=alarm.is_drill,
            holder=alarm.holder,
            held_by=alarm.held_by,
            outcome=alarm.outcome,
        )


class InterventionOpened(InterventionEvent):
    NAME = "intervention.opened"


class InterventionClosed(InterventionEvent):
    NAME = "intervention.closed"


TOLD_BY: Mapping[AlarmStatus, type[AlarmEvent]] = {
    AlarmStatus.RAISED: AlarmRaised,
    AlarmStatus.ACKNOWLEDGED: AlarmAcknowledged,
    AlarmStatus.CLOSED: AlarmClosed,
}


async def alarms_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    """The current state of every alarm."""
    page = await alarms.alarms_after(tx, after, limit)
    slept = await beds.beds_of(tx, [alarm.id for alarm in page])
    return [
        AlarmClosed.told(
            alarm,
            [bed for bed in slept if bed.alarm == alarm.id],
            await interventions.exit_plan(tx, alarm.id),
        )
        if alarm.status is AlarmStatus.CLOSED
        else TOLD_BY[alarm.status].of(alarm)
        for alarm in page
    ]


def _id(number: int) -> UUID:
    return UUID(f"01990000-0000-7000-8000-00000000{number:04d}")


_RAISED: dict[str, Any] = {
    "ref": _id(5101),
    "region": "voorbeeldregio",
    "municipality": "0166",
    "is_drill": False,
    "danger": True,
    "asked_by": _id(5102),
    "asked_by_kind": "municipality",
    "residence": None,
    "age": 15,
    "previous": None,
    "raised_at": datetime(2026, 3, 2, 2, 40, tzinfo=UTC),
    "holder": None,
    "held_by": None,
    "intervention": None,
    "round": 1,
    "outcome": None,
    "follow_up": (),
    "acknowledged_at": None,
    "closed_at": None,
}
_IN_HAND = _RAISED | {
    "holder": _id(5003),
    "held_by": _id(5104),
    "intervention": _id(5103),
    "acknowledged_at": datetime(2026, 3, 2, 2, 44, tzinfo=UTC),
}
_CLOSED = _IN_HAND | {
    "outcome": Outcome.STABILISED,
    "follow_up": (FollowUp.AMBULATORY, FollowUp.STAY),
    "closed_at": datetime(2026, 3, 2, 7, 10, tzinfo=UTC),
}
_INTERVENTION: dict[str, Any] = {
    "ref": _id(5103),
    "region": "voorbeeldregio",
    "alarm": _id(5101),
    "municipality": "0166",
    "is_drill": False,
    "holder": _id(5003),
    "held_by": _id(5104),
}
EXAMPLES = (
    AlarmRaised(version=1, status=AlarmStatus.RAISED, **_RAISED),
    AlarmEscalated(version=2, status=AlarmStatus.RAISED, **(_RAISED | {"round": 2})),
    AlarmAcknowledged(version=3, status=AlarmStatus.ACKNOWLEDGED, **_IN_HAND),
    AlarmClosed(
        version=4,
        status=AlarmStatus.CLOSED,
        nights=1,
        first_night=date(2026, 3, 2),
        bed_provider=_id(5105),
        in_a_bed=True,
        help_since=date(2026, 3, 2),
        **_CLOSED,
    ),
    AlarmResidenceFound(version=5, status=AlarmStatus.CLOSED, nights=1, **(_CLOSED | {"residence": "0193"})),
    InterventionOpened(version=1, outcome=None, **_INTERVENTION),
    InterventionClosed(version=2, outcome=Outcome.STABILISED, **_INTERVENTION),
    ShiftChanged(
        ref=UUID("01990000-0000-7000-8000-000000005001"),
        version=1,
        region="voorbeeldregio",
        line=UUID("01990000-0000-7000-8000-000000005002"),
        worker=UUID("01990000-0000-7000-8000-000000005003"),
        rank=1,
        start=datetime(2026, 3, 2, 8, tzinfo=UTC),
        end=datetime(2026, 3, 2, 16, tzinfo=UTC),
        status=ShiftStatus.PLANNED,
    ),
    CoverageBroken(
        ref=UUID("01990000-0000-7000-8000-000000005004"),
        version=2,
        region="voorbeeldregio",
        line=UUID("01990000-0000-7000-8000-000000005002"),
        rank=1,
        start=datetime(2026, 3, 9, 8, tzinfo=UTC),
        end=datetime(2026, 3, 9, 8, 1, tzinfo=UTC),
        needed=1,
        there=0,
        accepted=False,
        notice_days=7,
    ),
)
