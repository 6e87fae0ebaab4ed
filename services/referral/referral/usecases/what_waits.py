"""What waits around a placement request, and how that ends."""

from collections.abc import Sequence
from uuid import UUID

from referral.domain.placing import RoundMode
from referral.store import referrals, rounds
from referral.store.placements_told import cancel_deadlines
from referral.store.questions import drop_questions
from referral.store.rows import PlacementRow, ReferralRow
from servicekit.transaction import Transaction

PLACEMENT_ANSWER = "placement-answer"
PLACEMENT_REMINDER = "placement-reminder"
QUESTION_ANSWER = "question-answer"
FAMILY_CHOICE = "family-choice"
START_AWAITED = "start-awaited"
NEXT_PLACEMENT = "next-placement"

OF_AN_ANSWER = frozenset({PLACEMENT_ANSWER, PLACEMENT_REMINDER})
OF_A_PLACEMENT = OF_AN_ANSWER | {QUESTION_ANSWER, START_AWAITED}


async def who_answers(tx: Transaction, referral: ReferralRow, organisation: UUID) -> str:
    """This organisation; the municipality for a referrer that gets no word of the referral any more."""
    if organisation == referral.organisation and referral.feedback_stopped_at is not None:
        return await referrals.municipality_owner(tx, referral.municipality)
    return str(organisation)


def organisation_of(owner: str) -> list[UUID]:
    """Whom to tell what an owner of a deadline has to hear; nobody before its municipality is known."""
    return [] if ":" in owner else [UUID(owner)]


async def stop_waiting(tx: Transaction, rows: Sequence[PlacementRow]) -> None:
    """Nobody waits for these placement requests any more, nor for a choice where no offer is left.

    They must have been moved already: what they have become tells whether an offer is left.
    """
    refs = [row.id for row in rows]
    await cancel_deadlines(tx, OF_A_PLACEMENT, refs)
    await drop_questions(tx, refs)
    for round_id in {row.round for row in rows if row.how is RoundMode.CHOICE}:
        if not await rounds.has_offers(tx, round_id):
            await tx.cancel_deadline(FAMILY_CHOICE, round_id)
