"""An alarm: raised for a place, climbing until somebody has it in hand, closed with an outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class AlarmStatus(StrEnum):
    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class AlarmStep(StrEnum):
    """What can be done with an alarm that is not closed."""

    ACKNOWLEDGE = "acknowledge"
    STILL_IN_HAND = "still-in-hand"
    RECORD_STEPS = "record-steps"
    CLOSE = "close"


class StepKind(StrEnum):
    """What happens in a crisis, in the order in which it can (IJS-36)."""

    ACCEPTED = "accepted"
    ON_SITE = "on-site"
    ASSESSED = "assessed"
    STABILISED = "stabilised"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a crisis ended for the crisis service."""

    STABILISED = "stabilised"
    NO_CRISIS = "no-crisis"
    TAKEN_OVER_BY_HOSPITAL = "taken-over-by-hospital"
    TAKEN_OVER_BY_POLICE = "taken-over-by-police"
    TAKEN_OVER_BY_VEILIG_THUIS = "taken-over-by-veilig-thuis"
    TAKEN_OVER_BY_OTHER_REGION = "taken-over-by-other-region"
    HANDED_OVER = "handed-over"


class FollowUp(StrEnum):
    """Help that must follow: ordinary ambulatory help, a stay, or both (IJS-37)."""

    AMBULATORY = "ambulatory"
    STAY = "stay"


NEXT: Mapping[AlarmStatus, frozenset[AlarmStatus]] = {
    AlarmStatus.RAISED: frozenset({AlarmStatus.ACKNOWLEDGED}),
    AlarmStatus.ACKNOWLEDGED: frozenset({AlarmStatus.CLOSED}),
    AlarmStatus.CLOSED: frozenset(),
}
NEEDS: Mapping[StepKind, StepKind | None] = {
    StepKind.ACCEPTED: None,
    StepKind.ON_SITE: StepKind.ACCEPTED,
    StepKind.ASSESSED: StepKind.ACCEPTED,
    StepKind.STABILISED: StepKind.ASSESSED,
    StepKind.CLOSED: StepKind.ASSESSED,
}
"""What must have happened before; somebody may be helped without a visit."""


@dataclass(frozen=True)
class StepTaken:
    """`happened_at` may lie hours before `recorded_at` (both UTC)."""

    kind: StepKind
    happened_at: datetime
    recorded_at: datetime


class Residence(StrEnum):
    """What is known of where the young person lives. None of it delays or reroutes an alarm (LAW-10)."""

    MUNICIPALITY = "municipality"
    UNKNOWN = "unknown"
    ABROAD = "abroad"


@dataclass(frozen=True)
class Alarm:
    """`municipality` is where the young person is now. `asked_by`: in whose name it was raised.

    `residence_code` is the municipality of residence where that is known. `held_by`: the organisation that
    has it in hand; `holder`: which worker of it, none where its crisis desk has it itself.
    `climbs`: it calls on the next in line whenever a term ends, as nobody has it, or whoever has it has said
    nothing until `held_until` (UTC). `by_real_channels`: not so for a drill, unless it was asked for.
    """

    id: UUID
    version: int
    status: AlarmStatus
    region: str
    municipality: str
    raised_by: UUID
    asked_by: UUID
    asked_by_kind: str
    is_drill: bool
    danger: bool
    residence: Residence
    residence_code: str | None
    age: int | None
    previous: UUID | None
    raised_at: datetime
    holder: UUID | None = None
    held_by: UUID | None = None
    intervention: UUID | None = None
    acknowledged_at: datetime | None = None
    outcome: Outcome | None = None
    follow_up: tuple[FollowUp, ...] = ()
    closed_at: datetime | None = None
    need: str | None = None
    round: int = 1
    climbs: bool = True
    held_until: datetime | None = None
    on_the_way_at: datetime | None = None
    by_real_channels: bool = True

    @property
    def payer_is_unclear(self) -> bool:
        """Who pays follows from where the young person lives: unless that is here, it is to be looked up.

        An exercise costs nobody anything.
        """
        return not self.is_drill and self.residence_code != self.municipality

    def possible_steps(self, taken: Sequence[StepTaken]) -> frozenset[AlarmStep]:
        if self.status is AlarmStatus.CLOSED:
            return frozenset()
        steps = {AlarmStep.RECORD_STEPS}
        if self.climbs:
            steps.add(AlarmStep.ACKNOWLEDGE)
        if self.status is AlarmStatus.ACKNOWLEDGED:
            steps.add(AlarmStep.STILL_IN_HAND)
            if StepKind.ASSESSED in {each.kind for each in taken}:
                steps.add(AlarmStep.CLOSE)
        return frozenset(steps)


class StepRefusal(StrEnum):
    TOLD_BEFORE = "step-told-before"
    NEEDS_AN_EARLIER_STEP = "needs-an-earlier-step"
    TIMES_CONTRADICT = "times-contradict"
    BEFORE_THE_ALARM = "before-the-alarm"
    BEFORE_THE_CALL = "before-called-on"
    IN_THE_FUTURE = "in-the-future"


def why_no_steps(
    told: Sequence[tuple[StepKind, datetime]],
    *,
    taken: Sequence[StepTaken],
    raised_at: datetime,
    now: datetime,
    called_at: datetime | None = None,
) -> tuple[StepRefusal, ...]:
    """Every rule that these steps break, with those that stand already. Minutes count, seconds do not.

    `called_at`: when the alarm called on who accepts, where somebody does.
    """
    times = {each.kind: _minute(each.happened_at) for each in taken}
    kinds = [kind for kind, _ in told]
    twice = len(set(kinds)) < len(kinds) or bool(set(kinds) & set(times))
    times |= {kind: _minute(at) for kind, at in told}
    needed = {need for kind in kinds if (need := NEEDS[kind])}
    ordered = [times[kind] for kind in StepKind if kind in times]
    broken = {
        StepRefusal.TOLD_BEFORE: twice,
        StepRefusal.NEEDS_AN_EARLIER_STEP: not needed <= set(times),
        StepRefusal.TIMES_CONTRADICT: ordered != sorted(ordered),
        StepRefusal.BEFORE_THE_ALARM: any(at < _minute(raised_at) for at in times.values()),
        StepRefusal.BEFORE_THE_CALL: called_at is not None
        and any(kind is StepKind.ACCEPTED and _minute(at) < _minute(called_at) for kind, at in told),
        StepRefusal.IN_THE_FUTURE: any(at > now for _, at in told),
    }
    return tuple(refusal for refusal, is_broken in broken.items() if is_broken)


def _minute(moment: datetime) -> datetime:
    return moment - timedelta(seconds=moment.second, microseconds=moment.microsecond)
