"""Take the young person: the file opens to this provider."""

from datetime import date
from uuid import UUID

from referral.domain.milestones import Milestone
from referral.domain.status import NEXT, NEXT_OF_PLACEMENT, PlacementStatus, ReferralStatus
from referral.events import PlacementAccepted
from referral.refusals import require_near, require_step
from referral.store import placements, referrals
from referral.store.rows import PlacementRow
from referral.usecases.ask_provider import PLACEMENT_ANSWER
from region_policy.terms import end_of, local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction

START_AWAITED = "start-awaited"


async def accept_placement(
    tx: Transaction, placement_id: UUID, start_planned_on: date, *, if_match: str | None
) -> PlacementRow:
    """Accept, with the day on which care is to start; from then on the provider answers for the start.

    Raises ImpossibleStep, VersionMissing, VersionStale, InvalidInput.
    """
    today = local_day(tx.now)
    require_near("startPlannedOn", start_planned_on, today=today)
    referral, placement = await placements.lock_placement(tx, placement_id)
    require_step(NEXT_OF_PLACEMENT, placement.state, PlacementStatus.ACCEPTED)
    require_match(placement, if_match)
    require_step(NEXT, referral.state, ReferralStatus.ACCEPTED)
    accepted = await placements.move_placement(
        tx,
        placement,
        PlacementStatus.ACCEPTED,
        accepted_at=tx.now,
        start_planned_on=start_planned_on,
    )
    await tx.cancel_deadline(PLACEMENT_ANSWER, placement.id)
    tx.set_deadline(
        START_AWAITED,
        placement.id,
        region=placement.region,
        owner=str(placement.provider),
        due_at=end_of(max(start_planned_on, today)),
    )
    await referrals.move_referral(tx, referral, ReferralStatus.ACCEPTED)
    await referrals.add_milestone(
        tx, referral, Milestone.ACCEPTED, happens_on=start_planned_on, provider=placement.provider
    )
    tx.publish(PlacementAccepted.of(accepted))
    return accepted
