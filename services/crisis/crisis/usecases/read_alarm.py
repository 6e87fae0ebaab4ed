"""What is seen of an alarm, and of its dispatch note."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crisis.domain.alarm import Alarm, StepTaken
from crisis.domain.calling import Attempt
from crisis.domain.duty_line import OnCallWorker
from crisis.store import alarms, attempts, notifications, roster
from crisis.store.notifications import NotificationRow
from crisis.usecases.raise_alarm import NOTE, DispatchNote
from sealing.keyring import Erased
from servicekit.transaction import Transaction
from wirekit.problems import NotFound


@dataclass(frozen=True)
class AlarmSeen:
    """`tasks`: what waits, its owner, and until when (UTC). `sent`: by attempt, what went out or will."""

    alarm: Alarm
    attempts: tuple[Attempt, ...]
    steps: tuple[StepTaken, ...]
    tasks: tuple[tuple[str, str, datetime], ...]
    staff: Mapping[UUID, OnCallWorker]
    sent: Mapping[UUID, Sequence[NotificationRow]]


async def read_alarm(tx: Transaction, alarm_id: UUID) -> AlarmSeen:
    """Raises NotFound."""
    alarm = await alarms.alarm(tx, alarm_id)
    if alarm is None:
        raise NotFound
    asked = await attempts.attempts(tx, alarm_id)
    called = {attempt.worker for attempt in asked if attempt.worker}
    staff = await roster.workers_with_organisation(tx, called) if called else {}
    sent = defaultdict(list)
    for each in await notifications.of_alarm(tx, alarm_id):
        sent[each.attempt].append(each)
    return AlarmSeen(
        alarm,
        tuple(asked),
        tuple(await alarms.steps(tx, alarm_id)),
        tuple(await alarms.open_tasks(tx, alarm_id)),
        {id_: worker for id_, (worker, _) in staff.items()},
        sent,
    )


async def dispatch_note(tx: Transaction, alarm_id: UUID) -> DispatchNote:
    """The note of an alarm that is not closed. The look is recorded. Raises NotFound: a wiped one is gone."""
    sealed = await alarms.note_of(tx, alarm_id)
    if sealed is None:
        raise NotFound
    try:
        key = await tx.keyring.data_key(tx.session, alarm_id)
    except Erased:
        raise NotFound from None  # closed between the two reads
    tx.looked_at(alarm_id, "dispatch note")
    return DispatchNote.model_validate_json(key.open(sealed, NOTE))
