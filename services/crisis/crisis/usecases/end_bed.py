"""The young person has left the crisis bed: its nights are known now, and the place is free again."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from crisis.domain.alarm import AlarmStatus, Outcome
from crisis.domain.bed import NEXT, BedStatus, CrisisBed, why_not_ended
from crisis.events_beds import BedEnded
from crisis.store import beds as store
from crisis.usecases.plan_exit import owe_no_exit_plan
from crisis.usecases.take_bed import told
from crisis.usecases.take_in_hand import locked, require_in_hand_of
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, RuleBroken


async def end_bed(tx: Transaction, bed_id: UUID, until: datetime, *, if_match: str | None) -> CrisisBed:
    """Also long after the alarm is closed. The register hears it by the event and gives the place free.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale and RuleBroken.
    """
    seen = await store.bed(tx, bed_id)
    if seen is None:
        raise NotFound
    alarm = await locked(tx, seen.alarm)
    bed = await store.bed(tx, bed_id, lock=True)
    assert bed is not None, "a bed is never removed"
    if BedStatus.ENDED not in NEXT[bed.status]:
        raise ImpossibleStep(possible_steps=())
    require_match(bed, if_match)
    require_in_hand_of(tx, alarm)
    if broken := why_not_ended(bed, until, now=tx.now):
        raise RuleBroken(reasons=told(broken))
    ended = replace(bed, version=bed.version + 1, until=until, ended_at=tx.now)
    await store.change_bed(tx, ended)
    if alarm.status is AlarmStatus.CLOSED and alarm.outcome is not Outcome.STABILISED:
        await owe_no_exit_plan(tx, alarm.id)  # only the bed went on after the closing
    earlier = [each for each in await store.beds_of(tx, [alarm.id]) if each.since < ended.since]
    tx.publish(BedEnded.of(ended, [*earlier, ended], alarm_closed=alarm.status is AlarmStatus.CLOSED))
    return ended
