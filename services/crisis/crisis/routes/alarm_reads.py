"""How an alarm is shown: whom it called on, over which channels, what happened, what waits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from crisis.domain.alarm import (
    Alarm,
    AlarmStatus,
    AlarmStep,
    FollowUp,
    Outcome,
    Residence,
    StepKind,
    StepTaken,
)
from crisis.domain.calling import Attempt, AttemptKind, CallAnswer
from crisis.domain.notification import NotificationStatus, Recipient
from crisis.store.attempts import SCREEN
from crisis.store.notifications import NotificationRow
from crisis.usecases.read_alarm import AlarmSeen
from wirekit.models import Answer


class NotificationRead(Answer):
    """What went out over one channel, or will, with the `tries` so far. `recipient`: who is told."""

    channel: str
    recipient: Recipient
    status: NotificationStatus
    tries: int
    at: AwareDatetime

    @classmethod
    def of(cls, row: NotificationRow) -> Self:
        return cls.model_validate(row, from_attributes=True)


class AttemptRead(Answer):
    """Whom the alarm called on; `worker` is empty where nobody was on call, and the desk itself was.

    `kind` reminder: whoever has it in hand was reminded. `unreachableAt`: no channel reached them.
    """

    worker: UUID | None
    name: str | None
    telephone: str | None
    organisation: UUID | None
    rank: int | None
    round: int
    kind: AttemptKind
    channel: str
    at: AwareDatetime
    answer: CallAnswer | None
    answered_at: AwareDatetime | None
    unreachable_at: AwareDatetime | None
    notifications: tuple[NotificationRead, ...]

    @classmethod
    def of(cls, attempt: Attempt, of: AlarmSeen) -> Self:
        staff = of.staff.get(attempt.worker) if attempt.worker else None
        sent: Sequence[NotificationRow] = of.sent.get(attempt.id, ())
        return cls(
            worker=attempt.worker,
            name=staff.name if staff else None,
            telephone=staff.telephone if staff else None,
            organisation=attempt.organisation,
            rank=attempt.rank,
            round=attempt.round,
            kind=attempt.kind,
            channel=SCREEN,
            at=attempt.at,
            answer=attempt.answer,
            answered_at=attempt.answered_at,
            unreachable_at=attempt.unreachable_at,
            notifications=tuple(map(NotificationRead.of, sent)),
        )


class StepRead(Answer):
    kind: StepKind
    happened_at: AwareDatetime
    recorded_at: AwareDatetime

    @classmethod
    def of(cls, step: StepTaken) -> Self:
        return cls.model_validate(step, from_attributes=True)


class TaskRead(Answer):
    """What waits on this alarm, who answers for it, and until when (UTC)."""

    kind: str
    owner: str
    due_at: AwareDatetime


class AlarmItem(Answer):
    """`isDrill`: an exercise. `municipality`: where the young person is.

    `climbs`: it calls on the next in line whenever a term ends, for the `round`th time. In hand it does so
    once nothing was said until `heldUntil`.
    """

    id: UUID
    version: int
    status: AlarmStatus
    is_drill: bool
    region: str
    municipality: str
    danger: bool
    asked_by: UUID
    raised_at: datetime
    acknowledged_at: AwareDatetime | None
    held_until: AwareDatetime | None
    on_the_way_at: AwareDatetime | None
    climbs: bool
    round: int
    closed_at: AwareDatetime | None

    @classmethod
    def of(cls, alarm: Alarm) -> Self:
        return cls.model_validate(alarm, from_attributes=True)


class AlarmRead(AlarmItem):
    """`heldBy`: the organisation that has it in hand; `holder`: which worker of it, if it named one.

    `byRealChannels`: whether it rings people, which a drill does only where that was asked.
    """

    raised_by: UUID
    by_real_channels: bool
    residence: Residence
    residence_code: str | None
    age: int | None
    need: str | None
    previous: UUID | None
    holder: UUID | None
    held_by: UUID | None
    intervention: UUID | None
    outcome: Outcome | None
    follow_up: tuple[FollowUp, ...]
    attempts: tuple[AttemptRead, ...]
    steps: tuple[StepRead, ...]
    tasks: tuple[TaskRead, ...]
    possible_steps: tuple[AlarmStep, ...]

    @classmethod
    def seen(cls, of: AlarmSeen) -> Self:
        alarm = of.alarm
        return cls(
            **dict(AlarmItem.of(alarm)),
            raised_by=alarm.raised_by,
            by_real_channels=alarm.by_real_channels,
            residence=alarm.residence,
            residence_code=alarm.residence_code,
            age=alarm.age,
            need=alarm.need,
            previous=alarm.previous,
            holder=alarm.holder,
            held_by=alarm.held_by,
            intervention=alarm.intervention,
            outcome=alarm.outcome,
            follow_up=alarm.follow_up,
            attempts=tuple(AttemptRead.of(attempt, of) for attempt in of.attempts),
            steps=tuple(map(StepRead.of, of.steps)),
            tasks=tuple(TaskRead(kind=kind, owner=owner, due_at=due_at) for kind, owner, due_at in of.tasks),
            possible_steps=tuple(sorted(alarm.possible_steps(of.steps))),
        )


class DispatchNoteRead(Answer):
    """What the responders need; it is destroyed when the alarm is closed."""

    call_back_number: str
    whereabouts: str | None
    danger_words: str | None
