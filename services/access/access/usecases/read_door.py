"""What happened with a request at the door: triages, questions, and who of the desk did what."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from access.domain.door import Question, Triaged
from access.domain.request import Request
from access.domain.worker import Worker
from access.store import door, workers
from access.usecases.ask_question import answer_field, question_field
from access.usecases.request_key import opened
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class QuestionSeen:
    """The words are None after erasure; the answer also where it has none."""

    question: Question
    words: str | None
    answer: str | None


@dataclass(frozen=True)
class DoorSeen:
    """`triages`: the last one first. `named`: how those who did something sign, by subject.

    `is_yours`: whether who reads it has it in hand.
    """

    triages: tuple[Triaged, ...]
    questions: tuple[QuestionSeen, ...]
    named: Mapping[str, Worker]
    is_yours: bool


async def seen_at_the_door(tx: Transaction, request: Request, owner: UUID | None) -> DoorSeen:
    """`owner`: the municipality's organisation, whose workers these are."""
    triages = await door.triages_of(tx, request.id)
    questions = [
        QuestionSeen(
            question,
            await opened(tx, request.id, words, question_field(question.id)),
            await opened(tx, request.id, answer, answer_field(question.id)),
        )
        for question, words, answer in await door.questions_of(tx, request.id)
    ]
    subjects = {triaged.by for triaged in triages} | ({request.worker} if request.worker else set())
    named = await workers.named(tx, owner, subjects) if owner and subjects else {}
    is_yours = request.worker == tx.caller.subject
    return DoorSeen(tuple(triages), tuple(questions), named, is_yours)
