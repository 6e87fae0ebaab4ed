"""Answer an asked provider, whose term begins anew."""

from uuid import UUID

from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.domain.question import NEXT_OF_QUESTION, QuestionStatus
from referral.domain.status import PlacementStatus
from referral.events import PlacementChanged
from referral.refusals import require_step
from referral.store import placements, questions, referrals
from referral.store.components import grant as stored_grant
from referral.store.placements_told import tell_providers
from referral.store.rows import PlacementRow, ReferralRow
from referral.store.rows_placement import QuestionRow
from referral.usecases.ask_provider import answer_due_at, await_answer
from referral.usecases.ask_question import key_of
from referral.usecases.what_waits import QUESTION_ANSWER
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import NotFound


async def answer_question(
    tx: Transaction, placement_id: UUID, question_id: UUID, answer: str, *, if_match: str | None
) -> QuestionRow:
    """Answer; from now on the provider has its whole term again.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale, RuleBroken (erased).
    """
    referral, placement = await placements.lock_placement(tx, placement_id)
    row = await questions.question(tx, question_id, lock=True)
    if row is None or row.placement != placement_id:
        raise NotFound
    require_step(NEXT_OF_QUESTION, row.state, QuestionStatus.ANSWERED)
    require_match(row, if_match)
    answered = await questions.change_question(
        tx,
        row,
        status=QuestionStatus.ANSWERED.value,
        answer=(await key_of(tx, referral)).seal(answer, f"answer/{row.id}"),
        answered_at=tx.now,
        answered_by=tx.caller.organisation,
    )
    await tx.cancel_deadline(QUESTION_ANSWER, placement.id)
    await start_anew(tx, referral, placement)
    await tell_providers(tx, [placement], MessageKind.QUESTION_ANSWERED)
    component = (await stored_grant(tx, placement.grant_id)).component
    await referrals.add_milestone(
        tx, referral, Milestone.QUESTION_ANSWERED, component=component, provider=placement.provider
    )
    return answered


async def start_anew(tx: Transaction, referral: ReferralRow, placement: PlacementRow) -> None:
    """Give a locked, unanswered placement request its whole term again."""
    again = await placements.move_placement(
        tx, placement, PlacementStatus.REQUESTED, answer_due_at=answer_due_at(tx, referral)
    )
    await_answer(tx, again)
    tx.publish(PlacementChanged.of(again))
