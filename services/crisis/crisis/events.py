"""What this room tells the others."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import AwareDatetime

from crisis.domain.alarm import Alarm, AlarmStatus, FollowUp, Outcome
from crisis.domain.shift import Shift, ShiftStatus
from crisis.store import alarms
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


async def shifts_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    """The current state of every shift."""
    return [ShiftChanged.of(shift, region) for shift, region in await store.shifts_after(tx, after, limit)]


class AlarmEvent(Event):
    """The full public state of an alarm: codes and references, no number, no word, no person.

    `municipality`: where the young person is. `askedBy`: in whose name it was raised. `isDrill`: an exercise.
    `heldBy`: the organisation that has it in hand; `holder`: which worker of it, if it named one.
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
            outcome=alarm.outcome,
            follow_up=alarm.follow_up,
            raised_at=alarm.raised_at,
            acknowledged_at=alarm.acknowledged_at,
            closed_at=alarm.closed_at,
        )


class AlarmRaised(AlarmEvent):
    NAME = "alarm.raised"


class AlarmEscalated(AlarmEvent):
    """Nobody answered in time: the next in line is called on."""

    NAME = "alarm.escalated"


class AlarmAcknowledged(AlarmEvent):
    """Somebody has it in hand: `heldBy`."""

    NAME = "alarm.acknowledged"


class AlarmClosed(AlarmEvent):
    """`followUp`: the help that must follow, in the name of who asked."""

    NAME = "alarm.closed"


class AlarmResidenceFound(AlarmEvent):
    """It was found out where the young person lives: `residence`. That may be after the closing."""

    NAME = "alarm.residence-found"


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
    return [TOLD_BY[alarm.status].of(alarm) for alarm in await alarms.alarms_after(tx, after, limit)]


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
    AlarmEscalated(version=2, status=AlarmStatus.RAISED, **_RAISED),
    AlarmAcknowledged(version=3, status=AlarmStatus.ACKNOWLEDGED, **_IN_HAND),
    AlarmClosed(version=4, status=AlarmStatus.CLOSED, **_CLOSED),
    AlarmResidenceFound(version=5, status=AlarmStatus.CLOSED, **(_CLOSED | {"residence": "0193"})),
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
)
