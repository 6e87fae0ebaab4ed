"""A consultation ends: the specialist replies or does not, or the asker takes the question back."""

from uuid import UUID

from referral.domain.consultation import NEXT_OF_CONSULTATION, ConsultationStatus, Decline
from referral.domain.messages import MessageKind
from referral.refusals import require_step
from referral.store import consultations
from referral.store.messages import tell
from referral.store.rows_consultation import ConsultationRow
from referral.usecases.ask_consultation import CONSULTATION_REPLY
from referral.usecases.keep_person import key_of
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction


async def answer_consultation(
    tx: Transaction, consultation_id: UUID, reply: str, *, if_match: str | None
) -> ConsultationRow:
    """Reply; the words are sealed. Raises ImpossibleStep, VersionMissing, VersionStale, RuleBroken."""
    row = await _open(tx, consultation_id, ConsultationStatus.ANSWERED, if_match)
    key = await key_of(tx, row.id)
    sealed = key.seal(reply, f"consultation-reply/{row.id}")
    row = await consultations.close_consultation(tx, row, ConsultationStatus.ANSWERED, reply=sealed)
    await tell(tx, [row.asker], MessageKind.CONSULTATION_ANSWERED, about=row.id, provider=row.provider)
    return row


async def decline_consultation(
    tx: Transaction, consultation_id: UUID, reason: Decline, *, if_match: str | None
) -> ConsultationRow:
    """Give no reply, with the reason. Raises ImpossibleStep, VersionMissing, VersionStale."""
    row = await _open(tx, consultation_id, ConsultationStatus.DECLINED, if_match)
    row = await consultations.close_consultation(
        tx, row, ConsultationStatus.DECLINED, decline_reason=reason.value
    )
    what = {"about": row.id, "provider": row.provider, "reasons": [reason.value]}
    await tell(tx, [row.asker], MessageKind.CONSULTATION_DECLINED, **what)
    return row


async def withdraw_consultation(
    tx: Transaction, consultation_id: UUID, *, if_match: str | None
) -> ConsultationRow:
    """Take the question back. Raises ImpossibleStep, VersionMissing, VersionStale."""
    row = await _open(tx, consultation_id, ConsultationStatus.WITHDRAWN, if_match)
    row = await consultations.close_consultation(tx, row, ConsultationStatus.WITHDRAWN)
    await tell(tx, [row.provider], MessageKind.CONSULTATION_WITHDRAWN, about=row.id)
    return row


async def _open(
    tx: Transaction, consultation_id: UUID, to: ConsultationStatus, if_match: str | None
) -> ConsultationRow:
    row = await consultations.lock_consultation(tx, consultation_id)
    require_step(NEXT_OF_CONSULTATION, row.state, to)
    require_match(row, if_match)
    await tx.cancel_deadline(CONSULTATION_REPLY, row.id)
    return row
