"""Record that care has stopped; it may have stopped on an earlier day."""

from datetime import date
from uuid import UUID

from referral.domain.milestones import Milestone
from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus, StopReason
from referral.events import CareStopped
from referral.refusals import require_past, require_step
from referral.store import placements, referrals
from referral.store.components import grant as stored_grant
from referral.store.rows import CareRow, PlacementRow
from referral.usecases.follow_components import follow_components
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction


async def stop_care(
    tx: Transaction, placement_id: UUID, stopped_on: date, reason: StopReason, *, if_match: str | None
) -> tuple[PlacementRow, CareRow]:
    """Close the care period; the referral ends with its last component.

    `stopped_on` is a day in Europe/Amsterdam, the last one of care.

    Raises InvalidInput (in the future, before the start), ImpossibleStep, VersionMissing, VersionStale.
    """
    today = local_day(tx.now)
    require_past("stoppedOn", stopped_on, today=today)
    referral, placement = await placements.lock_placement(tx, placement_id)
    require_step(NEXT_OF_PLACEMENT, placement.state, PlacementStatus.ENDED)
    require_match(placement, if_match)
    care = await placements.care_of(tx, placement.id, lock=True)
    assert care is not None, "a placement in care has its care period"
    require_past("stoppedOn", stopped_on, today=today, not_before=care.started_on)
    stopped = await placements.change_care(
        tx, care, stopped_on=stopped_on, stop_recorded_at=tx.now, stop_reason=reason.value
    )
    moved = await placements.move_placement(tx, placement, PlacementStatus.ENDED)
    referral = await follow_components(tx, referral)
    await referrals.add_milestone(
        tx,
        referral,
        Milestone.ENDED,
        happens_on=stopped_on,
        component=(await stored_grant(tx, placement.grant_id)).component,
        provider=placement.provider,
        reasons=[reason.value],
    )
    tx.publish(CareStopped.of(stopped))
    return moved, stopped
