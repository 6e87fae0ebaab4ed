"""What young people and parents thought of the help: entered once, shown as a mean above a minimum count."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, status
from pydantic import Field, StrictInt

from referral.domain.experience import HIGHEST, LOWEST, Question
from referral.usecases import record_experience as recording
from servicekit.preconditions import IdempotencyKey
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body

router = APIRouter(route_class=GuardedRoute, tags=["experience"])
Score = Annotated[StrictInt, Field(ge=LOWEST, le=HIGHEST)]


class ExperienceCreate(Body):
    """Whole numbers from 1 to 10, as the young person or a parent says them.

    `listened`: felt heard. `decidedAlong`: had a say. `helped`: it goes better. `overall`: a mark for all.
    """

    listened: Score
    decided_along: Score
    helped: Score
    overall: Score

    def scores(self) -> dict[Question, int]:
        return {
            Question.LISTENED: self.listened,
            Question.DECIDED_ALONG: self.decided_along,
            Question.HELPED: self.helped,
            Question.OVERALL: self.overall,
        }


class ExperienceRecorded(Answer):
    """`placement`: the help that the answer is about; from here on nothing leads from one to the other."""

    placement: UUID


class MeansRead(Answer):
    """Means in tenths: 73 is 7.3."""

    listened: int
    decided_along: int
    helped: int
    overall: int


class ScoresRead(Answer):
    """About one provider in one region. `answers`: of how many this is the mean."""

    region: str
    answers: int
    means: MeansRead

    @classmethod
    def of(cls, scores: recording.Scores) -> Self:
        means = {question.value.replace("-", "_"): mean for question, mean in scores.means.items()}
        return cls(region=scores.region, answers=scores.answers, means=MeansRead(**means))


class ExperienceScoresRead(Answer):
    """Per region; one with too few answers is not among them, as if there were none."""

    provider: UUID
    items: tuple[ScoresRead, ...]


@router.post(
    "/placement-requests/{placement_request_id}/experience",
    status_code=status.HTTP_201_CREATED,
    summary="Enter what a young person or parent thought of the help",
)
async def record_experience(
    placement_request_id: UUID, body: ExperienceCreate, tx: Tx, idempotency_key: IdempotencyKey
) -> ExperienceRecorded:
    await recording.record_experience(tx, placement_request_id, body.scores(), key=idempotency_key, body=body)
    return ExperienceRecorded(placement=placement_request_id)


@router.get("/experience-scores", summary="The mean scores of a provider, above the minimum count")
async def list_experience_scores(provider: UUID, tx: Tx) -> ExperienceScoresRead:
    found = await recording.scores_of(tx, provider)
    return ExperienceScoresRead(provider=provider, items=tuple(map(ScoresRead.of, found)))
