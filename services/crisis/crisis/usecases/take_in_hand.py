"""Somebody has the alarm in hand: by a press, or told afterwards with the other steps."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from crisis.domain.alarm import (
    Alarm,
    AlarmStatus,
    AlarmStep,
    StepKind,
    StepRefusal,
    StepTaken,
    why_no_steps,
)
from crisis.domain.calling import Taker, who_takes
from crisis.events import AlarmAcknowledged, InterventionOpened
from crisis.store import alarms, attempts, roster
from crisis.usecases.keep_in_hand import keep_in_hand
from crisis.usecases.raise_alarm import CRISIS_DESK
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7
from wirekit.problems import ImpossibleStep, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Text

NOT_CALLED_ON = ReasonGiven(
    "not-called-on",
    Text(
        nl="Dit alarm heeft deze medewerker niet opgeroepen",
        en="This alarm has not called on this worker",
    ),
)
WORKER_MISSING = ReasonGiven(
    "worker-missing",
    Text(nl="Zeg wie het alarm heeft aangenomen", en="Say who has accepted the alarm"),
)
NOT_IN_YOUR_HANDS = ReasonGiven(
    "not-in-your-hands",
    Text(
        nl="Een andere organisatie heeft dit alarm in handen",
        en="Another organisation has this alarm in hand",
    ),
)
SENTENCES = {
    StepRefusal.TOLD_BEFORE: Text(nl="Deze stap staat er al", en="This step was told before"),
    StepRefusal.NEEDS_AN_EARLIER_STEP: Text(
        nl="Een eerdere stap ontbreekt nog", en="An earlier step is missing"
    ),
    StepRefusal.TIMES_CONTRADICT: Text(
        nl="De tijden spreken elkaar tegen", en="The times contradict each other"
    ),
    StepRefusal.BEFORE_THE_ALARM: Text(
        nl="Een stap ligt niet voor het alarm", en="A step does not lie before the alarm"
    ),
    StepRefusal.BEFORE_THE_CALL: Text(
        nl="Wie het alarm aanneemt was op dat moment nog niet opgeroepen",
        en="Who accepts the alarm was not called on yet at that moment",
    ),
    StepRefusal.IN_THE_FUTURE: Text(
        nl="Een stap ligt niet in de toekomst", en="A step does not lie in the future"
    ),
}


async def acknowledge_alarm(
    tx: Transaction, alarm_id: UUID, worker: UUID | None, *, if_match: str | None
) -> Alarm:
    """Take the alarm in hand now, or over from who let the term pass. Of two at once one does.

    `worker` may be left out by a crisis desk that was called on itself. Raises NotFound, ImpossibleStep,
    VersionMissing, VersionStale, and RuleBroken for a worker whom the alarm has not called on; whom it has
    climbed past may still take it.
    """
    alarm = await locked(tx, alarm_id)
    if AlarmStep.ACKNOWLEDGE not in alarm.possible_steps(()):
        raise await impossible(tx, alarm)
    require_match(alarm, if_match)
    taker = await _taker(tx, alarm, worker)
    if taker is None:
        raise RuleBroken(reasons=[_nobody(worker)])
    return await take(tx, alarm, taker)


async def record_steps(
    tx: Transaction,
    alarm_id: UUID,
    told: Sequence[tuple[StepKind, datetime]],
    *,
    worker: UUID | None,
    if_match: str | None,
) -> Alarm:
    """Record what happened, one step or several at once, with when it happened (IJS-36).

    `worker` is who accepted, where that is among the steps, as in `acknowledge_alarm`. Raises NotFound,
    ImpossibleStep (closed), VersionMissing, VersionStale, and RuleBroken with every contradiction.
    """
    alarm = await locked(tx, alarm_id)
    if alarm.status is AlarmStatus.CLOSED:
        raise await impossible(tx, alarm)
    require_match(alarm, if_match)
    require_in_hand_of(tx, alarm)
    taken = await alarms.steps(tx, alarm.id)
    steps = [StepTaken(kind, at, tx.now) for kind, at in told]
    accepted = next((step for step in steps if step.kind is StepKind.ACCEPTED), None)
    others = [step for step in steps if step is not accepted]
    taker, nobody = None, []
    if accepted is not None and alarm.held_by is None:
        taker = await _taker(tx, alarm, worker)
        nobody = [] if taker else [_nobody(worker)]
    called_at = taker.called_at if taker else None
    if broken := [*why_not(alarm, told, taken, tx.now, called_at=called_at), *nobody]:
        raise RuleBroken(reasons=broken)
    if accepted is not None and taker is not None:
        alarm = await _in_hand(tx, alarm, taker, accepted)
    else:
        alarm = await still_theirs(tx, alarm)
    if others:
        await alarms.add_steps(tx, alarm.id, others, by=tx.caller.organisation)
    return alarm


async def take(tx: Transaction, alarm: Alarm, taker: Taker) -> Alarm:
    """An alarm that climbs comes into these hands now; it may be those that have it already."""
    if alarm.held_by is None:
        return await _in_hand(tx, alarm, taker, StepTaken(StepKind.ACCEPTED, tx.now, tx.now))
    if (alarm.holder, alarm.held_by) == (taker.worker, taker.organisation):
        return await still_theirs(tx, alarm)
    over = replace(alarm, holder=taker.worker, held_by=taker.organisation, on_the_way_at=None)
    taken = await still_theirs(tx, over)
    tx.publish(AlarmAcknowledged.of(taken))
    return taken


async def still_theirs(tx: Transaction, alarm: Alarm, *, on_the_way: bool = False) -> Alarm:
    """Whoever has it in hand has given a sign of life: it does not climb for a whole term."""
    if alarm.held_by is not None:
        alarm = await keep_in_hand(tx, alarm)
    on_the_way_at = alarm.on_the_way_at or tx.now if on_the_way else alarm.on_the_way_at
    changed = replace(alarm, version=alarm.version + 1, on_the_way_at=on_the_way_at)
    await alarms.change(tx, changed)
    return changed


async def locked(tx: Transaction, alarm_id: UUID) -> Alarm:
    """Raises NotFound."""
    alarm = await alarms.alarm(tx, alarm_id, lock=True)
    if alarm is None:
        raise NotFound
    return alarm


async def impossible(tx: Transaction, alarm: Alarm) -> ImpossibleStep:
    steps = alarm.possible_steps(await alarms.steps(tx, alarm.id))
    return ImpossibleStep(possible_steps=[step.value for step in steps])


def require_in_hand_of(tx: Transaction, alarm: Alarm) -> None:
    """Of an alarm in hand only who has it tells more, or the crisis desk. Raises RuleBroken."""
    if tx.caller.role != CRISIS_DESK and alarm.held_by not in (None, tx.caller.organisation):
        raise RuleBroken(reasons=[NOT_IN_YOUR_HANDS])


def why_not(
    alarm: Alarm,
    told: Sequence[tuple[StepKind, datetime]],
    taken: Sequence[StepTaken],
    now: datetime,
    *,
    called_at: datetime | None = None,
) -> list[ReasonGiven]:
    """Every rule that these steps break, in words."""
    refusals = why_no_steps(told, taken=taken, raised_at=alarm.raised_at, now=now, called_at=called_at)
    return [ReasonGiven(refusal, SENTENCES[refusal]) for refusal in refusals]


async def _taker(tx: Transaction, alarm: Alarm, worker: UUID | None) -> Taker | None:
    """Who takes it in hand by the word of this caller; None where the alarm called on no such one."""
    by = tx.caller.organisation
    of = by
    if worker is not None:
        known = await roster.worker(tx, worker)
        if known is None:
            return None
        of = known.organisation
    asked = await attempts.attempts(tx, alarm.id)
    return who_takes(worker, of, asked, by=by, is_desk=tx.caller.role == CRISIS_DESK)


def _nobody(worker: UUID | None) -> ReasonGiven:
    return WORKER_MISSING if worker is None else NOT_CALLED_ON


async def _in_hand(tx: Transaction, alarm: Alarm, taker: Taker, accepted: StepTaken) -> Alarm:
    held = replace(
        alarm,
        version=alarm.version + 1,
        status=AlarmStatus.ACKNOWLEDGED,
        holder=taker.worker,
        held_by=taker.organisation,
        intervention=uuid7(),
        acknowledged_at=accepted.happened_at,
    )
    held = await keep_in_hand(tx, held)
    await alarms.change(tx, held)
    await alarms.add_steps(tx, alarm.id, [accepted], by=tx.caller.organisation)
    tx.publish(AlarmAcknowledged.of(held))
    tx.publish(InterventionOpened.of(held))
    return held
