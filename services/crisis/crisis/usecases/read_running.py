"""The alarms that run in a region, in short: what a screen on the wall of a crisis desk shows."""

from crisis.store.figures import running_at
from crisis.usecases.read_alarm import AlarmSeen, read_alarm
from crisis.usecases.read_figures import require_own_region
from crisis.usecases.region_of_place import NOWHERE, regions_of_desk
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

MOST = 30
"""More do not fit on a screen; the list has them all."""


async def running_alarms(tx: Transaction, region: str, *, by: Organisation) -> tuple[AlarmSeen, ...]:
    """Those that nobody has in hand first, then the longest running. Raises InvalidInput.

    A place that no region covers is every desk's.
    """
    require_own_region(by, region)
    places = {region, *regions_of_desk(by)} & {region, NOWHERE}
    running = await running_at(tx, places, tx.now)
    running.sort(key=lambda alarm: (not alarm.climbs, alarm.raised_at))
    return tuple([await read_alarm(tx, alarm.id) for alarm in running[:MOST]])
