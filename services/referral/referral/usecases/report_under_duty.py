"""Under a duty to accept a no and a silence are reported to the lead and the municipality (HLM-23)."""

from referral.domain.messages import MessageKind
from referral.domain.milestones import NO_ANSWER_IN_TIME
from referral.policies import policies
from referral.store import duty, known_providers
from referral.store.messages import tell
from referral.store.rows import PlacementRow, ReferralRow
from referral.store.waiting import municipality_of
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


async def report_under_duty(
    tx: Transaction, referral: ReferralRow, placement: PlacementRow, *, ground: str | None
) -> None:
    """Keep it for the figures, and tell who must know; nothing where the region knows no such duty.

    `ground` is the listed one on which the provider declined, None where it said nothing in time. The lead is
    the one that passed the question on, else that of a partnership to which the provider belongs.
    """
    today = local_day(tx.now)
    acceptance = policies(tx).in_force(placement.region, on=today).desk.acceptance
    if acceptance is None or not acceptance.duty:
        return
    leads = [placement.lead] if placement.lead else []
    leads = leads or await known_providers.leads_of(tx, placement.provider, placement.region, today)
    leads = [lead for lead in leads if lead != placement.provider]
    await duty.report(
        tx,
        {
            "id": uuid7(),
            "region": placement.region,
            "municipality": referral.municipality,
            "referral": referral.id,
            "placement": placement.id,
            "provider": placement.provider,
            "lead": leads[0] if leads else None,
            "ground": ground,
            "reported_at": tx.now,
        },
    )
    municipality = await municipality_of(tx, referral.municipality)
    await tell(
        tx,
        [*leads, *([municipality] if municipality else [])],
        MessageKind.DECLINED_UNDER_DUTY if ground else MessageKind.SILENT_UNDER_DUTY,
        referral=referral.id,
        about=placement.id,
        provider=placement.provider,
        reasons=[ground or NO_ANSWER_IN_TIME],
    )
