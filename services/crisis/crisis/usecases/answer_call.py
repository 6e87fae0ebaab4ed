"""Answer a call by its one-time token: to look has no effect, only a press has."""

from dataclasses import dataclass, replace
from uuid import UUID

from crisis.domain.alarm import Alarm, AlarmStatus
from crisis.domain.calling import Attempt, CallAnswer, Taker, calls, possible_answers
from crisis.domain.duty_line import DutyLine
from crisis.store import alarms, attempts, roster
from crisis.usecases.escalate_alarm import climb
from crisis.usecases.keep_in_hand import let_go
from crisis.usecases.take_in_hand import still_theirs, take
from servicekit.transaction import Transaction
from wirekit.caller import Caller
from wirekit.problems import ImpossibleStep, Unauthenticated

ON_CALL_WORKER = "on-call-worker"


@dataclass(frozen=True)
class CallSeen:
    """`worker`: the name of who was called on; `holder`: of who has it, none where nobody or a desk does."""

    alarm: Alarm
    line: DutyLine | None
    worker: str
    holder: str | None
    held_by_you: bool
    possible: frozenset[CallAnswer]


async def view_call(tx: Transaction, token: str) -> CallSeen:
    """What the call is about, for whoever opens its link. Raises Unauthenticated."""
    alarm, attempt = await _call(tx, token)
    return await _seen(tx, alarm, attempt)


async def answer_call(tx: Transaction, token: str, told: CallAnswer) -> CallSeen:
    """One press. Of two at once one has it; the same press again changes nothing.

    Raises Unauthenticated, and ImpossibleStep with what can be answered, where somebody else has it.
    """
    alarm, attempt = await _call(tx, token, lock=True)
    assert attempt.worker is not None, "only who is somebody gets a token"
    assert attempt.organisation is not None, "who is on call belongs to an organisation"
    tx.caller = Caller(f"worker:{attempt.worker}", attempt.organisation, ON_CALL_WORKER)
    has_it = alarm.holder == attempt.worker
    if told is CallAnswer.ACCEPT and has_it and not alarm.climbs:
        return await _seen(tx, alarm, attempt)
    possible = possible_answers(alarm, attempt.worker)
    if told not in possible and not (told is CallAnswer.ACCEPT and has_it):
        raise ImpossibleStep(possible_steps=[answer.value for answer in possible])
    if told is CallAnswer.CANNOT:
        alarm = await _cannot(tx, alarm, attempt)
    else:
        if not has_it:
            alarm = await take(tx, alarm, Taker(attempt.worker, attempt.organisation, attempt.at))
        if has_it or told is CallAnswer.ON_THE_WAY:
            alarm = await still_theirs(tx, alarm, on_the_way=told is CallAnswer.ON_THE_WAY)
    await attempts.answer(tx, attempt.id, told)
    return await _seen(tx, alarm, attempt)


async def _cannot(tx: Transaction, alarm: Alarm, attempt: Attempt) -> Alarm:
    """It climbs at once, if it waits for this one; whoever has it stays on it until somebody takes it."""
    if not alarm.climbs:
        return await climb(tx, replace(await let_go(tx, alarm), held_until=tx.now))
    waits_on = calls(await attempts.attempts(tx, alarm.id))[-1]
    asked_again = attempt.answer is CallAnswer.CANNOT
    if waits_on.worker == attempt.worker and waits_on.answer is None and not asked_again:
        return await climb(tx, alarm)
    return alarm


async def _call(tx: Transaction, token: str, *, lock: bool = False) -> tuple[Alarm, Attempt]:
    found = await attempts.by_token(tx, tx.keyring.keyed_hash(token))
    if found is None:
        raise Unauthenticated
    alarm_id, attempt_id = found
    alarm = await alarms.alarm(tx, alarm_id, lock=lock)
    if alarm is None or alarm.status is AlarmStatus.CLOSED:
        raise Unauthenticated
    attempt, _ = await attempts.with_token(tx, attempt_id)
    return alarm, attempt


async def _seen(tx: Transaction, alarm: Alarm, attempt: Attempt) -> CallSeen:
    worker = await _name(tx, attempt.worker)
    return CallSeen(
        alarm,
        await roster.duty_line(tx, attempt.line) if attempt.line else None,
        worker or "",
        await _name(tx, alarm.holder),
        alarm.holder is not None and alarm.holder == attempt.worker,
        possible_answers(alarm, attempt.worker),
    )


async def _name(tx: Transaction, worker: UUID | None) -> str | None:
    known = await roster.worker(tx, worker) if worker else None
    return known.name if known else None
