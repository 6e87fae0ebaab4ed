"""Read the plan of a household: what is for all, and what is for those children whom the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from referral.store import persons, plans, secrecy
from referral.store.rows_household import CitationRow, GoalRow, GoalStepRow, MemberRow, PlanRow
from referral.store.rows_persons import FamilyGroupPlanRow
from referral.usecases.keep_family_plan import FamilyPlan, family_plans
from referral.usecases.read_household import DirectorSeen, Sight, read_directors, sight_of
from sealing.keyring import DataKey, Erased, Sealed
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

READING = "reading a household's plan"


@dataclass(frozen=True)
class GoalSeen:
    """`member`: whose goal it is; None for the household. `words`: None where they were erased.

    `citations`: components that work at it, each with its kind, of referrals that the reader may know of.
    `hidden`: organisations that would tell where a young person is who must not be found (LAW-07).
    """

    row: GoalRow
    member: MemberRow | None
    words: str | None
    steps: tuple[GoalStepRow, ...]
    citations: tuple[tuple[CitationRow, str], ...]
    hidden: frozenset[UUID]


@dataclass(frozen=True)
class PlanView:
    """`by_family`: the plans that the family itself gave, each with whose it is; the first one leads."""

    row: PlanRow
    goals: tuple[GoalSeen, ...]
    directors: tuple[DirectorSeen, ...]
    by_family: tuple[tuple[MemberRow, FamilyGroupPlanRow], ...]


async def read_plan(tx: Transaction, household_id: UUID, by: Organisation) -> PlanView:
    """The active plan, else the one that was closed last. A goal for a child that the reader may not see is
    left out as if it did not exist; each look is recorded for every child that it is about."""
    sight = await sight_of(tx, household_id, by)
    plan = await plans.last_plan(tx, household_id)
    seen = await _seen(tx, household_id, await plans.goals(tx, plan.id), sight, by)
    found = await read_directors(tx, household_id, by)
    directors = [each for each in found if each.row.ended_at is None]
    given = await persons.family_plans(tx, [member.client for member in sight.members])
    by_family = [(member, each) for each in given if (member := sight.member_of(each.client))]
    return PlanView(plan, tuple(seen), tuple(directors), tuple(by_family))


async def read_family_plans(
    tx: Transaction, household_id: UUID, by: Organisation
) -> list[tuple[MemberRow, FamilyPlan]]:
    """What the family itself wants to do, the leading plan first; of whom the reader may see."""
    sight = await sight_of(tx, household_id, by)
    found = []
    for plan in await family_plans(tx, [member.client for member in sight.members]):
        member = sight.member_of(plan.row.client)
        assert member is not None, "only plans of these were asked for"
        tx.looked_at(plan.row.client, READING)
        found.append((member, plan))
    return found


async def read_goal(tx: Transaction, household_id: UUID, row: GoalRow, by: Organisation) -> GoalSeen:
    """One goal that the caller has just set or moved."""
    (seen,) = await _seen(tx, household_id, [row], await sight_of(tx, household_id, by), by)
    return seen


async def _seen(
    tx: Transaction, household_id: UUID, goals: Sequence[GoalRow], sight: Sight, by: Organisation
) -> list[GoalSeen]:
    shown = [goal for goal in goals if goal.client is None or sight.member_of(goal.client)]
    steps = await plans.steps(tx, [goal.id for goal in shown])
    mine = {part.referral for part in sight.parts}
    cited = [
        (citation, component)
        for citation, component in await plans.citations(tx, [goal.id for goal in shown])
        if sight.directs or citation.referral in mine
    ]
    hidden = await secrecy.providers_hidden_from(tx, by, sight.lives_there)
    keys: dict[UUID, DataKey | None] = {}
    for subject in {goal.client or household_id for goal in shown}:
        keys[subject] = await _key(tx, subject)
        for client in sight.lives_there if subject == household_id else (subject,):
            tx.looked_at(client, READING)
    return [
        GoalSeen(
            goal,
            sight.member_of(goal.client) if goal.client else None,
            key.open(Sealed(goal.words), f"goal/{goal.id}")
            if (key := keys[goal.client or household_id])
            else None,
            tuple(step for step in steps if step.goal == goal.id),
            tuple(each for each in cited if each[0].goal == goal.id),
            hidden,
        )
        for goal in shown
    ]


async def _key(tx: Transaction, subject: UUID) -> DataKey | None:
    try:
        return await tx.keyring.data_key(tx.session, subject)
    except Erased:
        return None
