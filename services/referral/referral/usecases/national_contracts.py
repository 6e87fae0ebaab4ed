"""Help under the national arrangement (LTA) is for a provider with a national contract (HLM-19)."""

from datetime import date
from uuid import UUID

from referral.store import national_contracts
from referral.store.rows import GrantRow
from region_policy.codes import BuyingLevel
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.events import Reading


class ContractChanged(Reading):
    """The days are included."""

    provider: UUID
    level: str | None = None
    valid_from: date
    valid_until: date | None


async def learn_contract(tx: Transaction, told: ContractChanged) -> None:
    if told.level != BuyingLevel.NATIONAL:
        await national_contracts.forget(tx, told.ref)
        return
    await national_contracts.keep(
        tx, told.ref, provider=told.provider, valid_from=told.valid_from, valid_until=told.valid_until
    )


async def forget_contract(tx: Transaction, contract_id: UUID) -> None:
    """`provider-registry` has no such contract any more."""
    await national_contracts.forget(tx, contract_id)


async def fits_the_arrangement(tx: Transaction, grant: GrantRow, provider: UUID) -> bool:
    """Whether the grant asks for no national contract, or the provider has one today."""
    return not grant.is_national or await national_contracts.holds_one(tx, provider, local_day(tx.now))
