"""Whether a provider stops giving the help that somebody needs, by what the register told (ZHZ-15)."""

from collections.abc import Collection
from uuid import UUID

from referral.domain.components import Component
from referral.domain.stopping import (
    Contract,
    Stop,
    forms_of_component,
    stop_as_organisation,
    stop_by_contract,
)
from referral.policies import policies
from referral.store import known_providers
from referral.store.providers import organisations
from referral.store.rows import GrantRow, ReferralRow
from region_policy.codes import CareForm
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


async def stops(tx: Transaction, referral: ReferralRow, grant: GrantRow, provider: UUID) -> bool:
    """Whether nobody new goes to this provider for this component: it stops, today or on a later day."""
    return bool(await who_stops(tx, referral, grant, [provider]))


async def who_stops(
    tx: Transaction, referral: ReferralRow, grant: GrantRow, providers: Collection[UUID]
) -> list[UUID]:
    """Those among these providers to which nobody new goes for this component."""
    await known_providers.hold_providers(tx, providers)
    known = await organisations(tx, providers)
    contracts = await known_providers.contracts_of(tx, providers)
    return [
        provider
        for provider in providers
        if stop_for(
            tx,
            known.get(provider),
            contracts.get(provider, ()),
            region=referral.region,
            municipality=referral.municipality,
            component=Component(grant.component),
            forms=[CareForm(form) for form in referral.forms],
            is_national=grant.is_national,
        )
    ]


def stop_for(
    tx: Transaction,
    provider: Organisation | None,
    contracts: Collection[Contract],
    *,
    region: str,
    municipality: str,
    component: Component,
    forms: Collection[CareForm],
    is_national: bool,
) -> Stop | None:
    """When the provider stops for one case: by its entry in the register, else by its contracts.

    Help under the national arrangement (`is_national`) asks for no work in the region.
    """
    today = local_day(tx.now)
    if provider is not None:
        works_here = is_national or region in provider.regions
        if left := stop_as_organisation(provider.active_until, works_here=works_here, today=today):
            return left
    wanted = forms_of_component(is_stay=component is Component.STAY, asked=forms)
    covering = [each for each in contracts if each.covers(wanted, municipality)]
    term = policies(tx).in_force(region, on=today).following.transfer
    return stop_by_contract(covering, today=today, term=term)
