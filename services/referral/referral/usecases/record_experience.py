"""Write down what a young person or parent thought of the help, once, so that it leads back to nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel

from referral.domain.experience import Question, means
from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus
from referral.policies import policies
from referral.refusals_handover import ANSWERED_ALREADY
from referral.store import experience, placements
from referral.store.rows_experience import ExperienceRow
from region_policy.terms import local_day
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, RuleBroken


async def record_experience(
    tx: Transaction, placement_id: UUID, scores: Mapping[Question, int], *, key: str, body: BaseModel
) -> None:
    """Store the answer about care that has ended, entered on the young person's or a parent's word (GRO-07).

    One per trajectory, which is known by a keyed hash alone. The same key again is the same answer. Raises
    KeyReused, ImpossibleStep (care is not over), RuleBroken (there is one).
    """
    _, placement = await placements.lock_placement(tx, placement_id)
    claimed = await claim(tx, key, body, about=placement_id)
    if claimed.made_before:
        return
    if placement.state is not PlacementStatus.ENDED:
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT_OF_PLACEMENT[placement.state]])
    care = await placements.care_of(tx, placement.id)
    assert care is not None, "a placement that has ended has its care period"
    answer = {experience.COLUMN[question]: score for question, score in scores.items()}
    row = ExperienceRow(
        trajectory=tx.keyring.keyed_hash(f"experience/{care.id}"),
        provider=care.provider,
        region=care.region,
        **answer,
    )
    if not await experience.add_answer(tx, row):
        raise RuleBroken(reasons=[ANSWERED_ALREADY])


@dataclass(frozen=True)
class Scores:
    """Means in tenths, of so many answers, about one provider in one region."""

    region: str
    answers: int
    means: Mapping[Question, int]


async def scores_of(tx: Transaction, provider: UUID) -> list[Scores]:
    """Per region, where there are as many answers as its policy of today asks; nothing of the others."""
    today, shown = local_day(tx.now), []
    for region, sums in (await experience.sums_of(tx, provider)).items():
        minimum = policies(tx).in_force(region, on=today).following.experience.minimum_answers
        found = means(sums, minimum)
        if found is not None:
            shown.append(Scores(region, sums.answers, found))
    return shown
