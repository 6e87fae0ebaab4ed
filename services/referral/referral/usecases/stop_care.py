"""Record that care has stopped; it may have stopped on an earlier day."""

from dataclasses import replace
from uuid import UUID

from referral.domain.care_facts import Stopped
from referral.domain.milestones import Milestone
from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus
from referral.events import CareStopped
from referral.refusals import require_past, require_step
from referral.store import bridging, placements
from referral.store import care as happenings
from referral.store.rows import CareRow, PlacementRow
from referral.usecases.care_case import CareCase, lock_case
from referral.usecases.follow_components import follow_components
from referral.usecases.interrupt_care import CARE_RESUMES, close_interruption
from referral.usecases.require_adult_handover import require_adult_handover
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction


async def stop_care(
    tx: Transaction, placement_id: UUID, told: Stopped, *, if_match: str | None
) -> tuple[PlacementRow, CareRow]:
    """Close the care period; the referral ends with its last component.

    Raises InvalidInput (in the future, before what is known of it), ImpossibleStep, VersionMissing,
    VersionStale, RuleBroken (nobody has confirmed to go on).
    """
    require_past("stoppedOn", told.on, today=local_day(tx.now))
    case = await lock_case(tx, placement_id)
    require_step(NEXT_OF_PLACEMENT, case.placement.state, PlacementStatus.ENDED)
    require_match(case.placement, if_match)
    case = await finish(tx, case, told, field="stoppedOn")
    return case.placement, case.running


async def finish(tx: Transaction, case: CareCase, told: Stopped, *, field: str) -> CareCase:
    """Stop care in a locked case.

    Raises ImpossibleStep, InvalidInput under the name of this field, and RuleBroken.
    """
    require_step(NEXT_OF_PLACEMENT, case.placement.state, PlacementStatus.ENDED)
    stopped_on, reason = told.on, told.reason
    care = case.running
    known = await happenings.last_day_told(tx, care.id)
    first = max(care.started_on, known or care.started_on)
    require_past(field, stopped_on, today=local_day(tx.now), not_before=first)
    await require_adult_handover(
        tx,
        case.referral,
        case.placement,
        stopped_on,
        reason,
        without_receiver=told.without_receiver,
    )
    interrupted_until = await close_interruption(tx, care, stopped_on)
    await tx.cancel_deadline(CARE_RESUMES, care.id)
    stopped = await placements.change_care(
        tx,
        care,
        stopped_on=stopped_on,
        stop_recorded_at=tx.now,
        stop_reason=reason.value,
        interrupted_until=interrupted_until,
        recorded_at=tx.now,
    )
    await bridging.help_until(tx, care.id, stopped_on)
    moved = await placements.move_placement(tx, case.placement, PlacementStatus.ENDED)
    referral = await follow_components(tx, case.referral)
    done = replace(case, referral=referral, placement=moved, care=stopped)
    await done.told(tx, Milestone.ENDED, stopped_on, (reason.value,))
    tx.publish(CareStopped.of(stopped))
    return done
