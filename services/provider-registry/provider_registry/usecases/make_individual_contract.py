"""One contract for one young person, where the region's policy opens that way (HLM-20)."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from provider_registry.domain.individual import IndividualContract, UseRefusal, may_use
from provider_registry.domain.organisation import Organisation
from provider_registry.resources import regions
from provider_registry.store import contracts, mapping, organisations
from provider_registry.store import individual_contracts as store
from provider_registry.store.contract_tables import IndividualContractRow
from provider_registry.usecases.buyer import NOT_YOURS, buys_for, why_no_contract_with
from region_policy.codes import CareForm
from region_policy.terms import local_day
from servicekit.organisations import Organisation as Known
from servicekit.preconditions import Claim
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Text

LOOK = "individual-contract"
UNKNOWN_PROVIDER = Text(nl="staat niet in het register", en="is not in the register")
UNKNOWN_REGION = Text(nl="is geen regio", en="is no region")
NOT_IN_REGION = Text(nl="is geen gemeente van deze regio", en="is no municipality of this region")
ENDS_TOO_SOON = Text(nl="ligt voor de eerste dag", en="lies before the first day")
CLOSED = ReasonGiven(
    "individual-contracts-closed",
    Text(
        nl="Het beleid van deze regio kent geen contract voor één jeugdige",
        en="The policy of this region has no contract for one young person",
    ),
)
CONTRACTED = ReasonGiven(
    "contracted-already",
    Text(
        nl="Deze aanbieder heeft in deze dagen al een contract voor deze vorm in deze regio",
        en="On these days this provider has a contract for this form in this region already",
    ),
)


async def make_individual_contract(
    tx: Transaction, wanted: IndividualContract, own: Known, claimed: Claim
) -> IndividualContract:
    """Raises InvalidInput and RuleBroken."""
    if claimed.made_before and (existing := await store.individual_contract(tx, wanted.id)):
        return existing
    provider = await organisations.organisation(tx, wanted.provider, lock=True)
    errors = [*_errors(tx, wanted)]
    if provider is None:
        errors.append(FieldError("provider", UNKNOWN_PROVIDER))
    if errors or provider is None:
        raise InvalidInput(errors=errors)
    if reasons := await _reasons(tx, wanted, own, provider):
        raise RuleBroken(reasons=reasons)
    await mapping.add(tx, IndividualContractRow, wanted)
    return wanted


async def read_individual_contract(tx: Transaction, contract_id: UUID) -> IndividualContract:
    """The look is recorded. Raises NotFound."""
    found = await store.individual_contract(tx, contract_id)
    if found is None:
        raise NotFound
    tx.looked_at(found.client, LOOK)
    return found


async def individual_contracts_of(
    tx: Transaction, own: Known, after: UUID | None, limit: int
) -> list[IndividualContract]:
    """Those of this region, municipality or provider. Each look is recorded."""
    found = await store.individual_contracts_for(tx, own, after, limit)
    for each in found:
        tx.looked_at(each.client, LOOK)
    return found


async def check_use(
    tx: Transaction, contract_id: UUID, *, client: UUID, provider: UUID | None, form: CareForm, day: date
) -> tuple[UseRefusal, ...]:
    """`provider`: None for that of the contract. The look is recorded. Raises NotFound."""
    found = await read_individual_contract(tx, contract_id)
    return may_use(found, client=client, provider=provider or found.provider, form=form, day=day)


def _errors(tx: Transaction, wanted: IndividualContract) -> Iterator[FieldError]:
    day = max(wanted.valid_from, local_day(tx.now))
    places = regions(tx).municipalities(wanted.region, day)
    if not places:
        yield FieldError("region", UNKNOWN_REGION)
    if wanted.municipality not in places:
        yield FieldError("municipality", NOT_IN_REGION)
    if wanted.valid_until < wanted.valid_from:
        yield FieldError("validUntil", ENDS_TOO_SOON)


async def _reasons(
    tx: Transaction, wanted: IndividualContract, own: Known, provider: Organisation
) -> list[ReasonGiven]:
    reasons = [] if buys_for(own, wanted.region, wanted.municipality) else [NOT_YOURS]
    policy = regions(tx).policy(wanted.region, local_day(tx.now))
    if policy is None or not policy.landscape.contracts.individual:
        reasons.append(CLOSED)
    reasons += why_no_contract_with(provider.kind)
    if await _is_contracted(tx, wanted):
        reasons.append(CONTRACTED)
    return reasons


async def _is_contracted(tx: Transaction, wanted: IndividualContract) -> bool:
    """In this municipality, on any of the days; suspended days are none of a contract."""
    return any(
        each.form is wanted.form
        and wanted.municipality in each.municipalities
        and each.period.within(wanted.period)
        for each in await contracts.contracts_of(tx, wanted.provider)
    )
