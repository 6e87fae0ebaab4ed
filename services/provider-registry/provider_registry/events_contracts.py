"""What this room tells of contracts and of who was let in."""

from datetime import date
from typing import Self
from uuid import UUID

from provider_registry.domain.admission import AdmissionRound, Application
from provider_registry.domain.contract import Contract
from provider_registry.store import contracts
from servicekit.transaction import Transaction
from wirekit.events import Event


class ContractChanged(Event):
    """A contract, new or changed. `regions` begins with who contracts. The days are included;
    from `suspendedOn` on nothing new is placed under it.
    """

    NAME = "contract.changed"

    provider: UUID
    care_form: str
    level: str
    regions: tuple[str, ...]
    municipalities: tuple[str, ...]
    status: str
    valid_from: date
    valid_until: date | None
    suspended_on: date | None

    @classmethod
    def of(cls, contract: Contract) -> Self:
        return cls(
            ref=contract.id,
            version=contract.version,
            region=contract.region,
            provider=contract.provider,
            care_form=contract.form,
            level=contract.level,
            regions=contract.regions,
            municipalities=contract.municipalities,
            status=contract.status,
            valid_from=contract.valid_from,
            valid_until=contract.valid_until,
            suspended_on=contract.suspended_on,
        )


class ProviderSuspended(Event):
    """Under this contract (`ref`) nothing new is placed with the provider from a day on."""

    NAME = "provider.suspended"

    provider: UUID
    care_form: str
    level: str
    regions: tuple[str, ...]
    suspended_on: date

    @classmethod
    def of(cls, contract: Contract) -> Self:
        assert contract.suspended_on is not None
        return cls(
            ref=contract.id,
            version=contract.version,
            region=contract.region,
            provider=contract.provider,
            care_form=contract.form,
            level=contract.level,
            regions=contract.regions,
            suspended_on=contract.suspended_on,
        )


class ProviderAdmitted(Event):
    """An application (`ref`) met every criterion of its round. `ground`: why a later round was opened."""

    NAME = "provider.admitted"

    provider: UUID
    care_form: str
    round: UUID
    round_number: int
    ground: str | None

    @classmethod
    def of(cls, application: Application, held: AdmissionRound) -> Self:
        return cls(
            ref=application.id,
            version=application.version,
            region=held.region,
            provider=application.provider,
            care_form=held.form,
            round=held.id,
            round_number=held.number,
            ground=held.ground,
        )


async def contracts_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    """The current state of every contract."""
    page = await contracts.contracts(tx, region=None, provider=None, level=None, after=after, limit=limit)
    return [ContractChanged.of(contract) for contract in page]


_CONTRACT = UUID("01990000-0000-7000-8000-000000006011")
_PROVIDER = UUID("01990000-0000-7000-8000-000000005001")
EXAMPLES = (
    ContractChanged(
        ref=_CONTRACT,
        version=2,
        region="voorbeeldregio",
        provider=_PROVIDER,
        care_form="living",
        level="supra-regional",
        regions=("voorbeeldregio", "buurregio"),
        municipalities=("0148", "0193"),
        status="suspended",
        valid_from=date(2026, 1, 1),
        valid_until=date(2030, 12, 31),
        suspended_on=date(2026, 3, 2),
    ),
    ProviderSuspended(
        ref=_CONTRACT,
        version=2,
        region="voorbeeldregio",
        provider=_PROVIDER,
        care_form="living",
        level="supra-regional",
        regions=("voorbeeldregio", "buurregio"),
        suspended_on=date(2026, 3, 2),
    ),
    ProviderAdmitted(
        ref=UUID("01990000-0000-7000-8000-000000006013"),
        version=2,
        region="voorbeeldregio",
        provider=_PROVIDER,
        care_form="living",
        round=UUID("01990000-0000-7000-8000-000000006012"),
        round_number=2,
        ground="shortage-of-places",
    ),
)
