"""Remind who has an alarm in hand, a while before it climbs."""

from crisis.domain.alarm import AlarmStatus
from crisis.domain.calling import Attempt, AttemptKind
from crisis.store import alarms, attempts, roster
from crisis.usecases.notify import notify
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


async def remind_holder(tx: Transaction, missed: Deadline) -> None:
    """With a token of its own, over the channels of a call; whoever is called on next is another matter."""
    alarm = await alarms.alarm(tx, missed.ref, lock=True, wait=False)
    if alarm is None or alarm.status is not AlarmStatus.ACKNOWLEDGED or alarm.holder is None:
        return
    worker = await roster.worker(tx, alarm.holder)
    called = [each for each in await attempts.attempts(tx, alarm.id) if each.worker == alarm.holder]
    reminder = Attempt(
        id=uuid7(),
        worker=alarm.holder,
        organisation=alarm.held_by,
        rank=called[-1].rank if called else None,
        line=called[-1].line if called else None,
        round=alarm.round,
        at=tx.now,
        kind=AttemptKind.REMINDER,
    )
    await notify(tx, alarm, reminder, worker)
