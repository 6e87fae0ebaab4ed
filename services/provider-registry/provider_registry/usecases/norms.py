"""After how many days a word on places is too old, and when that is."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from provider_registry.domain.enrolment import Enrolment
from provider_registry.domain.option import Landscape, contracts_of
from provider_registry.resources import regions
from region_policy.terms import end_of, local_day
from servicekit.transaction import Transaction


def stale_after_days(tx: Transaction, known: Landscape) -> Mapping[UUID, int]:
    """Per enrolment, by the strictest of the regions that could place there."""
    where, today = regions(tx), local_day(tx.now)
    return {
        enrolment.id: min(
            (where.stale_after(each.region, today) for each in contracts_of(known, enrolment)),
            default=where.stale_after_days,
        )
        for enrolment in known.enrolments
    }


def stale_at(known: Landscape, enrolment: Enrolment, days: int) -> datetime:
    """The moment (UTC). Of what nobody said anything of, the days run from the first day of the enrolment."""
    said = known.capacities.get(enrolment.id)
    since = said.as_of if said else end_of(enrolment.valid_from - timedelta(days=1))
    return since + timedelta(days=days)
