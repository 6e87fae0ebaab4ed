"""Which part a caller's organisation has in contracts, rounds, partnerships and shells.

What belongs to a region is every contract manager's of that region; what is about one municipality also of
that municipality. To everybody else it lies nowhere.
"""

from dataclasses import replace
from uuid import UUID

from doorkit.permissions import Standing
from provider_registry.standings import NOWHERE, OWN
from provider_registry.store import (
    admissions,
    contracts,
    individual_contracts,
    organisations,
    partnerships,
    shells,
)
from provider_registry.usecases.buyer import buys_for, only_municipality
from provider_registry.usecases.link_specialist import region_where_it_arranges
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

REGISTERED = "registered"
"""The caller's organisation has an entry in this register."""
RESPONSIBLE = "responsible-municipality"


async def in_contract(tx: Transaction, organisation: Organisation, contract_id: UUID) -> Standing | None:
    found = await contracts.contract(tx, contract_id)
    return _bought(organisation, found.region, only_municipality(found)) if found else None


async def in_round(tx: Transaction, organisation: Organisation, round_id: UUID) -> Standing | None:
    found = await admissions.admission_round(tx, round_id)
    if found is None:
        return None
    entry = await organisations.organisation(tx, organisation.id)
    return _bought(organisation, found.region, relation=REGISTERED if entry else None)


async def in_application(
    tx: Transaction, organisation: Organisation, application_id: UUID
) -> Standing | None:
    found = await admissions.application(tx, application_id)
    held = await admissions.admission_round(tx, found.round) if found else None
    if found is None or held is None:
        return None
    return _bought(organisation, held.region, relation=OWN if found.provider == organisation.id else None)


async def in_partnership(
    tx: Transaction, organisation: Organisation, partnership_id: UUID
) -> Standing | None:
    found = await partnerships.partnership(tx, partnership_id)
    return _bought(organisation, found.region) if found else None


async def in_individual_contract(
    tx: Transaction, organisation: Organisation, contract_id: UUID
) -> Standing | None:
    found = await individual_contracts.individual_contract(tx, contract_id)
    if found is None:
        return None
    own = OWN if found.provider == organisation.id else None
    pays = organisation.kind == "municipality" and organisation.area == found.municipality
    standing = _bought(organisation, found.region, found.municipality, RESPONSIBLE if pays else own)
    return replace(standing, data_subject=found.client)


async def in_shell_link(tx: Transaction, organisation: Organisation, link_id: UUID) -> Standing | None:
    found = await shells.shell_link(tx, link_id)
    team = await organisations.organisation(tx, found.team) if found else None
    if team is None:
        return None
    return Standing(frozenset(), region_where_it_arranges(organisation, team) or NOWHERE)


def _bought(
    organisation: Organisation, region: str, municipality: str | None = None, relation: str | None = None
) -> Standing:
    where = region if buys_for(organisation, region, municipality) else NOWHERE
    return Standing(frozenset({relation} if relation else ()), where)
