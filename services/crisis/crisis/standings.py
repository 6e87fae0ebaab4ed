"""Which part an organisation has in a duty line or in one of its overrides."""

from uuid import UUID

from crisis.store import alarms, call_backs, plans
from crisis.store import roster as store
from crisis.usecases.region_of_place import NOWHERE, regions_of_desk
from servicekit.authorisation import Standing
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


RAISING, CALLED_ON, NOBODYS = "raising-organisation", "called-on", "in-no-region"


async def in_alarm(tx: Transaction, organisation: Organisation, alarm_id: UUID) -> Standing | None:
    """RAISING: raised it or asked for it. CALLED_ON: one of its workers was called on."""
    alarm = await alarms.alarm(tx, alarm_id)
    if alarm is None:
        return None
    relations = _as_a_desk(organisation, alarm.region)
    if organisation.id in (alarm.raised_by, alarm.asked_by):
        relations |= {RAISING}
    if organisation.id in {attempt.organisation for attempt in await alarms.attempts(tx, alarm_id)}:
        relations |= {CALLED_ON}
    return Standing(relations, alarm.region)


async def in_call_back(tx: Transaction, organisation: Organisation, call_back_id: UUID) -> Standing | None:
    stored = await call_backs.call_back(tx, call_back_id)
    if stored is None:
        return None
    region = stored.call_back.region
    return Standing(_as_a_desk(organisation, region), region)


def _as_a_desk(organisation: Organisation, region: str) -> frozenset[str]:
    """What happens in a place that no region covers is every crisis desk's."""
    is_nobodys = region == NOWHERE and region in regions_of_desk(organisation)
    return frozenset({NOBODYS} if is_nobodys else ())
