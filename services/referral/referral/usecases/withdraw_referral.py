"""Take a referral back, before care has started."""

from uuid import UUID

from referral.domain.milestones import Milestone
from referral.domain.status import NEXT, PlacementStatus, ReferralStatus
from referral.events import PlacementWithdrawn, ReferralWithdrawn
from referral.refusals import require_step
from referral.store import placements, referrals
from referral.store.components import components
from referral.store.rows import ReferralRow
from referral.usecases.accept_placement import START_AWAITED
from referral.usecases.ask_provider import NEXT_PLACEMENT, PLACEMENT_ANSWER
from referral.usecases.submit_referral import DECISION_AWAITED
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
    for placement in await placements.open_placements(tx, referral.id):
        await tx.cancel_deadline(PLACEMENT_ANSWER, placement.id)
        await tx.cancel_deadline(START_AWAITED, placement.id)
        withdrawn = await placements.move_placement(tx, placement, PlacementStatus.WITHDRAWN)
        tx.publish(PlacementWithdrawn.of(withdrawn))
