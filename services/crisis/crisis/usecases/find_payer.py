"""Find out who pays, on the next working day: never before somebody is helped (LAW-10)."""

from dataclasses import replace
from uuid import UUID

from crisis.domain.alarm import Alarm, Residence
from crisis.events import AlarmResidenceFound
from crisis.store import alarms, beds
from crisis.usecases.raise_alarm import WHO_PAYS, next_working_day
from crisis.usecases.region_of_place import require_municipality
from crisis.usecases.take_in_hand import locked
from region_policy.terms import end_of
from servicekit.deadlines import Deadline
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction


async def state_residence(tx: Transaction, alarm_id: UUID, code: str, *, if_match: str | None) -> Alarm:
    """Note where the young person lives: that settles the task. Also on an alarm that is closed, and told.

    Raises NotFound, InvalidInput, VersionMissing and VersionStale.
    """
    require_municipality(tx, "municipality", code)
    alarm = await locked(tx, alarm_id)
    require_match(alarm, if_match)
    stated = replace(alarm, version=alarm.version + 1, residence=Residence.MUNICIPALITY, residence_code=code)
    await alarms.change(tx, stated)
    await tx.cancel_deadline(WHO_PAYS, alarm.id)
    slept = await beds.beds_of(tx, [alarm.id])
    tx.publish(AlarmResidenceFound.found(stated, slept, tx.now))
    return stated


async def payer_is_late(tx: Transaction, missed: Deadline) -> None:
    """Not found out yet: told again on every working day."""
    alarm = await alarms.alarm(tx, missed.ref, lock=True, wait=False)
    if alarm is not None:
        tx.set_deadline(
            WHO_PAYS,
            alarm.id,
            region=missed.region,
            owner=missed.owner,
            due_at=end_of(next_working_day(tx)),
        )
