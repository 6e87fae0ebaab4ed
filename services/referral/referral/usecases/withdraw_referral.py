"""Take a referral back, before care has started."""

from uuid import UUID

from referral.domain.milestones import Milestone
from referral.domain.placing import WhyWithdrawn
from referral.domain.status import NEXT, ReferralStatus
from referral.events import ReferralWithdrawn
from referral.refusals import require_step
from referral.store import placements, referrals
from referral.store.components import components
from referral.store.rows import ReferralRow
from referral.usecases.end_bridging import end_all_bridging
from referral.usecases.follow_waiting import WAITING_NORM
from referral.usecases.settle_onward import lapse_onward
from referral.usecases.settle_transfers import close_transfers
from referral.usecases.submit_referral import DECISION_AWAITED
from referral.usecases.what_waits import NEXT_PLACEMENT
from referral.usecases.withdraw_placements import withdraw_placements
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction


async def withdraw_referral(tx: Transaction, referral_id: UUID, *, if_match: str | None) -> None:
    """End the referral and what was asked of a provider.

    Raises ImpossibleStep, VersionMissing, VersionStale.
    """
    referral = await referrals.lock_referral(tx, referral_id)
    require_step(NEXT, referral.state, ReferralStatus.WITHDRAWN)
    require_match(referral, if_match)
    await nobody_waits_any_more(tx, referral)
    referral = await referrals.move_referral(tx, referral, ReferralStatus.WITHDRAWN)
    await referrals.add_milestone(tx, referral, Milestone.WITHDRAWN)
    tx.publish(ReferralWithdrawn.of(referral))


async def nobody_waits_any_more(tx: Transaction, referral: ReferralRow) -> None:
    """Take back every open placement request, and every term that ran."""
    await tx.cancel_deadline(DECISION_AWAITED, referral.id)
    for component in await components(tx, referral.id):
        await tx.cancel_deadline(NEXT_PLACEMENT, component.grant.id)
    await withdraw_placements(
        tx, await placements.open_placements(tx, referral.id), WhyWithdrawn.REFERRAL_OVER
    )
    await close_transfers(tx, referral)
    await lapse_onward(tx, referral)
    await tx.cancel_deadline(WAITING_NORM, referral.id)
    await end_all_bridging(tx, referral)
