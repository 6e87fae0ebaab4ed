"""An asked provider asks first: while it waits for the answer its own term stands still."""

from uuid import UUID

from pydantic import BaseModel

from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.domain.question import NEXT_OF_QUESTION, QuestionKind, QuestionStatus
from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus
from referral.policies import policies
from referral.refusals import ERASED
from referral.store import placements, questions, referrals, rounds
from referral.store.components import grant as stored_grant
from referral.store.messages import tell
from referral.store.placements_told import cancel_deadlines
from referral.store.rows import PlacementRow, ReferralRow
from referral.store.rows_placement import QuestionRow
from referral.usecases.what_waits import OF_AN_ANSWER, QUESTION_ANSWER, organisation_of, who_answers
from region_policy.terms import end_of_term, local_day
from sealing.keyring import DataKey, Erased
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, RuleBroken


async def ask_question(
    tx: Transaction, placement_id: UUID, kind: QuestionKind, words: str, *, key: str, body: BaseModel
) -> QuestionRow:
    """Ask who referred. One question at a time; the same key again answers with the question made before.

    Raises KeyReused, ImpossibleStep (answered or over already, or a question is open), RuleBroken (erased).
    """
    referral, placement = await placements.lock_placement(tx, placement_id)
    claimed = await claim(tx, key, body, about=placement_id)
    if claimed.made_before:
        return await _stored(tx, claimed.resource_id)
    if placement.state is not PlacementStatus.REQUESTED:
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT_OF_PLACEMENT[placement.state]])
    today = local_day(tx.now)
    term = policies(tx).in_force(referral.region, on=today).following.question_answer
    due_at = end_of_term(term, since=today)
    row = await questions.add_question(
        tx,
        {
            "id": claimed.resource_id,
            "version": 1,
            "status": QuestionStatus.OPEN.value,
            "placement": placement.id,
            "client": referral.client,
            "kind": kind.value,
            "words": (await key_of(tx, referral)).seal(words, f"question/{claimed.resource_id}"),
            "asked_at": tx.now,
            "answer_due_at": due_at,
        },
    )
    if row is None:
        # The first question is to be answered before there is a next.
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT_OF_QUESTION[QuestionStatus.OPEN]])
    await cancel_deadlines(tx, OF_AN_ANSWER, [placement.id])
    tx.set_deadline(
        QUESTION_ANSWER,
        placement.id,
        region=placement.region,
        owner=await who_answers(tx, referral, referral.organisation),
        due_at=due_at,
    )
    await _tell_question(tx, referral, placement, row)
    return row


async def _tell_question(
    tx: Transaction, referral: ReferralRow, placement: PlacementRow, row: QuestionRow
) -> None:
    """Who answers hears it, and who asked the provider where that is somebody else."""
    component = (await stored_grant(tx, placement.grant_id)).component
    await referrals.add_milestone(
        tx,
        referral,
        Milestone.QUESTION_ASKED,
        component=component,
        provider=placement.provider,
        reasons=[row.kind],
    )
    opened = await rounds.round_of(tx, placement.round)
    owner = await who_answers(tx, referral, referral.organisation)
    others = {*organisation_of(owner), opened.asked_by} - {referral.organisation}
    if others:
        await tell(
            tx,
            sorted(others),
            MessageKind.QUESTION_ASKED,
            referral=referral.id,
            about=placement.id,
            component=component,
            provider=placement.provider,
            reasons=[row.kind],
        )


async def _stored(tx: Transaction, question_id: UUID) -> QuestionRow:
    row = await questions.question(tx, question_id)
    assert row is not None, "a claimed question was stored with its claim"
    return row


async def key_of(tx: Transaction, referral: ReferralRow) -> DataKey:
    """The key of the young person. Raises RuleBroken where it was destroyed."""
    try:
        return await tx.keyring.data_key(tx.session, referral.client)
    except Erased:
        raise RuleBroken(reasons=[ERASED]) from None
