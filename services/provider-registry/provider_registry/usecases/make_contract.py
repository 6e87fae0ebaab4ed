"""A contract with a provider, at one level (HLM-22, ZHZ-12, ZHZ-13)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from provider_registry.domain.contract import FOREVER, Contract, ContractStatus, Level, Period
from provider_registry.domain.organisation import Organisation
from provider_registry.events_contracts import ContractChanged
from provider_registry.resources import regions
from provider_registry.store import admissions, contracts, mapping, organisations
from provider_registry.store.contract_tables import ContractRow
from provider_registry.usecases.buyer import NOT_YOURS, buys_for, why_no_contract_with
from provider_registry.usecases.place_options import place_options
from provider_registry.usecases.watch_contract import watch_contract
from region_policy.codes import CareForm
from region_policy.terms import local_day
from servicekit.organisations import Organisation as Known
from servicekit.preconditions import Claim
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, ReasonGiven, RuleBroken
from wirekit.texts import Text

UNKNOWN_PROVIDER = Text(nl="staat niet in het register", en="is not in the register")
UNKNOWN_REGION = Text(nl="is geen regio", en="is no region")
NOT_IN_REGION = Text(nl="is geen gemeente van deze regio", en="is no municipality of this region")
ENDS_TOO_SOON = Text(nl="ligt voor de eerste dag", en="lies before the first day")
TWO_OR_MORE = Text(
    nl="zijn er bovenregionaal minstens twee, elk eenmaal, en de eerste is de regio die contracteert",
    en="are at least two for a supra-regional contract, each once, the first being the one that contracts",
)
ONLY_SUPRA = Text(nl="hoort bij een bovenregionaal contract", en="belongs to a supra-regional contract")
ONE_IS_NEEDED = Text(nl="is verplicht voor een lokaal contract", en="is required for a local contract")
ONLY_LOCAL = Text(nl="hoort bij een lokaal contract", en="belongs to a local contract")
OVERLAPS = ReasonGiven(
    "contract-overlaps",
    Text(
        nl="Er is in deze dagen al een contract van dit niveau voor dit deel van de jeugdhulp",
        en="On these days there is a contract of this level for this part of youth care already",
    ),
)
NOT_ADMITTED = ReasonGiven(
    "not-admitted",
    Text(
        nl="Aanbieders komen hier alleen in een ronde binnen, en geen ronde liet deze toe voor deze vorm",
        en="Providers come in by a round only here, and no round let this one in for this form",
    ),
)
WITHOUT_ADMISSION = frozenset({Level.NATIONAL, Level.BESPOKE})
"""What is bought for the whole country, or made to measure, passes no round of a region."""


@dataclass(frozen=True)
class Wanted:
    """`regions` only of a supra-regional contract, `municipality` only of a local one."""

    provider: UUID
    region: str
    form: CareForm
    level: Level
    regions: tuple[str, ...]
    municipality: str | None
    valid_from: date
    valid_until: date | None

    @property
    def all_regions(self) -> tuple[str, ...]:
        return self.regions or (self.region,)


async def make_contract(tx: Transaction, wanted: Wanted, own: Known, claimed: Claim) -> Contract:
    """Store it, place what it makes possible, and watch its term. Raises InvalidInput and RuleBroken."""
    if claimed.made_before and (existing := await contracts.contract(tx, claimed.resource_id)):
        return existing
    provider = await organisations.organisation(tx, wanted.provider, lock=True)
    errors = [*_errors(tx, wanted)]
    if provider is None:
        errors.append(FieldError("provider", UNKNOWN_PROVIDER))
    if errors or provider is None:
        raise InvalidInput(errors=errors)
    if reasons := await _reasons(tx, wanted, own, provider):
        raise RuleBroken(reasons=reasons)
    made = Contract(
        id=claimed.resource_id,
        version=1,
        status=ContractStatus.IN_FORCE,
        provider=wanted.provider,
        region=wanted.region,
        form=wanted.form,
        level=wanted.level,
        regions=wanted.all_regions,
        municipalities=_municipalities(tx, wanted),
        valid_from=wanted.valid_from,
        valid_until=wanted.valid_until,
    )
    await mapping.add(tx, ContractRow, made)
    tx.publish(ContractChanged.of(made))
    await watch_contract(tx, made)
    await place_options(tx, made.provider)
    return made


def _day(tx: Transaction, wanted: Wanted) -> date:
    """The day whose regions count: the first one, today where that is past."""
    return max(wanted.valid_from, local_day(tx.now))


def _municipalities(tx: Transaction, wanted: Wanted) -> tuple[str, ...]:
    where, day = regions(tx), _day(tx, wanted)
    if wanted.level is Level.NATIONAL:
        return tuple(sorted(where.points))
    if wanted.municipality is not None:
        return (wanted.municipality,)
    held = {code for region in wanted.all_regions for code in where.municipalities(region, day)}
    return tuple(sorted(held))


def _errors(tx: Transaction, wanted: Wanted) -> Iterator[FieldError]:
    where, day = regions(tx), _day(tx, wanted)
    if not where.municipalities(wanted.region, day):
        yield FieldError("region", UNKNOWN_REGION)
    if wanted.level is Level.SUPRA_REGIONAL:
        if len(set(wanted.regions)) < max(2, len(wanted.regions)) or wanted.regions[0] != wanted.region:
            yield FieldError("regions", TWO_OR_MORE)
        for at, region in enumerate(wanted.regions):
            if not where.municipalities(region, day):
                yield FieldError(f"regions.{at}", UNKNOWN_REGION)
    elif wanted.regions:
        yield FieldError("regions", ONLY_SUPRA)
    if wanted.level is not Level.LOCAL and wanted.municipality is not None:
        yield FieldError("municipality", ONLY_LOCAL)
    elif wanted.level is Level.LOCAL and wanted.municipality is None:
        yield FieldError("municipality", ONE_IS_NEEDED)
    elif wanted.level is Level.LOCAL and wanted.municipality not in where.municipalities(wanted.region, day):
        yield FieldError("municipality", NOT_IN_REGION)
    if wanted.valid_until is not None and wanted.valid_until < wanted.valid_from:
        yield FieldError("validUntil", ENDS_TOO_SOON)


async def _reasons(tx: Transaction, wanted: Wanted, own: Known, provider: Organisation) -> list[ReasonGiven]:
    reasons = [] if buys_for(own, wanted.region, wanted.municipality) else [NOT_YOURS]
    reasons += why_no_contract_with(provider.kind)
    if await _overlaps(tx, wanted):
        reasons.append(OVERLAPS)
    policy = regions(tx).policy(wanted.region, local_day(tx.now))
    closed = policy is not None and policy.admission.closed_after_first_round
    needs_admission = closed and wanted.level not in WITHOUT_ADMISSION
    if needs_admission and not await admissions.is_admitted(tx, wanted.provider, wanted.region, wanted.form):
        reasons.append(NOT_ADMITTED)
    return reasons


async def _overlaps(tx: Transaction, wanted: Wanted) -> bool:
    """A look before the table's own exclusion; its provider is locked, so no other comes between."""
    same = (wanted.region, wanted.form, wanted.level)
    period = Period(wanted.valid_from, wanted.valid_until or FOREVER)
    return any(
        (each.region, each.form, each.level) == same
        and (wanted.level is not Level.LOCAL or each.municipalities == (wanted.municipality,))
        and Period(each.valid_from, each.valid_until or FOREVER).within(period)
        for each in await contracts.contracts_of(tx, wanted.provider)
    )
