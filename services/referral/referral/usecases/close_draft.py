"""What becomes of the draft that a crisis left: a referral, or nothing."""

from uuid import UUID

from referral.domain.draft import NEXT_OF_DRAFT, DraftStatus
from referral.refusals import UNKNOWN_DRAFT, require_step
from referral.store import drafts
from referral.store.rows import DraftRow
from servicekit.organisations import Organisation
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput

DRAFT_AWAITED = "draft-awaited"


async def use_draft(tx: Transaction, draft_id: UUID, referral_id: UUID, *, by: Organisation) -> None:
    """Note that this referral was made of the draft, once. Raises InvalidInput and ImpossibleStep."""
    draft = await drafts.lock_draft_to_refer(tx, by, draft_id)
    if draft is None:
        raise InvalidInput(errors=[FieldError("draft", UNKNOWN_DRAFT)])
    require_step(NEXT_OF_DRAFT, draft.state, DraftStatus.USED)
    await drafts.close_draft(tx, draft, DraftStatus.USED, referral=referral_id)
    await tx.cancel_deadline(DRAFT_AWAITED, draft.id)


async def discard_draft(tx: Transaction, draft_id: UUID, *, if_match: str | None) -> DraftRow:
    """Say that no referral follows. Raises ImpossibleStep, VersionMissing, VersionStale."""
    draft = await drafts.lock_draft(tx, draft_id)
    require_step(NEXT_OF_DRAFT, draft.state, DraftStatus.DISCARDED)
    require_match(draft, if_match)
    await tx.cancel_deadline(DRAFT_AWAITED, draft.id)
    return await drafts.close_draft(tx, draft, DraftStatus.DISCARDED)
