"""On whom an alarm calls, who takes it in hand, and what who was called on can answer by one press."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from crisis.domain.alarm import Alarm, AlarmStatus
from crisis.domain.shift import Shift


class AttemptKind(StrEnum):
    """`reminder`: to who has it in hand, before it climbs; all others are calls."""

    CALL = "call"
    REMINDER = "reminder"


class CallAnswer(StrEnum):
    """What one press says. `on-the-way` takes the alarm in hand too, where it is still free."""

    ACCEPT = "accept"
    ON_THE_WAY = "on-the-way"
    STILL_HAVE_IT = "still-have-it"
    CANNOT = "cannot"


OF_THE_HOLDER = frozenset({CallAnswer.ON_THE_WAY, CallAnswer.STILL_HAVE_IT, CallAnswer.CANNOT})
OF_THE_CALLED = frozenset({CallAnswer.ACCEPT, CallAnswer.ON_THE_WAY, CallAnswer.CANNOT})


@dataclass(frozen=True)
class Attempt:
    """Somebody was called on: rank and line from the roster of that instant. Nobody: the desk itself.

    `unreachable_at`: when it was clear that no channel reaches them.
    """

    id: UUID
    worker: UUID | None
    organisation: UUID | None
    rank: int | None
    line: UUID | None
    round: int
    at: datetime
    kind: AttemptKind = AttemptKind.CALL
    answer: CallAnswer | None = None
    answered_at: datetime | None = None
    unreachable_at: datetime | None = None


def calls(asked: Collection[Attempt]) -> list[Attempt]:
    return [attempt for attempt in asked if attempt.kind is AttemptKind.CALL]


def who_is_next(chains: Sequence[Sequence[Shift]], asked: Collection[Attempt]) -> tuple[Shift | None, int]:
    """The next in line with the round in which that is; nobody where nobody is on call.

    `chains` are those of the lines that serve the place, first in line first. Who was called on in this round
    is passed over; when everybody was, it begins again.
    """
    round_now = max((attempt.round for attempt in calls(asked)), default=1)
    called = {attempt.worker for attempt in calls(asked) if attempt.round == round_now}
    in_line = [shift for chain in chains for shift in chain]
    if not in_line:
        return None, round_now + (None in called)
    for shift in in_line:
        if shift.worker not in called:
            return shift, round_now
    return in_line[0], round_now + 1


def is_passed_over(attempt: Attempt, asked: Collection[Attempt], *, at: datetime, term: timedelta) -> bool:
    """Whether the next in line is called on at once, as no channel reaches this one.

    Only once in a term: an alarm that can reach nobody would go round without an end, faster than anybody
    can read.
    """
    return attempt.worker is not None and not any(
        each.unreachable_at is not None and each.unreachable_at > at - term
        for each in calls(asked)
        if each.worker == attempt.worker and each.id != attempt.id
    )


def possible_answers(alarm: Alarm, worker: UUID | None) -> frozenset[CallAnswer]:
    """What this worker, who was called on, can say now."""
    if alarm.status is AlarmStatus.CLOSED:
        return frozenset()
    if alarm.holder is not None and alarm.holder == worker:
        return OF_THE_HOLDER
    return OF_THE_CALLED if alarm.climbs else frozenset()


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
    of_them = [] if worker is None else named
    if is_desk and organisation == by:
        of_them += [each for each in asked if each.worker is None]
    called_at = min((each.at for each in of_them), default=None)
    return Taker(worker, organisation, called_at) if called_at else None
