"""What becomes of the draft that a crisis left: a referral, or nothing."""

from uuid import UUID

from referral.domain.draft import NEXT_OF_DRAFT, DraftStatus
from referral.refusals import DRAFT_OF_A_DRILL, UNKNOWN_DRAFT, require_step
from referral.store import drafts
from referral.store.drafts import DRAFT_AWAITED
from referral.store.rows_drafts import DraftRow
from servicekit.organisations import Organisation
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, RuleBroken

__all__ = ["DRAFT_AWAITED", "discard_draft", "lock_to_use", "use_draft"]


async def lock_to_use(tx: Transaction, draft_id: UUID, *, by: Organisation) -> DraftRow:
    """The draft of which this organisation makes a referral, once; `use_draft` notes that it did.

    Raises InvalidInput, ImpossibleStep, and RuleBroken for the draft of a drill: a referral commits money.
    """
    draft = await drafts.lock_draft_to_refer(tx, by, draft_id)
    if draft is None:
        raise InvalidInput(errors=[FieldError("draft", UNKNOWN_DRAFT)])
    require_step(NEXT_OF_DRAFT, draft.state, DraftStatus.USED)
    if draft.is_drill:
        raise RuleBroken(reasons=[DRAFT_OF_A_DRILL])
    return draft


async def use_draft(tx: Transaction, draft: DraftRow, referral_id: UUID) -> None:
    """Note that this referral was made of the locked draft."""
    await drafts.close_draft(tx, draft, DraftStatus.USED, referral=referral_id)
    await tx.cancel_deadline(DRAFT_AWAITED, draft.id)


async def discard_draft(tx: Transaction, draft_id: UUID, *, if_match: str | None) -> DraftRow:
    """Say that no referral follows. Raises ImpossibleStep, VersionMissing, VersionStale."""
    draft = await drafts.lock_draft(tx, draft_id)
    require_step(NEXT_OF_DRAFT, draft.state, DraftStatus.DISCARDED)
    require_match(draft, if_match)
    await tx.cancel_deadline(DRAFT_AWAITED, draft.id)
    return await drafts.close_draft(tx, draft, DraftStatus.DISCARDED)
