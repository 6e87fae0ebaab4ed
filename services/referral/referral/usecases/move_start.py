"""Start on another day than was promised: the place is gone, or the family wishes so. The sender hears it."""

from datetime import date
from uuid import UUID

from referral.domain.milestones import Milestone
from referral.domain.placing import WhyStartMoved
from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus
from referral.events import PlacementChanged
from referral.refusals import require_near, require_within
from referral.store import placements, referrals
from referral.store.components import grant as stored_grant
from referral.store.rows import PlacementRow
from referral.usecases.accept_placement import await_start
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep


async def move_start(
    tx: Transaction,
    placement_id: UUID,
    start_planned_on: date,
    reason: WhyStartMoved,
    *,
    if_match: str | None,
) -> PlacementRow:
    """Plan the start of an accepted placement on another day; the acceptance stands.

    Raises ImpossibleStep, VersionMissing, VersionStale, InvalidInput (past, too far, outside the grant).
    """
    today = local_day(tx.now)
    require_near("startPlannedOn", start_planned_on, today=today)
    require_within("startPlannedOn", start_planned_on, first=today, last=None)
    referral, placement = await placements.lock_placement(tx, placement_id)
    if placement.state is not PlacementStatus.ACCEPTED:
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT_OF_PLACEMENT[placement.state]])
    require_match(placement, if_match)
    grant = await stored_grant(tx, placement.grant_id)
    require_within("startPlannedOn", start_planned_on, first=grant.valid_from, last=grant.valid_until)
    moved = await placements.move_placement(
        tx,
        placement,
        PlacementStatus.ACCEPTED,
        start_planned_on=start_planned_on,
        start_moved_because=reason.value,
    )
    await_start(tx, moved, start_planned_on)
    await referrals.add_milestone(
        tx,
        referral,
        Milestone.START_MOVED,
        happens_on=start_planned_on,
        component=grant.component,
        provider=moved.provider,
        reasons=[reason.value],
    )
    tx.publish(PlacementChanged.of(moved))
    return moved
