"""What the register tells of providers: their entry, their contracts, their partnerships, their places."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from referral.store import known_providers, national_contracts
from referral.usecases.list_running_cases import look_at_provider
from region_policy.codes import BuyingLevel
from servicekit.organisations import OrganisationChanged, organisations_of
from servicekit.subscriptions import Subscription
from servicekit.transaction import Transaction
from wirekit.events import Reading

REGISTER = "provider-registry"


class ContractChanged(Reading):
    """The days are included. From `suspended_on` on nothing new is placed."""

    provider: UUID
    level: str | None = None
    care_form: str | None = None
    municipalities: tuple[str, ...] = ()
    status: str = "in-force"
    valid_from: date
    valid_until: date | None
    suspended_on: date | None = None


class PartnershipChanged(Reading):
    """`lead` is one of the `members`; the days are included."""

    lead: UUID
    members: tuple[UUID, ...]
    valid_from: date
    valid_until: date | None


class EnrolmentChanged(Reading):
    """A place of a provider; `valid_until` is its last day."""

    provider: UUID
    valid_until: date | None


async def learn_enrolment(tx: Transaction, told: EnrolmentChanged) -> None:
    await known_providers.keep_enrolment(
        tx, {"id": told.ref, "provider": told.provider, "valid_until": told.valid_until}
    )


async def forget_enrolment(tx: Transaction, enrolment_id: UUID) -> None:
    """The register has no such place any more."""
    await known_providers.forget_enrolment(tx, enrolment_id)


async def learn_contract(tx: Transaction, told: ContractChanged) -> None:
    """Keep what a placement needs of it. `provider.suspended` says nothing that this does not."""
    await known_providers.hold_providers(tx, [told.provider], to_learn=True)
    if told.level == BuyingLevel.NATIONAL:
        await national_contracts.keep(
            tx, told.ref, provider=told.provider, valid_from=told.valid_from, valid_until=told.valid_until
        )
    else:
        await national_contracts.forget(tx, told.ref)
    if told.care_form is None or told.level is None:
        return
    await known_providers.keep_contract(
        tx,
        {
            "id": told.ref,
            "provider": told.provider,
            "form": told.care_form,
            "level": told.level,
            "municipalities": list(told.municipalities),
            "status": told.status,
            "valid_from": told.valid_from,
            "valid_until": told.valid_until,
            "suspended_on": told.suspended_on,
        },
    )
    await look_at_provider(tx, told.provider, region=told.region)


async def forget_contract(tx: Transaction, contract_id: UUID) -> None:
    """The register has no such contract any more."""
    await national_contracts.forget(tx, contract_id)
    await known_providers.forget_contract(tx, contract_id)


async def learn_partnership(tx: Transaction, told: PartnershipChanged) -> None:
    await known_providers.keep_partnership(
        tx,
        {
            "id": told.ref,
            "region": told.region,
            "lead": told.lead,
            "members": list(told.members),
            "valid_from": told.valid_from,
            "valid_until": told.valid_until,
        },
    )


async def forget_partnership(tx: Transaction, partnership_id: UUID) -> None:
    """The register has no such partnership any more."""
    await known_providers.forget_partnership(tx, partnership_id)


def entries_of_register() -> Subscription[OrganisationChanged]:
    """The kit's read model of every entry, and then a look at whose help runs there."""
    known = organisations_of(REGISTER)

    async def learn(tx: Transaction, told: OrganisationChanged) -> None:
        await known_providers.hold_providers(tx, [told.ref], to_learn=True)
        await known.use_case(tx, told)
        await look_at_provider(tx, told.ref, region=told.region)

    return replace(known, use_case=learn)
