"""Read a question to pass somebody on, and the chain of a referral."""

from dataclasses import dataclass
from uuid import UUID

from referral.domain.secrecy import Concealment
from referral.store import onward, referrals, secrecy
from referral.store.rows_duty import OnwardRow
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

READING = "reading an onward referral"


@dataclass(frozen=True)
class OnwardView:
    """`concealment`: what a mark of secrecy keeps from this reader (LAW-07)."""

    row: OnwardRow
    concealment: Concealment


async def read_onward(tx: Transaction, onward_id: UUID, by: Organisation) -> OnwardView:
    """And record that somebody looked."""
    return await view_of(tx, await onward.onward_referral(tx, onward_id), by)


async def view_of(tx: Transaction, row: OnwardRow, by: Organisation) -> OnwardView:
    """As this organisation may see it."""
    tx.looked_at(row.client, READING)
    hides = False
    if await secrecy.mark_on(tx, row.client) is not None:
        knows = await secrecy.who_knows_whereabouts(tx, await referrals.referral(tx, row.referral))
        hides = by.id not in knows
    return OnwardView(row, Concealment(hides, by.id))
