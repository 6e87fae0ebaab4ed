"""A provider's question was not answered in time."""

from datetime import timedelta

from referral.domain.messages import MessageKind
from referral.domain.status import PlacementStatus
from referral.store import placements, questions
from referral.store.messages import tell
from referral.usecases.answer_question import start_anew
from referral.usecases.what_waits import organisation_of, who_answers
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction

AGAIN_AFTER = timedelta(days=1)


async def miss_question(tx: Transaction, missed: Deadline) -> None:
    """Nobody has answered in time: both sides hear it, and the provider's own term runs again.

    The question stays open, for who owes the answer another day at a time, as long as the provider may think.
    """
    referral, placement = await placements.lock_placement(tx, missed.ref, wait=False)
    row = await questions.open_question(tx, placement.id)
    if placement.state is not PlacementStatus.REQUESTED or row is None:
        return
    # Asked anew: the young person may have stopped the word back since the term was set.
    owner = await who_answers(tx, referral, referral.organisation)
    if row.answer_due_at == missed.due_at:
        await start_anew(tx, referral, placement)
        both = [*organisation_of(owner), placement.provider]
        await tell(tx, both, MessageKind.QUESTION_LATE, referral=referral.id, about=placement.id)
    due_at = tx.now + AGAIN_AFTER
    tx.set_deadline(missed.kind, missed.ref, region=missed.region, owner=owner, due_at=due_at)
