"""A consultation grew into a referral: tie the two together (GRO-05)."""

from uuid import UUID

from sqlalchemy.exc import NoResultFound

from referral.domain.consultation import NEXT_OF_CONSULTATION, ConsultationStatus
from referral.refusals_handover import LINKED_ALREADY, NO_REFERRAL_OF_YOURS
from referral.store import consultations, referrals
from referral.store.rows_consultation import ConsultationRow
from servicekit.organisations import Organisation
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, RuleBroken


async def link_consultation(
    tx: Transaction, consultation_id: UUID, referral_id: UUID, *, by: Organisation, if_match: str | None
) -> ConsultationRow:
    """Name the referral that the asker made of it; the specialist is not told about whom it was.

    Raises InvalidInput (not the asker's own), ImpossibleStep (withdrawn), VersionMissing, VersionStale,
    RuleBroken (linked already).
    """
    row = await consultations.lock_consultation(tx, consultation_id)
    if not await _is_own(tx, referral_id, by):
        raise InvalidInput(errors=[FieldError("referral", NO_REFERRAL_OF_YOURS)])
    if row.state is ConsultationStatus.WITHDRAWN:
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT_OF_CONSULTATION[row.state]])
    require_match(row, if_match)
    if row.referral is not None:
        raise RuleBroken(reasons=[LINKED_ALREADY])
    return await consultations.change_consultation(tx, row, referral=referral_id)


async def _is_own(tx: Transaction, referral_id: UUID, by: Organisation) -> bool:
    try:
        referral = await referrals.referral(tx, referral_id)
    except NoResultFound:
        return False
    return referral.organisation == by.id
