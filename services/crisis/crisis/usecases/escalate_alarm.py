"""Nobody answered in time: the alarm climbs to the next in line, until somebody has it."""

from dataclasses import replace

from crisis.domain.alarm import AlarmStatus
from crisis.events import AlarmEscalated
from crisis.store import alarms
from crisis.usecases.call_on_next import call_on_next
from crisis.usecases.region_of_place import policy_for
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction


async def escalate_alarm(tx: Transaction, missed: Deadline) -> None:
    """The term of who was called on has ended without an answer; after the last comes the first again."""
    alarm = await alarms.alarm(tx, missed.ref, lock=True, wait=False)
    if alarm is None or alarm.status is not AlarmStatus.RAISED:
        return
    climbed = replace(alarm, version=alarm.version + 1)
    await alarms.change(tx, climbed)
    await call_on_next(tx, climbed, policy_for(tx, alarm.municipality, None))
    tx.publish(AlarmEscalated.of(climbed))
