"""An alarm: raised for a place, climbing until somebody has it in hand, closed with an outcome."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from crisis.domain.shift import Shift


class AlarmStatus(StrEnum):
    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class AlarmStep(StrEnum):
    """What can be done with an alarm that is not closed."""

    ACKNOWLEDGE = "acknowledge"
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
class Attempt:
    """Somebody was called on: rank and line from the roster of that instant. Nobody: the desk itself."""

    worker: UUID | None
    organisation: UUID | None
    rank: int | None
    line: UUID | None
    round: int
    at: datetime


@dataclass(frozen=True)
class Alarm:
    """`municipality` is where the young person is now. `asked_by`: in whose name it was raised.

    `residence_code` is the municipality of residence where that is known. `held_by`: the organisation that
    has it in hand; `holder`: which worker of it, none where its crisis desk has it itself.
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
        if self.status is AlarmStatus.RAISED:
            steps.add(AlarmStep.ACKNOWLEDGE)
        elif StepKind.ASSESSED in {each.kind for each in taken}:
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


def who_is_next(chains: Sequence[Sequence[Shift]], asked: Collection[Attempt]) -> tuple[Shift | None, int]:
    """The next in line with the round in which that is; nobody where nobody is on call.

    `chains` are those of the lines that serve the place, first in line first. Who was called on in this round
    is passed over; when everybody was, it begins again.
    """
    round_now = max((attempt.round for attempt in asked), default=1)
    called = {attempt.worker for attempt in asked if attempt.round == round_now}
    in_line = [shift for chain in chains for shift in chain]
    if not in_line:
        return None, round_now + (None in called)
    for shift in in_line:
        if shift.worker not in called:
            return shift, round_now
    return in_line[0], round_now + 1


@dataclass(frozen=True)
class Taker:
    """Who takes an alarm in hand, and when it called on them; without a worker a crisis desk does itself."""

    worker: UUID | None
    organisation: UUID
    called_at: datetime


def who_takes(
    worker: UUID | None, organisation: UUID, asked: Collection[Attempt], *, by: UUID, is_desk: bool
) -> Taker | None:
    """Whom the alarm called on, as far as organisation `by` may say so; None where that is nobody.

    A responder takes it in hand for a worker of the own organisation; a crisis desk names any that was called
    on, who told so by telephone. Where the desk itself was called on it takes it in its own name, with or
    without a worker of its own.
    """
    named = [each for each in asked if each.worker == worker and (is_desk or each.organisation == by)]
    calls = [] if worker is None else named
    if is_desk and organisation == by:
        calls += [each for each in asked if each.worker is None]
    called_at = min((each.at for each in calls), default=None)
    return Taker(worker, organisation, called_at) if called_at else None


def _minute(moment: datetime) -> datetime:
    return moment - timedelta(seconds=moment.second, microseconds=moment.microsecond)
