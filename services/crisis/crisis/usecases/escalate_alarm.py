"""Nobody answered in time: the alarm climbs to the next in line, until somebody has it."""

from dataclasses import replace

from crisis.domain.alarm import Alarm
from crisis.events import AlarmEscalated
from crisis.store import alarms
from crisis.usecases.call_on_next import call_on_next
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction
from wirekit.logs import log


async def escalate_alarm(tx: Transaction, missed: Deadline) -> None:
    """The term of who was called on has ended without an answer; after the last comes the first again."""
    alarm = await alarms.alarm(tx, missed.ref, lock=True, wait=False)
    if alarm is not None and alarm.climbs:
        await climb(tx, alarm)


async def climb(tx: Transaction, alarm: Alarm) -> Alarm:
    """Call on the next in line and tell so; whoever has it in hand stays on it. It must be locked."""
    climbing = replace(alarm, climbs=True)
    attempt = await call_on_next(tx, climbing)
    climbed = replace(climbing, version=alarm.version + 1, round=attempt.round)
    await alarms.change(tx, climbed)
    tx.publish(AlarmEscalated.of(climbed))
    if attempt.round > 1:
        log.error("nobody answers an alarm", alarm=str(alarm.id), region=alarm.region, round=attempt.round)
    return climbed
