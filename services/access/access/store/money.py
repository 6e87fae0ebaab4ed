"""Sums of grants per municipality and form of care, and which shares of a frame were warned of."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from access.domain.figures import Granted, Place
from access.domain.frame import Sums
from access.store.frame_tables import FrameWarningRow
from access.store.tables import DecisionRow, GrantRow
from region_policy.codes import BuyingForm
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

SUMS = ("committed", "delivered", "due", "held", "expected_back", "returned")


async def granted_in(
    tx: Transaction, municipalities: Collection[str], year: int
) -> Mapping[str, Mapping[BuyingForm, Sums]]:
    """Of the grants whose first day lies in this year, per municipality and form of care."""
    columns = [func.sum(getattr(GrantRow, f"{name}_cents")).label(name) for name in SUMS]
    query = (
        select(col(GrantRow.municipality), col(GrantRow.buying), *columns)
        .where(
            col(GrantRow.municipality).in_(municipalities),
            col(GrantRow.valid_from).between(date(year, 1, 1), date(year, 12, 31)),
        )
        .group_by(col(GrantRow.municipality), col(GrantRow.buying))
    )
    found: dict[str, dict[BuyingForm, Sums]] = defaultdict(dict)
    for row in await tx.session.execute(query):
        found[row.municipality][BuyingForm(row.buying)] = Sums(*(int(getattr(row, name)) for name in SUMS))
    return found


async def granted_to(tx: Transaction, municipalities: Collection[str], year: int) -> dict[Place, Granted]:
    """The same sums, and to how many young people: only to be counted."""
    columns = [func.sum(getattr(GrantRow, f"{name}_cents")).label(name) for name in SUMS]
    query = (
        select(
            col(GrantRow.municipality),
            col(GrantRow.buying),
            func.array_agg(col(DecisionRow.client).distinct()).label("people"),
            *columns,
        )
        .join(DecisionRow, col(DecisionRow.id) == col(GrantRow.decision_id))
        .where(
            col(GrantRow.municipality).in_(municipalities),
            col(GrantRow.valid_from).between(date(year, 1, 1), date(year, 12, 31)),
        )
        .group_by(col(GrantRow.municipality), col(GrantRow.buying))
    )
    return {
        (row.municipality, BuyingForm(row.buying)): Granted(
            frozenset(row.people), Sums(*(int(getattr(row, name)) for name in SUMS))
        )
        for row in await tx.session.execute(query)
    }


async def lock_frame(tx: Transaction, municipality: str, year: int) -> None:
    """Let what is granted in one year of one municipality go one after another, up to its commit.

    Two that do not see each other could each stay below a share that they pass together.
    """
    name = f"frame:{municipality}:{year}"
    await tx.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


async def warn_once(tx: Transaction, municipality: str, year: int, line: str, percent: int) -> UUID | None:
    """Note the warning; None when it was given before."""
    values = {
        "id": uuid7(),
        "municipality": municipality,
        "year": year,
        "line": line,
        "percent": percent,
        "warned_at": tx.now,
    }
    statement = upsert(FrameWarningRow).values(values).on_conflict_do_nothing()
    warning: UUID | None = (
        await tx.session.execute(statement.returning(col(FrameWarningRow.id)))
    ).scalar_one_or_none()
    return warning
