"""Lists over the running help of one municipality, by the policy of the day."""

from datetime import date
from uuid import UUID

from access.domain.transition import own_rules_until
from access.resources import policies
from access.store import clients, watching
from access.store.clients import WithoutPlan
from access.store.watching import ByEarlierPolicy, Watched
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

EIGHTEEN = 18


async def list_renewed_often(
    tx: Transaction, organisation: Organisation, *, after: UUID | None, limit: int
) -> list[Watched]:
    """From the policy's number of renewals on (ZHZ-10); nobody where it names none."""
    area, policy = _own(tx, organisation)
    if area is None or policy is None or policy.desk.renewals is None:
        return []
    watched_from = policy.desk.renewals.watched_from
    return await watching.renewed_often(tx, area, watched_from=watched_from, after=after, limit=limit)


async def list_by_earlier_policy(
    tx: Transaction, organisation: Organisation, *, after: UUID | None, limit: int
) -> list[tuple[ByEarlierPolicy, date]]:
    """What an earlier policy granted and still runs, with the last day of its own rules (HLM-28)."""
    area, policy = _own(tx, organisation)
    if area is None or policy is None:
        return []
    listed, today = policies(tx).by_region[policy.region], local_day(tx.now)
    found = await watching.by_policies_before(tx, area, policy.valid_from, after=after, limit=limit)
    return [(each, own_rules_until(each.policy_valid_from, listed, today) or today) for each in found]


async def list_without_plan(
    tx: Transaction, organisation: Organisation, *, after: UUID | None, limit: int
) -> list[WithoutPlan]:
    """Young people in care from the policy's age on, without a perspective plan (NV-15)."""
    area, policy = _own(tx, organisation)
    if area is None or policy is None or policy.desk.adulthood is None:
        return []
    adulthood = policy.desk.adulthood
    until = adulthood.prolonged.until_age if adulthood.prolonged else EIGHTEEN
    return await clients.without_plan(
        tx,
        area,
        from_age=adulthood.perspective_plan_from_age,
        until_age=until - 1,
        after=after,
        limit=limit,
    )


def _own(tx: Transaction, organisation: Organisation) -> tuple[str | None, RegionPolicy | None]:
    """The municipality that this organisation is, and its policy of today."""
    if organisation.kind != "municipality" or organisation.area is None:
        return None, None
    today = local_day(tx.now)
    region = policies(tx).region_of(organisation.area, on=today)
    return organisation.area, policies(tx).in_force(region, on=today) if region else None
