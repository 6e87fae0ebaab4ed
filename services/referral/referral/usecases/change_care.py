"""Help becomes heavier or lighter from a day on (opschalen, afschalen); what it costs `access` changes."""

from referral.domain.care_facts import Changed
from referral.domain.components import Component
from referral.domain.milestones import Milestone
from referral.events import CareChanged
from referral.policies import policies
from referral.refusals import (
    CHANGED_THAT_DAY,
    INTENSITY_MISSING,
    INTENSITY_ONLY_OF_STAY,
    INTENSITY_UNKNOWN,
    require_in_care,
    require_past,
)
from referral.store import care as happenings
from referral.store.components import grant as stored_grant
from referral.usecases.care_case import CareCase
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.identifiers import uuid7
from wirekit.problems import InvalidInput
from wirekit.texts import Text


async def change(tx: Transaction, case: CareCase, told: Changed, *, field: str) -> CareCase:
    """Store the step; a stay says which of the region's intensities it has from now on.

    Raises ImpossibleStep (not in care), and InvalidInput under the name of this field.
    """
    require_in_care(case.placement.state)
    care, today = case.running, local_day(tx.now)
    require_past(f"{field}from", told.on, today=today, not_before=care.started_on)
    if wrong := await _wrong_intensity(tx, case, told):
        raise InvalidInput(errors=[FieldError(f"{field}intensity", wrong)])
    stored = await happenings.add_change(
        tx,
        {
            "id": uuid7(),
            "care": care.id,
            "from_on": told.on,
            "step": told.step.value,
            "intensity": told.intensity,
            "reason": told.reason.value,
            "recorded_at": tx.now,
        },
    )
    if not stored:
        raise InvalidInput(errors=[FieldError(f"{field}from", CHANGED_THAT_DAY)])
    last = (await happenings.changes(tx, care.id))[-1]
    changed = await case.with_change(tx, intensity=last.intensity)
    # Why, the municipality need not know: see the care record.
    await changed.told(tx, Milestone.CHANGED, told.on, (told.step.value,))
    tx.publish(CareChanged.of(changed.running))
    return changed


async def _wrong_intensity(tx: Transaction, case: CareCase, told: Changed) -> Text | None:
    grant = await stored_grant(tx, case.placement.grant_id)
    if Component(grant.component) is not Component.STAY:
        return INTENSITY_ONLY_OF_STAY if told.intensity else None
    if told.intensity is None:
        return INTENSITY_MISSING
    policy = policies(tx).in_force(case.referral.region, on=told.on)
    return None if policy.intensity(told.intensity) else INTENSITY_UNKNOWN
