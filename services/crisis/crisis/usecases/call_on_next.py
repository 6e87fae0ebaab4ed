"""Call on the next in line, and look again when the policy's seconds are over."""

from datetime import timedelta

from crisis.domain.alarm import Alarm, Attempt, who_is_next
from crisis.domain.duty_line import Wanted, lines_to_alarm
from crisis.domain.on_call import who_is_on_call
from crisis.store import alarms, roster
from crisis.store import shifts as shifts_table
from region_policy.model import RegionPolicy
from servicekit.transaction import Transaction

ACKNOWLEDGEMENT = "acknowledgement"
WITHOUT_POLICY = timedelta(minutes=5)
"""Where no region's policy tells how long to wait: in a place that none covers."""


async def call_on_next(tx: Transaction, alarm: Alarm, policy: RegionPolicy | None) -> Attempt:
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
    shift, round_ = who_is_next(chains, await alarms.attempts(tx, alarm.id))
    staff = await roster.workers_with_organisation(tx, [shift.worker]) if shift else {}
    attempt = Attempt(
        worker=shift.worker if shift else None,
        organisation=staff[shift.worker][0].organisation if shift else None,
        rank=shift.rank if shift else None,
        line=shift.line if shift else None,
        round=round_,
        at=tx.now,
    )
    await alarms.add_attempt(tx, alarm, attempt)
    tx.set_deadline(
        ACKNOWLEDGEMENT,
        alarm.id,
        region=alarm.region,
        owner=str(attempt.organisation) if attempt.organisation else f"region:{alarm.region}",
        due_at=tx.now + _term(alarm, policy),
    )
    return attempt


def _term(alarm: Alarm, policy: RegionPolicy | None) -> timedelta:
    if policy is None:
        return WITHOUT_POLICY
    times = policy.crisis.times
    return timedelta(seconds=times.drill_acknowledge_seconds if alarm.is_drill else times.acknowledge_seconds)
