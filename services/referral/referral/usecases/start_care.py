"""Record that care has begun; it may have begun on an earlier day."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from referral.domain.milestones import Milestone
from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus
from referral.events import CareStarted
from referral.refusals import require_past, require_step
from referral.store import bridging, placements
from referral.store.components import grant as stored_grant
from referral.store.rows import CareRow, PlacementRow
from referral.usecases.care_case import CareCase, lock_case
from referral.usecases.end_bridging import end_bridging_before
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

    Raises InvalidInput (in the future, or before it was asked for and granted), ImpossibleStep,
    VersionMissing, VersionStale.
    """
    require_past("startedOn", started_on, today=local_day(tx.now))
    case = await lock_case(tx, placement_id)
    require_step(NEXT_OF_PLACEMENT, case.placement.state, PlacementStatus.IN_CARE)
    require_match(case.placement, if_match)
    case = await begin(tx, case, started_on, field="startedOn")
    return case.placement, case.running


async def begin(tx: Transaction, case: CareCase, started_on: date, *, field: str) -> CareCase:
    """Begin care in a locked case. What bridged the wait ends on the eve of it (NV-18).

    Raises ImpossibleStep, and InvalidInput under the name of this field.
    """
    placement, referral = case.placement, case.referral
    require_step(NEXT_OF_PLACEMENT, placement.state, PlacementStatus.IN_CARE)
    grant = await stored_grant(tx, placement.grant_id)
    # A stay that began in a crisis bed is granted from its first night, before anybody asked for it.
    first = min(local_day(referral.submitted_at), grant.valid_from)
    require_past(field, started_on, today=local_day(tx.now), not_before=first)
    moved = await placements.move_placement(tx, placement, PlacementStatus.IN_CARE)
    await end_bridging_before(tx, referral, placement.grant_id, started_on)
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
            "recorded_at": tx.now,
        },
    )
    await bridging.help_from(tx, care, started_on)
    await tx.cancel_deadline(START_AWAITED, placement.id)
    await plan_adult_handover_from_start(tx, referral, moved)
    referral = await follow_components(tx, referral)
    begun = replace(case, referral=referral, placement=moved, care=care)
    await begun.told(tx, Milestone.STARTED, started_on)
    tx.publish(CareStarted.of(care))
    return begun
