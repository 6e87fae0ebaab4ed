"""Somebody has the alarm in hand: by a press, or told afterwards with the other steps."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from crisis.domain.alarm import (
    NEXT,
    Alarm,
    AlarmStatus,
    StepKind,
    StepRefusal,
    StepTaken,
    Taker,
    who_takes,
    why_no_steps,
)
from crisis.events import AlarmAcknowledged, InterventionOpened
from crisis.store import alarms, roster
from crisis.usecases.call_on_next import ACKNOWLEDGEMENT
from crisis.usecases.raise_alarm import CRISIS_DESK
from crisis.usecases.region_of_place import policy_for
from servicekit.deadlines import Deadline
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7
from wirekit.problems import ImpossibleStep, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Text

STILL_IN_HAND = "still-in-hand"
IN_HAND_WITHOUT_POLICY = timedelta(hours=1)
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
    """Take the alarm in hand now. Of two at once one does.

    `worker` may be left out by a crisis desk that was called on itself. Raises NotFound, ImpossibleStep,
    VersionMissing, VersionStale, and RuleBroken for a worker whom the alarm has not called on; whom it has
    climbed past may still take it.
    """
    alarm = await locked(tx, alarm_id)
    if AlarmStatus.ACKNOWLEDGED not in NEXT[alarm.status]:
        raise await impossible(tx, alarm)
    require_match(alarm, if_match)
    taker = await _taker(tx, alarm, worker)
    if taker is None:
        raise RuleBroken(reasons=[_nobody(worker)])
    held = await _in_hand(tx, alarm, taker, StepTaken(StepKind.ACCEPTED, tx.now, tx.now))
    _ask_again(tx, held)
    return held


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
        alarm = replace(alarm, version=alarm.version + 1)
        await alarms.change(tx, alarm)
    if others:
        await alarms.add_steps(tx, alarm.id, others, by=tx.caller.organisation)
    if alarm.held_by is not None:
        _ask_again(tx, alarm)
    return alarm


async def still_in_hand(tx: Transaction, missed: Deadline) -> None:
    """Who has it in hand has told nothing for a while: it stays theirs, and they are told again."""
    alarm = await alarms.alarm(tx, missed.ref, lock=True, wait=False)
    if alarm is not None and alarm.status is AlarmStatus.ACKNOWLEDGED:
        _ask_again(tx, alarm)


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
    asked = await alarms.attempts(tx, alarm.id)
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
    await alarms.change(tx, held)
    await alarms.add_steps(tx, alarm.id, [accepted], by=tx.caller.organisation)
    await tx.cancel_deadline(ACKNOWLEDGEMENT, alarm.id)
    tx.publish(AlarmAcknowledged.of(held))
    tx.publish(InterventionOpened.of(held))
    return held


def _ask_again(tx: Transaction, alarm: Alarm) -> None:
    """Make the organisation of who has it answer for it, until the policy's seconds are over again."""
    assert alarm.held_by is not None, "only what is in hand can be asked after"
    policy = policy_for(tx, alarm.municipality, None)
    term = timedelta(seconds=policy.crisis.times.in_hand_seconds) if policy else IN_HAND_WITHOUT_POLICY
    tx.set_deadline(
        STILL_IN_HAND, alarm.id, region=alarm.region, owner=str(alarm.held_by), due_at=tx.now + term
    )
