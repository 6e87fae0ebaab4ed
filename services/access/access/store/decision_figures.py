"""Counts of decisions: numbers only, of one municipality."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Date, and_, cast, exists, func, select
from sqlmodel import col

from access.store.tables import DecisionRow, GrantRow
from region_policy.codes import Component, DecisionKind, Precondition, SettledBy
from servicekit.transaction import Transaction

WEIGHED = (Precondition.AMBULATORY_WEIGHED, Precondition.FAMILY_SETTING_WEIGHED)
"""Help by day, and a place in a family: both are weighed before a place elsewhere (HLM-09)."""


@dataclass(frozen=True)
class DecisionFigures:
    """Decisions of the desk. `tried`: what was tried, or why not, is on record; `set_aside`: that gave way to
    a reason. `out_of_home`: a stay was granted; `both_weighed`: help by day and a family were weighed."""

    decided: int
    by_kind: Mapping[DecisionKind, int]
    tried: int
    set_aside: int
    out_of_home: int
    both_weighed: int


async def decision_figures(
    tx: Transaction, municipality: str, *, since: date | None, until: date | None
) -> DecisionFigures:
    """Of the decisions from a first up to and including a last day."""
    row = DecisionRow
    day = cast(col(row.facts)["decision_day"].astext, Date)
    wanted = [col(row.municipality) == municipality, col(row.decided_by) == SettledBy.DESK]
    wanted += [day >= since] if since else []
    wanted += [day <= until] if until else []
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


def _on_record(rule: Precondition) -> ColumnElement[bool]:
    present: ColumnElement[bool] = col(DecisionRow.on_record)["present"].contains([rule.value])
    return present


def _set_aside(rule: Precondition) -> ColumnElement[bool]:
    overrides: ColumnElement[bool] = col(DecisionRow.overrides).contains([rule.value])
    return overrides
