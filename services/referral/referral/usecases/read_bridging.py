"""Read a bridging; whose it is stays hidden from who may not know where the young person is (LAW-07)."""

from uuid import UUID

from referral.store import bridging, referrals, secrecy
from referral.store.rows_care import BridgingRow
from servicekit.transaction import Transaction


async def provider_as_seen(tx: Transaction, row: BridgingRow, by: UUID) -> UUID | None:
    """The provider, unless a mark of secrecy is in force and this organisation is not to know."""
    if by == row.provider or await secrecy.mark_on(tx, row.client) is None:
        return row.provider
    named = await secrecy.who_knows_whereabouts(tx, await referrals.referral(tx, row.referral))
    return row.provider if by in named else None


async def read_bridging(tx: Transaction, bridging_id: UUID, by: UUID) -> tuple[BridgingRow, UUID | None]:
    """The bridging, and its provider as far as this organisation may know it."""
    row = await bridging.bridging(tx, bridging_id)
    return row, await provider_as_seen(tx, row, by)
