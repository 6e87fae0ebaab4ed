"""Raise and end what contract managers should look at, by what is known of some enrolments now (NV-17)."""

from collections.abc import Collection
from uuid import UUID

from provider_registry.domain.option import Landscape
from provider_registry.domain.signal import ended, regions_that_place, signals_of
from provider_registry.resources import regions
from provider_registry.store import signals
from provider_registry.usecases.norms import stale_after_days, stale_at
from region_policy.terms import local_day
from servicekit.transaction import Transaction


async def settle_signals(tx: Transaction, known: Landscape, enrolments: Collection[UUID]) -> None:
    """One signal per kind and region for each of these enrolments, and none that no longer holds."""
    days, today = stale_after_days(tx, known), local_day(tx.now)
    open_now = await signals.open_about(tx, enrolments)
    for enrolment in known.enrolments:
        if enrolment.id not in enrolments:
            continue
        stale = stale_at(known, enrolment, days[enrolment.id]) <= tx.now
        placing = sorted(regions_that_place(known, enrolment, today))
        norms = {region: regions(tx).waiting_norm(region, today) for region in placing}
        wanted = signals_of(known.capacities.get(enrolment.id), norms, stale=stale)
        for (kind, region), waiting in wanted.items():
            await signals.raise_signal(tx, kind, region, enrolment.provider, enrolment.id, waiting)
        for each in ended((one for one in open_now if one.about == enrolment.id), wanted):
            await signals.end_signal(tx, each.kind, each.region, each.about)
