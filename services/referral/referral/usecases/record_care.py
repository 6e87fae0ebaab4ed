"""Enter what happened in care, late and together if need be: all of it, or nothing."""

from collections.abc import Sequence
from uuid import UUID

from referral.domain.care_facts import (
    CareFact,
    Changed,
    FirstContact,
    Interrupted,
    Resumed,
    Started,
    Stopped,
)
from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus
from referral.refusals import require_past
from referral.usecases.care_case import CareCase, lock_case
from referral.usecases.change_care import change
from referral.usecases.interrupt_care import interrupt, resume
from referral.usecases.note_first_contact import note
from referral.usecases.start_care import begin
from referral.usecases.stop_care import finish
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep

AT_WORK = frozenset({PlacementStatus.ACCEPTED, PlacementStatus.IN_CARE})


async def record_care(
    tx: Transaction, placement_id: UUID, facts: Sequence[CareFact], *, if_match: str | None
) -> CareCase:
    """Enter each in turn; one that cannot be true undoes all of them.

    Raises InvalidInput (named by its place among the facts), ImpossibleStep, VersionMissing, VersionStale,
    RuleBroken.
    """
    for number, fact in enumerate(facts):
        require_past(_day_of(number, fact), fact.on, today=local_day(tx.now))
    case = await lock_case(tx, placement_id)
    if case.placement.state not in AT_WORK:
        raise ImpossibleStep(
            possible_steps=sorted(step.value for step in NEXT_OF_PLACEMENT[case.placement.state])
        )
    require_match(case.placement, if_match)
    for number, fact in enumerate(facts):
        case = await _enter(tx, case, fact, number)
        # What this one set waiting the next one may end: it must be written, or it would outlive that.
        await tx.flush()
    return case


async def _enter(tx: Transaction, case: CareCase, fact: CareFact, number: int) -> CareCase:
    place, day = f"facts.{number}.", _day_of(number, fact)
    match fact:
        case FirstContact():
            return await note(tx, case, fact.on, field=day)
        case Started():
            return await begin(tx, case, fact.on, field=day)
        case Changed():
            return await change(tx, case, fact, field=place)
        case Interrupted():
            return await interrupt(tx, case, fact, field=place)
        case Resumed():
            return await resume(tx, case, fact, field=place)
        case Stopped():
            return await finish(tx, case, fact, field=day)


def _day_of(number: int, fact: CareFact) -> str:
    """The name of the field in which this fact says on which day it happened."""
    return f"facts.{number}.{'from' if isinstance(fact, Changed | Interrupted) else 'on'}"
