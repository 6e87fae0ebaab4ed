"""Counts of decisions and of what they gave: numbers only, of one or several municipalities."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Date, and_, cast, exists, func, select
from sqlmodel import col

from access.domain.decision_counts import DecisionFigures
from access.store.tables import DecisionRow, GrantRow
from region_policy.codes import Component, DecisionKind, Precondition, SettledBy
from servicekit.transaction import Transaction

DAY = cast(col(DecisionRow.facts)["decision_day"].astext, Date)
WEIGHED = (Precondition.AMBULATORY_WEIGHED, Precondition.FAMILY_SETTING_WEIGHED)
"""Help by day, and a place in a family: both are weighed before a place elsewhere (HLM-09)."""


@dataclass(frozen=True)
class Decided:
    """How many decisions of one kind. `month`: `2026-03`, by the day of the decision."""

    municipality: str
    month: str
    decided_by: str
    referrer: str
    times: int


@dataclass(frozen=True)
class Granted:
    """How often a municipality granted something on this route; `budget`: None where the route has none."""

    municipality: str
    route: str
    budget: str | None
    times: int


async def decision_figures(
    tx: Transaction, municipalities: Collection[str], *, first: date, last: date
) -> DecisionFigures:
    """Of the decisions from a first up to and including a last day."""
    row = DecisionRow
    wanted = [*_decided(municipalities, first, last), col(row.decided_by) == SettledBy.DESK]
    is_stay = exists().where(
        col(GrantRow.decision_id) == col(row.id), col(GrantRow.component) == Component.STAY
    )
    both = and_(is_stay, *(_on_record(rule) for rule in WEIGHED))
    counts = [
        func.count(),
        func.count().filter(_on_record(Precondition.LIGHTER_HELP_WEIGHED)),
        func.count().filter(_set_aside(Precondition.LIGHTER_HELP_WEIGHED)),
        func.count().filter(is_stay),
        func.count().filter(both),
    ]
    totals = (await tx.session.execute(select(*counts).select_from(row).where(*wanted))).one()
    decided, tried, set_aside, out_of_home, both_weighed = (int(number) for number in totals)
    of_kind = select(col(row.kind), func.count()).where(*wanted).group_by(col(row.kind))
    kinds = {DecisionKind(kind): number for kind, number in await tx.session.execute(of_kind)}
    by_kind = {kind: kinds.get(kind, 0) for kind in DecisionKind}
    return DecisionFigures(decided, by_kind, tried, set_aside, out_of_home, both_weighed)


async def decided(
    tx: Transaction, municipalities: Collection[str], *, first: date, last: date
) -> list[Decided]:
    """Every decision that was made then, the desk's own or not, by what can be counted of it."""
    row = DecisionRow
    kinds = [
        col(row.municipality),
        func.to_char(DAY, "YYYY-MM").label("month"),
        col(row.decided_by),
        col(row.facts)["referrer"].astext.label("referrer"),
    ]
    query = select(*kinds, func.count().label("times")).where(*_decided(municipalities, first, last))
    return [Decided(**each._mapping) for each in await tx.session.execute(query.group_by(*kinds))]


async def granted(
    tx: Transaction, municipalities: Collection[str], *, first: date, last: date
) -> list[Granted]:
    """What these decisions gave: a decision can give help by day and a stay. What moved on counts once."""
    kinds = [col(GrantRow.municipality), col(GrantRow.route), col(GrantRow.budget)]
    query = (
        select(*kinds, func.count().label("times"))
        .join(DecisionRow, col(DecisionRow.id) == col(GrantRow.decision_id))
        .where(*_decided(municipalities, first, last), col(GrantRow.moved_from).is_(None))
    )
    return [Granted(**each._mapping) for each in await tx.session.execute(query.group_by(*kinds))]


def _decided(municipalities: Collection[str], first: date, last: date) -> list[ColumnElement[bool]]:
    return [col(DecisionRow.municipality).in_(municipalities), DAY.between(first, last)]


def _on_record(rule: Precondition) -> ColumnElement[bool]:
    present: ColumnElement[bool] = col(DecisionRow.on_record)["present"].contains([rule.value])
    return present


def _set_aside(rule: Precondition) -> ColumnElement[bool]:
    overrides: ColumnElement[bool] = col(DecisionRow.overrides).contains([rule.value])
    return overrides
