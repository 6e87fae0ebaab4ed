"""Which part an organisation has in a duty line or in one of its overrides."""

from uuid import UUID

from crisis.store import absences, alarms, attempts, beds, call_backs, feeds, plans, swaps
from crisis.store import roster as store
from crisis.usecases.region_of_place import NOWHERE, regions_of_desk
from doorkit.permissions import Standing
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

PLANNING = "planning-organisation"
"""The organisation belongs to the crisis group of the line."""


async def on_duty_line(tx: Transaction, organisation: Organisation, line_id: UUID) -> Standing | None:
    line = await store.duty_line(tx, line_id)
    if line is None:
        return None
    relations = {PLANNING} if organisation.id in line.crisis_group else set()
    return Standing(frozenset(relations), line.region)


async def on_override(tx: Transaction, organisation: Organisation, override_id: UUID) -> Standing | None:
    kept = await plans.override(tx, override_id)
    return await on_duty_line(tx, organisation, kept.line) if kept else None


EMPLOYING = "employing-organisation"
"""The worker works for the organisation."""


async def of_worker(tx: Transaction, organisation: Organisation, worker_id: UUID) -> Standing | None:
    worker = await store.worker(tx, worker_id)
    if worker is None:
        return None
    return Standing(frozenset({EMPLOYING} if worker.organisation == organisation.id else ()), NOWHERE)


async def on_absence(tx: Transaction, organisation: Organisation, absence_id: UUID) -> Standing | None:
    absence = await absences.absence(tx, absence_id)
    return await of_worker(tx, organisation, absence.worker) if absence else None


OFFERING, ASKED = "offering-organisation", "asked-organisation"


async def in_swap(tx: Transaction, organisation: Organisation, swap_id: UUID) -> Standing | None:
    """ASKED: a worker of it may take the shift; any of the crisis group, where it is for whoever takes it."""
    swap = await swaps.swap(tx, swap_id)
    line = await store.duty_line(tx, swap.line) if swap else None
    if swap is None or line is None:
        return None
    asked = line.crisis_group
    if swap.to and (to := await store.worker(tx, swap.to)):
        asked &= {to.organisation}
    found = {OFFERING: organisation.id == swap.organisation, ASKED: organisation.id in asked}
    return Standing(frozenset(name for name, holds in found.items() if holds), line.region)


OWNING = "owning-organisation"
"""The calendar feed was made for this organisation."""


async def of_feed(tx: Transaction, organisation: Organisation, feed_id: UUID) -> Standing | None:
    feed = await feeds.feed(tx, feed_id)
    if feed is None:
        return None
    return Standing(frozenset({OWNING} if feed.organisation == organisation.id else ()), NOWHERE)


RAISING, CALLED_ON, NOBODYS = "raising-organisation", "called-on", "in-no-region"


async def in_alarm(tx: Transaction, organisation: Organisation, alarm_id: UUID) -> Standing | None:
    """RAISING: raised it or asked for it. CALLED_ON: one of its workers was called on."""
    alarm = await alarms.alarm(tx, alarm_id)
    if alarm is None:
        return None
    relations = _as_a_desk(organisation, alarm.region)
    if organisation.id in (alarm.raised_by, alarm.asked_by):
        relations |= {RAISING}
    if organisation.id in {attempt.organisation for attempt in await attempts.attempts(tx, alarm_id)}:
        relations |= {CALLED_ON}
    # Nobody is named here: the alarm stands for the young person that it is about.
    return Standing(relations, alarm.region, alarm_id)


async def in_crisis_bed(tx: Transaction, organisation: Organisation, bed_id: UUID) -> Standing | None:
    """As in the alarm for which it was taken."""
    bed = await beds.bed(tx, bed_id)
    return await in_alarm(tx, organisation, bed.alarm) if bed else None


async def in_call_back(tx: Transaction, organisation: Organisation, call_back_id: UUID) -> Standing | None:
    stored = await call_backs.call_back(tx, call_back_id)
    if stored is None:
        return None
    region = stored.call_back.region
    return Standing(_as_a_desk(organisation, region), region, call_back_id)


def _as_a_desk(organisation: Organisation, region: str) -> frozenset[str]:
    """What happens in a place that no region covers is every crisis desk's."""
    is_nobodys = region == NOWHERE and region in regions_of_desk(organisation)
    return frozenset({NOBODYS} if is_nobodys else ())
