"""The provider that takes the young person has met them or a parent: the first stretch of waiting ends."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from referral.domain.milestones import Milestone
from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus
from referral.refusals import require_past, require_within
from referral.store import placements, waiting
from referral.usecases.care_case import CareCase, lock_case
from referral.usecases.follow_waiting import follow_waiting
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep

MAY_MEET = frozenset({PlacementStatus.ACCEPTED, PlacementStatus.IN_CARE})


async def note_first_contact(
    tx: Transaction, placement_id: UUID, contact_on: date, *, if_match: str | None
) -> CareCase:
    """Record the day of it, in Europe/Amsterdam; also later, up to the end of care.

    Raises InvalidInput (in the future, before the referral, after the start of care), ImpossibleStep (not
    accepted, or noted before), VersionMissing, VersionStale.
    """
    require_past("contactOn", contact_on, today=local_day(tx.now))
    case = await lock_case(tx, placement_id)
    if case.placement.state not in MAY_MEET or await waiting.first_contact(tx, placement_id):
        raise _impossible(case)
    require_match(case.placement, if_match)
    return await note(tx, case, contact_on, field="contactOn")


async def note(tx: Transaction, case: CareCase, contact_on: date, *, field: str) -> CareCase:
    """Note it in a locked case. Raises ImpossibleStep, and InvalidInput under the name of this field."""
    first = local_day(case.referral.submitted_at)
    last = case.care.started_on if case.care else local_day(tx.now)
    require_within(field, contact_on, first=first, last=last)
    if not await waiting.add_first_contact(tx, case.placement, contact_on):
        raise _impossible(case)
    moved = await placements.move_placement(tx, case.placement, case.placement.state)
    met = replace(case, placement=moved)
    await follow_waiting(tx, case.referral)
    await met.told(tx, Milestone.FIRST_CONTACT, contact_on)
    return met


def _impossible(case: CareCase) -> ImpossibleStep:
    possible = NEXT_OF_PLACEMENT[case.placement.state]
    return ImpossibleStep(possible_steps=sorted(step.value for step in possible))
