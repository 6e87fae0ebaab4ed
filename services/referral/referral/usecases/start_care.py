"""Record that care has begun; it may have begun on an earlier day."""

from datetime import date
from uuid import UUID

from referral.domain.milestones import Milestone
from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus
from referral.events import CareStarted
from referral.refusals import require_past, require_step
from referral.store import placements, referrals
from referral.store.components import grant as stored_grant
from referral.store.rows import CareRow, PlacementRow
from referral.usecases.follow_components import follow_components
from referral.usecases.plan_adult_handover import plan_adult_handover_from_start
from referral.usecases.what_waits import START_AWAITED
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


async def start_care(
    tx: Transaction, placement_id: UUID, started_on: date, *, if_match: str | None
) -> tuple[PlacementRow, CareRow]:
    """Open the care period. `started_on` is a day in Europe/Amsterdam.

    Raises InvalidInput (in the future, or before it was asked for), ImpossibleStep, VersionMissing,
    VersionStale.
    """
    today = local_day(tx.now)
    require_past("startedOn", started_on, today=today)
    referral, placement = await placements.lock_placement(tx, placement_id)
    require_step(NEXT_OF_PLACEMENT, placement.state, PlacementStatus.IN_CARE)
    require_match(placement, if_match)
    asked_on = local_day(referral.submitted_at)
    require_past("startedOn", started_on, today=today, not_before=asked_on)
    moved = await placements.move_placement(tx, placement, PlacementStatus.IN_CARE)
    care = await placements.add_care(
        tx,
        {
            "id": uuid7(),
            "version": 1,
            "placement": placement.id,
            "referral": referral.id,
            "client": referral.client,
            "region": referral.region,
            "grant_id": placement.grant_id,
            "provider": placement.provider,
            "started_on": started_on,
            "start_recorded_at": tx.now,
        },
    )
    await tx.cancel_deadline(START_AWAITED, placement.id)
    referral = await follow_components(tx, referral)
    await referrals.add_milestone(
        tx,
        referral,
        Milestone.STARTED,
        happens_on=started_on,
        component=(await stored_grant(tx, placement.grant_id)).component,
        provider=placement.provider,
    )
    await plan_adult_handover_from_start(tx, referral, moved)
    tx.publish(CareStarted.of(care))
    return moved, care
