"""Help under the national arrangement (LTA) is for a provider with a national contract (HLM-19)."""

from uuid import UUID

from referral.store import national_contracts
from referral.store.rows import GrantRow
from region_policy.terms import local_day
from servicekit.transaction import Transaction


async def fits_the_arrangement(tx: Transaction, grant: GrantRow, provider: UUID) -> bool:
    """Whether the grant asks for no national contract, or the provider has one today."""
    return not grant.is_national or await national_contracts.holds_one(tx, provider, local_day(tx.now))
