"""An alarm stays in hand for the policy's seconds, unless whoever has it says that they still do."""

from dataclasses import replace
from datetime import timedelta

from crisis.domain.alarm import Alarm, AlarmStatus
from crisis.store import alarms, notifications
from crisis.usecases.call_on_next import ACKNOWLEDGEMENT
from crisis.usecases.escalate_alarm import climb
from crisis.usecases.region_of_place import policy_for
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction

STILL_IN_HAND = "still-in-hand"
REMINDER = "still-in-hand-reminder"
IN_HAND_WITHOUT_POLICY, REMINDED_WITHOUT_POLICY = timedelta(hours=1), timedelta(minutes=10)


async def keep_in_hand(tx: Transaction, alarm: Alarm) -> Alarm:
    """From now on it is in the hands of who has it, for a whole term.

    The alarm must be locked, and is not stored here. A good while before the end they are reminded; of a
    drill, or a short term, at half of it.
    """
    assert alarm.held_by is not None, "only what is in hand can stay so"
    term, before = _times(tx, alarm)
    until = tx.now + term
    owner = str(alarm.held_by)
    tx.set_deadline(STILL_IN_HAND, alarm.id, region=alarm.region, owner=owner, due_at=until)
    await tx.cancel_deadline(REMINDER, alarm.id)
    if alarm.holder is not None:
        tx.set_deadline(REMINDER, alarm.id, region=alarm.region, owner=owner, due_at=until - before)
    await tx.cancel_deadline(ACKNOWLEDGEMENT, alarm.id)
    await notifications.call_off(tx, alarm.id)
    return replace(alarm, climbs=False, held_until=until)


async def let_go(tx: Transaction, alarm: Alarm) -> Alarm:
    """Nobody waits for anything on this alarm any more. It must be locked, and is not stored here."""
    for kind in (ACKNOWLEDGEMENT, STILL_IN_HAND, REMINDER):
        await tx.cancel_deadline(kind, alarm.id)
    await notifications.call_off(tx, alarm.id)
    return replace(alarm, climbs=False, held_until=None)


async def still_in_hand(tx: Transaction, missed: Deadline) -> None:
    """Who has it in hand has said nothing for a whole term: it climbs, and they stay on it meanwhile."""
    alarm = await alarms.alarm(tx, missed.ref, lock=True, wait=False)
    if alarm is not None and alarm.status is AlarmStatus.ACKNOWLEDGED and not alarm.climbs:
        await climb(tx, alarm)


def _times(tx: Transaction, alarm: Alarm) -> tuple[timedelta, timedelta]:
    """The term, and how long before its end the holder is reminded."""
    policy = policy_for(tx, alarm.municipality, None)
    if policy is None:
        term, before = IN_HAND_WITHOUT_POLICY, REMINDED_WITHOUT_POLICY
    else:
        times = policy.crisis.times
        seconds = times.drill_in_hand_seconds if alarm.is_drill else times.in_hand_seconds
        term, before = timedelta(seconds=seconds), timedelta(seconds=times.remind_seconds)
    return term, term / 2 if alarm.is_drill else min(before, term / 2)
