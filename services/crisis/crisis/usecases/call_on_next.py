"""Call on the next in line, and look again when the policy's seconds are over."""

from datetime import datetime, timedelta
from uuid import UUID

from crisis.domain.alarm import Alarm
from crisis.domain.calling import Attempt, calls, is_passed_over, who_is_next
from crisis.domain.duty_line import Wanted, lines_to_alarm
from crisis.domain.on_call import who_is_on_call
from crisis.store import attempts, notifications, roster
from crisis.store import shifts as shifts_table
from crisis.usecases.notify import notify
from crisis.usecases.region_of_place import policy_for
from region_policy.model import RegionPolicy
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

ACKNOWLEDGEMENT = "acknowledgement"
QUICK_ROUNDS = 3
"""So often a drill goes round on its own short term; then it waits as a real alarm does, or tables fill."""
WITHOUT_POLICY = timedelta(minutes=5)
"""Where no region's policy tells how long to wait: in a place that none covers."""


async def call_on_next(tx: Transaction, alarm: Alarm) -> Attempt:
    """Note whom the alarm calls on now, and the moment at which it climbs. It must be locked, or new.

    The roster of this instant counts: a hand-off in between is followed. With nobody on call the crisis desk
    itself is called on, and again after every term: an alarm never waits in silence.
    """
    chains = []
    wanted = Wanted(alarm.municipality, alarm.age, alarm.need)
    for line in lines_to_alarm(await roster.duty_lines_for(tx, alarm.municipality), wanted):
        shifts = await shifts_table.shifts_around(tx, line.id, tx.now)
        found = who_is_on_call(shifts, at=tx.now, line=line, municipality=alarm.municipality)
        chains.append(found.chain)
    asked = await attempts.attempts(tx, alarm.id)
    shift, round_ = who_is_next(chains, asked)
    worker = await roster.worker(tx, shift.worker) if shift else None
    attempt = Attempt(
        id=uuid7(),
        worker=worker.id if worker else None,
        organisation=worker.organisation if worker else None,
        rank=shift.rank if shift else None,
        line=shift.line if shift else None,
        round=round_,
        at=tx.now,
    )
    await notifications.climb_past(tx, alarm.id)
    _wait(tx, alarm, attempt, until=tx.now + term(tx, alarm))
    if not await notify(tx, alarm, attempt, worker):
        await pass_over(tx, alarm, attempt, [*asked, attempt])
    return attempt


async def pass_over(tx: Transaction, alarm: Alarm, attempt: Attempt, asked: list[Attempt]) -> None:
    """No channel reaches who was called on: the alarm climbs at the next look. It must be locked.

    That goes for whom it waits on now: one whom it has climbed past, or who answered, is passed over by
    nobody any more.
    """
    await attempts.mark_unreachable(tx, attempt.id)
    waits_on = calls(asked)[-1]
    if not alarm.climbs or waits_on.id != attempt.id or waits_on.answer is not None:
        return
    if is_passed_over(attempt, asked, at=tx.now, term=term(tx, alarm)):
        _wait(tx, alarm, attempt, until=tx.now)


def term(tx: Transaction, alarm: Alarm) -> timedelta:
    """How long who was called on has to answer."""
    policy: RegionPolicy | None = policy_for(tx, alarm.municipality, None)
    if policy is None:
        return WITHOUT_POLICY
    times = policy.crisis.times
    is_quick = alarm.is_drill and alarm.round <= QUICK_ROUNDS
    return timedelta(seconds=times.drill_acknowledge_seconds if is_quick else times.acknowledge_seconds)


def _wait(tx: Transaction, alarm: Alarm, attempt: Attempt, *, until: datetime) -> None:
    owner: UUID | str = attempt.organisation or f"region:{alarm.region}"
    tx.set_deadline(ACKNOWLEDGEMENT, alarm.id, region=alarm.region, owner=str(owner), due_at=until)
