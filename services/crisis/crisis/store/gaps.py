"""Gaps in the roster that are known of."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Select,
    SmallInteger,
    Text,
    Uuid,
    bindparam,
    insert,
    select,
    text,
    tuple_,
    update,
)
from sqlmodel import Field, col

from crisis.domain.known_gap import KnownGap
from crisis.store.roster import DutyLineRow
from crisis.store.rows import Row, instant
from servicekit.transaction import Transaction


class GapRow(Row, table=True):
    __tablename__ = "coverage_gap"
    __table_args__ = (
        Index("coverage_gap_by_line", "duty_line", "starts_at", postgresql_where=text("closed_at IS NULL")),
    )

    id: UUID = Field(primary_key=True)
    duty_line: UUID = Field(sa_column=Column(Uuid, ForeignKey("duty_line.id"), nullable=False))
    rank: int = Field(sa_type=SmallInteger)
    starts_at: datetime = Field(sa_column=instant())
    ends_at: datetime = Field(sa_column=instant())
    needed: int = Field(sa_type=SmallInteger)
    there: int = Field(sa_type=SmallInteger)
    why: str | None = Field(sa_type=Text)
    found_at: datetime = Field(sa_column=instant())
    closed_at: datetime | None = Field(sa_column=instant(nullable=True))
    version: int

    def gap(self) -> KnownGap:
        return KnownGap(
            id=self.id,
            line=self.duty_line,
            rank=self.rank,
            start=self.starts_at,
            end=self.ends_at,
            needed=self.needed,
            there=self.there,
            why=self.why,
            found_at=self.found_at,
            closed_at=self.closed_at,
            version=self.version,
        )


STARTS, ENDS = col(GapRow.starts_at), col(GapRow.ends_at)
OPEN = col(GapRow.closed_at).is_(None)
CHANGE = (
    update(GapRow)
    .where(col(GapRow.id) == bindparam("this"))
    .values({name: bindparam(name) for name in ("starts_at", "ends_at", "why", "closed_at", "version")})
    .execution_options(synchronize_session=False)
)


async def add_gaps(tx: Transaction, gaps: Sequence[KnownGap]) -> None:
    rows = []
    for gap in gaps:
        values = asdict(gap)
        values["duty_line"] = values.pop("line")
        values |= {"starts_at": values.pop("start"), "ends_at": values.pop("end")}
        rows.append(values)
    if rows:
        await tx.session.execute(insert(GapRow), rows)


async def change_gaps(tx: Transaction, gaps: Sequence[KnownGap]) -> None:
    rows = [
        {
            "this": gap.id,
            "starts_at": gap.start,
            "ends_at": gap.end,
            "why": gap.why,
            "closed_at": gap.closed_at,
            "version": gap.version,
        }
        for gap in gaps
    ]
    if rows:
        await (await tx.session.connection()).execute(CHANGE, rows)


async def open_gap(tx: Transaction, gap_id: UUID) -> KnownGap | None:
    """Locked. A deadline does not wait for it: it holds its own row already."""
    query = select(GapRow).where(col(GapRow.id) == gap_id, OPEN)
    query = query.with_for_update(nowait=True).execution_options(populate_existing=True)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return row.gap() if row else None


async def open_gaps(tx: Transaction, line_id: UUID, now: datetime) -> list[KnownGap]:
    """Those of a line that are not over yet, by start."""
    query = select(GapRow).where(col(GapRow.duty_line) == line_id, OPEN, now < ENDS)
    query = query.order_by(STARTS, col(GapRow.id)).execution_options(populate_existing=True)
    return [row.gap() for row in (await tx.session.execute(query)).scalars()]


async def gaps_of_line(
    tx: Transaction, line_id: UUID, start: datetime, end: datetime, *, after: KnownGap | None, limit: int
) -> list[KnownGap]:
    """Open ones that share an instant with this period, by start."""
    query = select(GapRow).where(col(GapRow.duty_line) == line_id, OPEN, end > STARTS, start < ENDS)
    return await _page(tx, query, after, limit)


async def gaps_of_region(
    tx: Transaction, region: str, now: datetime, *, after: KnownGap | None, limit: int
) -> list[KnownGap]:
    """Open ones of every line of a region that are not over yet, by start."""
    query = select(GapRow).join(DutyLineRow, col(DutyLineRow.id) == col(GapRow.duty_line))
    return await _page(tx, query.where(col(DutyLineRow.region) == region, OPEN, now < ENDS), after, limit)


async def gap(tx: Transaction, gap_id: UUID) -> KnownGap | None:
    row = (await tx.session.execute(select(GapRow).where(col(GapRow.id) == gap_id))).scalar_one_or_none()
    return row.gap() if row else None


async def _page(tx: Transaction, query: "Select[Any]", after: KnownGap | None, limit: int) -> list[KnownGap]:
    if after:
        query = query.where(tuple_(STARTS, col(GapRow.id)) > (after.start, after.id))
    rows = await tx.session.execute(query.order_by(STARTS, col(GapRow.id)).limit(limit))
    return [row.gap() for row in rows.scalars()]
