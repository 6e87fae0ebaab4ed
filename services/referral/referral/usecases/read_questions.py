"""Read what an asked provider wanted to know, and what it was told."""

from dataclasses import dataclass
from uuid import UUID

from referral.domain.relations import Relation
from referral.domain.status import CHOSEN, UNDECIDED
from referral.store import placements, questions
from referral.store.rows_placement import QuestionRow
from referral.store.standings import standing_in_placement
from sealing.keyring import DataKey, Erased, Sealed
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.problems import NotFound

READING = "questions of an asked provider"


@dataclass(frozen=True)
class QuestionView:
    """A question with the words that its reader may see."""

    row: QuestionRow
    words: str | None
    answer: str | None


async def read_questions(tx: Transaction, placement_id: UUID, by: Organisation) -> list[QuestionView]:
    """Open what this organisation may see, and record that it looked. Raises NotFound.

    A provider that is out reads no words any more. What a referrer answered may be clinical, so that the
    municipality reads an answer only where it gave that itself (LAW-03).
    """
    placement = await placements.placement(tx, placement_id)
    standing = await standing_in_placement(tx, by, placement_id)
    if standing is None:
        raise NotFound
    sends = Relation.REFERRING_ORGANISATION in standing.relations
    pays = Relation.RESPONSIBLE_MUNICIPALITY in standing.relations
    is_in = by.id == placement.provider and placement.state in UNDECIDED | CHOSEN
    rows = await questions.questions_about(tx, placement_id)
    try:
        key = await tx.keyring.data_key(tx.session, placement.client)
    except Erased:
        return [QuestionView(row, None, None) for row in rows]
    views = []
    for row in rows:
        answers = sends or is_in or (pays and row.answered_by == by.id)
        views.append(_view(key, row, words=sends or is_in or pays, answers=answers))
    if any(view.words for view in views):
        tx.looked_at(placement.client, READING)
    return views


def _view(key: DataKey, row: QuestionRow, *, words: bool, answers: bool) -> QuestionView:
    answer = key.open(Sealed(row.answer), f"answer/{row.id}") if row.answer and answers else None
    return QuestionView(row, key.open(Sealed(row.words), f"question/{row.id}") if words else None, answer)
