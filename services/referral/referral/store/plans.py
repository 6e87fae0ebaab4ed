"""The plan of a household, its goals, and the components that work at them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import col

from referral.domain.plan import GoalStatus, PlanStatus
from referral.store.rows import GrantRow
from referral.store.rows_household import CitationRow, GoalRow, GoalStepRow, PlanRow
from sealing.keyring import DataKey
from sealing.tables import data_key
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


async def active_plan(tx: Transaction, household: UUID) -> PlanRow | None:
    query = select(PlanRow).where(
        col(PlanRow.household) == household, col(PlanRow.status) == PlanStatus.ACTIVE.value
    )
    return (await tx.session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def last_plan(tx: Transaction, household: UUID) -> PlanRow:
    """The active plan, else the one that was closed last."""
    query = select(PlanRow).where(col(PlanRow.household) == household)
    order = (col(PlanRow.closed_at).desc().nulls_first(), col(PlanRow.id).desc())
    return (await tx.session.execute(query.order_by(*order).limit(1))).scalar_one()


async def plan(tx: Transaction, household: UUID, plan_id: UUID) -> PlanRow | None:
    """One of this household, after that was locked."""
    query = select(PlanRow).where(col(PlanRow.id) == plan_id, col(PlanRow.household) == household)
    return (await tx.session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def add_plan(tx: Transaction, plan_id: UUID, household: UUID) -> PlanRow:
    values = {"id": plan_id, "version": 1, "household": household, "since": tx.now}
    statement = insert(PlanRow).values(status=PlanStatus.ACTIVE.value, **values).returning(PlanRow)
    return (await tx.session.execute(statement)).scalar_one()


async def change_plan(tx: Transaction, plan_id: UUID, **changes: Any) -> PlanRow:
    """The next version of a plan whose household is locked."""
    statement = (
        update(PlanRow)
        .where(col(PlanRow.id) == plan_id)
        .values(version=PlanRow.version + 1, **changes)
        .returning(PlanRow)
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(statement)).scalar_one()


async def goals(tx: Transaction, plan_id: UUID) -> list[GoalRow]:
    query = select(GoalRow).where(col(GoalRow.plan) == plan_id).order_by(col(GoalRow.id))
    rows = await tx.session.execute(query.execution_options(populate_existing=True))
    return list(rows.scalars())


async def goal(tx: Transaction, goal_id: UUID) -> tuple[GoalRow, PlanRow] | None:
    """A goal with its plan; asked again after the household was locked."""
    query = (
        select(GoalRow, PlanRow)
        .join(PlanRow, col(PlanRow.id) == col(GoalRow.plan))
        .where(col(GoalRow.id) == goal_id)
        .execution_options(populate_existing=True)
    )
    row = (await tx.session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None


async def add_goal(tx: Transaction, values: dict[str, Any], organisation: UUID) -> GoalRow:
    values |= {"version": 1, "status": GoalStatus.ACTIVE.value, "set_by": organisation, "set_at": tx.now}
    row = (await tx.session.execute(insert(GoalRow).values(values).returning(GoalRow))).scalar_one()
    await _add_step(tx, row, organisation)
    return row


async def move_goal(tx: Transaction, row: GoalRow, to: GoalStatus, organisation: UUID) -> GoalRow:
    """Bring a goal to this status, as its next version."""
    statement = (
        update(GoalRow)
        .where(col(GoalRow.id) == row.id)
        .values(status=to.value, version=row.version + 1)
        .returning(GoalRow)
        .execution_options(populate_existing=True)
    )
    moved = (await tx.session.execute(statement)).scalar_one()
    await _add_step(tx, moved, organisation)
    return moved


async def _add_step(tx: Transaction, row: GoalRow, organisation: UUID) -> None:
    step = {"id": uuid7(), "goal": row.id, "status": row.status, "at": tx.now, "organisation": organisation}
    await tx.session.execute(insert(GoalStepRow).values(step))


async def carry_goals(tx: Transaction, client: UUID, *, out_of: UUID, into: UUID) -> int:
    """Take the active goals for one child along from plan to plan; how many there were."""
    statement = (
        update(GoalRow)
        .where(
            col(GoalRow.plan) == out_of,
            col(GoalRow.client) == client,
            col(GoalRow.status) == GoalStatus.ACTIVE.value,
        )
        .values(plan=into, version=GoalRow.version + 1)
        .returning(col(GoalRow.id))
    )
    return len((await tx.session.execute(statement)).scalars().all())


async def steps(tx: Transaction, goal_ids: Iterable[UUID]) -> list[GoalStepRow]:
    query = select(GoalStepRow).where(col(GoalStepRow.goal).in_(list(goal_ids)))
    return list((await tx.session.execute(query.order_by(col(GoalStepRow.id)))).scalars())


async def citations(tx: Transaction, goal_ids: Iterable[UUID]) -> list[tuple[CitationRow, str]]:
    """Which granted components work at these goals, each with its kind."""
    query = (
        select(CitationRow, col(GrantRow.component))
        .join(GrantRow, col(GrantRow.id) == col(CitationRow.grant_id))
        .where(col(CitationRow.goal).in_(list(goal_ids)))
        .order_by(col(CitationRow.id))
    )
    return [(row[0], row[1]) for row in await tx.session.execute(query)]


async def count_citations(tx: Transaction, plan_id: UUID) -> int:
    query = (
        select(func.count())
        .select_from(CitationRow)
        .join(GoalRow, col(GoalRow.id) == col(CitationRow.goal))
        .where(col(GoalRow.plan) == plan_id)
    )
    async with tx.seeing_all():  # what others cite counts too
        return (await tx.session.execute(query)).scalar_one()


async def citation(tx: Transaction, goal_id: UUID, grant_id: UUID) -> CitationRow | None:
    query = select(CitationRow).where(col(CitationRow.goal) == goal_id, col(CitationRow.grant_id) == grant_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def citation_with_id(tx: Transaction, citation_id: UUID) -> tuple[CitationRow, str]:
    """With the kind of the component that works at the goal."""
    query = (
        select(CitationRow, col(GrantRow.component))
        .join(GrantRow, col(GrantRow.id) == col(CitationRow.grant_id))
        .where(col(CitationRow.id) == citation_id)
    )
    row = (await tx.session.execute(query)).one()
    return row[0], row[1]


async def add_citation(tx: Transaction, values: dict[str, Any]) -> CitationRow:
    statement = insert(CitationRow).values(cited_at=tx.now, **values).returning(CitationRow)
    return (await tx.session.execute(statement)).scalar_one()


async def citation_under(tx: Transaction, referral_id: UUID, citation_id: UUID) -> CitationRow | None:
    """One of this locked referral."""
    query = select(CitationRow).where(
        col(CitationRow.id) == citation_id, col(CitationRow.referral) == referral_id
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def remove_citation(tx: Transaction, citation_id: UUID) -> None:
    await tx.session.execute(delete(CitationRow).where(col(CitationRow.id) == citation_id))


async def key_of_household(tx: Transaction, household: UUID) -> DataKey:
    """The key of what is said about a household as a whole; made when the first is said.

    Call it with the household locked. Raises Erased after that key was destroyed, with the last member.
    """
    known = select(data_key.c.data_subject).where(data_key.c.data_subject == household)
    if (await tx.session.execute(known)).scalar_one_or_none() is None:
        return await tx.keyring.new_data_key(tx.session, household, at=tx.now)
    return await tx.keyring.data_key(tx.session, household)
