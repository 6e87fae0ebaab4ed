"""Close an alarm with its outcome, and say which help must follow."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from crisis.domain.alarm import Alarm, AlarmStatus, AlarmStep, FollowUp, Outcome, StepKind, StepTaken
from crisis.events import AlarmClosed, InterventionClosed
from crisis.store import alarms
from crisis.usecases.take_in_hand import (
    STILL_IN_HAND,
    impossible,
    locked,
    require_in_hand_of,
    why_not,
)
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken


async def close_alarm(
    tx: Transaction,
    alarm_id: UUID,
    outcome: Outcome,
    *,
    happened_at: datetime,
    follow_up: tuple[FollowUp, ...],
    if_match: str | None,
) -> Alarm:
    """End the crisis for the crisis service; the dispatch note is destroyed.

    What follows is ordinary help in the name of who asked (IJS-37). Raises NotFound, ImpossibleStep (not
    assessed yet, or closed before), VersionMissing, VersionStale and RuleBroken.
    """
    alarm = await locked(tx, alarm_id)
    taken = await alarms.steps(tx, alarm.id)
    if AlarmStep.CLOSE not in alarm.possible_steps(taken):
        raise await impossible(tx, alarm)
    require_match(alarm, if_match)
    require_in_hand_of(tx, alarm)
    if broken := why_not(alarm, [(StepKind.CLOSED, happened_at)], taken, tx.now):
        raise RuleBroken(reasons=broken)
    closed = replace(
        alarm,
        version=alarm.version + 1,
        status=AlarmStatus.CLOSED,
        outcome=outcome,
        follow_up=follow_up,
        closed_at=tx.now,
    )
    await alarms.change(tx, closed)
    await alarms.add_steps(
        tx, alarm.id, [StepTaken(StepKind.CLOSED, happened_at, tx.now)], by=tx.caller.organisation
    )
    await tx.keyring.destroy(tx.session, alarm.id, at=tx.now)
    await tx.cancel_deadline(STILL_IN_HAND, alarm.id)
    tx.publish(InterventionClosed.of(closed))
    tx.publish(AlarmClosed.of(closed))
    return closed
