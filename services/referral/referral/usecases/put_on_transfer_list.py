"""Put somebody on the transfer list: the municipality answers for another provider (ZHZ-15)."""

from datetime import date
from uuid import UUID

from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.domain.transfer import TransferCause, TransferStatus
from referral.policies import policies
from referral.store import referrals, transfers
from referral.store.messages import tell
from referral.store.rows import GrantRow, PlacementRow, ReferralRow
from referral.store.rows_duty import TransferRow
from referral.store.waiting import municipality_of
from region_policy.terms import end_of_term, local_day
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

TRANSFER_AWAITED = "transfer-awaited"


async def put_on_transfer_list(
    tx: Transaction,
    referral: ReferralRow,
    placement: PlacementRow,
    grant: GrantRow,
    *,
    cause: TransferCause,
    last_day: date,
) -> TransferRow | None:
    """List what this grant is for, once per placement; referrer and municipality are told.

    The referral must be locked. `last_day`: the last one on which the provider of `placement` can give help.
    None where it is on the list already.
    """
    today = local_day(tx.now)
    term = policies(tx).in_force(referral.region, on=today).following.transfer
    due_at = end_of_term(term, since=today)
    row = await transfers.add(
        tx,
        {
            "id": uuid7(),
            "version": 1,
            "status": TransferStatus.OPEN.value,
            "referral": referral.id,
            "client": referral.client,
            "region": referral.region,
            "municipality": referral.municipality,
            "grant_id": grant.id,
            "placement": placement.id,
            "provider": placement.provider,
            "cause": cause.value,
            "last_day": last_day,
            "listed_at": tx.now,
            "due_at": due_at,
        },
    )
    if row is None:
        return None
    owner = await referrals.municipality_owner(tx, referral.municipality)
    tx.set_deadline(TRANSFER_AWAITED, row.id, region=row.region, owner=owner, due_at=due_at)
    await referrals.add_milestone(
        tx,
        referral,
        Milestone.ANOTHER_PROVIDER_SOUGHT,
        happens_on=last_day,
        component=grant.component,
        provider=placement.provider,
        reasons=[cause.value],
    )
    await tell_municipality(
        tx, referral, MessageKind.ANOTHER_PROVIDER_SOUGHT, about=row.id, row=placement, reason=cause.value
    )
    return row


async def tell_municipality(
    tx: Transaction,
    referral: ReferralRow,
    kind: MessageKind,
    *,
    about: UUID,
    row: PlacementRow,
    reason: str | None = None,
) -> None:
    """Where it is not the referrer itself, which hears it as such; nobody before the register told of it."""
    known = await municipality_of(tx, referral.municipality)
    if known is None or known == referral.organisation:
        return
    reasons = [reason] if reason else []
    await tell(tx, [known], kind, referral=referral.id, about=about, provider=row.provider, reasons=reasons)
