"""Shifts as they came out: those ahead, and what was on call."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    Text,
    Uuid,
    bindparam,
    insert,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field, col

from crisis.domain.shift import LONGEST, Shift, ShiftStatus
from crisis.store.roster import DutyLineRow, OnCallWorkerRow
from crisis.store.rows import Row, instant
from servicekit.tables import organisation as known_organisation
from servicekit.transaction import Transaction


class ShiftRow(Row, table=True):
    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="shift_ends_after_its_start"),
        ExcludeConstraint(
            ("duty_line", "="),
            ("rank", "="),
            ("seat", "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            where=text("status = 'planned'"),
            using="gist",
            name="shift_one_per_seat_and_instant",
        ),
        Index("shift_by_start", "duty_line", "starts_at", "id"),
        Index("shift_by_end", "duty_line", "ends_at"),
        Index("shift_by_worker", "worker", "starts_at"),
    )

    id: UUID = Field(primary_key=True)
    duty_line: UUID = Field(sa_column=Column(Uuid, ForeignKey("duty_line.id"), nullable=False))
    worker: UUID = Field(sa_column=Column(Uuid, ForeignKey("on_call_worker.id"), nullable=False))
    rank: int = Field(sa_type=SmallInteger)
    starts_at: datetime = Field(sa_column=instant())
    ends_at: datetime = Field(sa_column=instant())
    status: str = Field(sa_type=Text)
    version: int
    seat: int = Field(sa_type=SmallInteger)
    source: str = Field(sa_type=Text)

    def shift(self) -> Shift:
        return Shift(
            id=self.id,
            line=self.duty_line,
            worker=self.worker,
            rank=self.rank,
            start=self.starts_at,
            end=self.ends_at,
            status=ShiftStatus(self.status),
            version=self.version,
            seat=self.seat,
            source=self.source,
        )


CHANGE = (
    update(ShiftRow)
    .where(col(ShiftRow.id) == bindparam("this"))
    .values(status=bindparam("status"), ends_at=bindparam("ends_at"), version=bindparam("version"))
    .execution_options(synchronize_session=False)
)


async def shift(tx: Transaction, shift_id: UUID, *, lock: bool = False) -> Shift | None:
    query = select(ShiftRow).where(col(ShiftRow.id) == shift_id)
    row = (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    return row.shift() if row else None


async def add_shifts(tx: Transaction, shifts: Sequence[Shift]) -> None:
    rows = [
        {
            "id": shift.id,
            "duty_line": shift.line,
            "worker": shift.worker,
            "rank": shift.rank,
            "starts_at": shift.start,
            "ends_at": shift.end,
            "status": shift.status,
            "version": shift.version,
            "seat": shift.seat,
            "source": shift.source,
        }
        for shift in shifts
    ]
    if rows:
        await tx.session.execute(insert(ShiftRow), rows)


async def change_shifts(tx: Transaction, shifts: Sequence[Shift]) -> None:
    """Store status, end and version of each, in an order in which no two ever stand on one seat."""
    ordered = sorted(shifts, key=lambda shift: (shift.status is ShiftStatus.PLANNED, shift.start, shift.end))
    rows = [
        {"this": each.id, "status": each.status, "ends_at": each.end, "version": each.version}
        for each in ordered
    ]
    if rows:
        await (await tx.session.connection()).execute(CHANGE, rows)


async def planned_from(tx: Transaction, line_id: UUID, moment: datetime) -> list[Shift]:
    """The shifts of a line that run at this moment or are ahead."""
    query = select(ShiftRow).where(
        col(ShiftRow.duty_line) == line_id,
        col(ShiftRow.ends_at) > moment,
        col(ShiftRow.status) == ShiftStatus.PLANNED,
    )
    query = query.order_by(col(ShiftRow.starts_at), col(ShiftRow.id)).execution_options(
        populate_existing=True
    )
    return [row.shift() for row in (await tx.session.execute(query)).scalars()]


async def shifts_between(
    tx: Transaction, line_id: UUID, start: datetime, end: datetime, *, after: Shift | None, limit: int
) -> list[Shift]:
    """Every shift of a line, withdrawn ones too, that shares an instant with this period, by start."""
    query = select(ShiftRow).where(
        col(ShiftRow.duty_line) == line_id, col(ShiftRow.starts_at) < end, col(ShiftRow.ends_at) > start
    )
    key = tuple_(col(ShiftRow.starts_at), col(ShiftRow.id))
    if after:
        query = query.where(key > (after.start, after.id))
    rows = await tx.session.execute(query.order_by(col(ShiftRow.starts_at), col(ShiftRow.id)).limit(limit))
    return [row.shift() for row in rows.scalars()]


async def shifts_around(tx: Transaction, line_id: UUID, at: datetime) -> list[Shift]:
    """All that decides who leads at this instant, since when, until when, and who is next.

    A shift is over when the worker's organisation ends: nobody is called on there any more. No shift is
    longer than LONGEST, so what overlaps this window holds every hand-off of the turn at `at`; beyond it only
    the last end before and the first start after can matter (a long gap).
    """
    starts, ends = col(ShiftRow.starts_at), col(ShiftRow.ends_at)
    organisation_ends = known_organisation.c.active_until
    planned = (
        select(ShiftRow, organisation_ends)
        .join(OnCallWorkerRow, col(OnCallWorkerRow.id) == col(ShiftRow.worker))
        .outerjoin(known_organisation, known_organisation.c.id == col(OnCallWorkerRow.organisation))
        .where(
            col(ShiftRow.duty_line) == line_id,
            col(ShiftRow.status) == ShiftStatus.PLANNED,
            or_(organisation_ends.is_(None), starts < organisation_ends),
        )
    )
    begin, end = at - LONGEST, at + LONGEST
    found: list[Shift] = []
    for query in (
        planned.where(starts <= end, ends > begin),
        planned.where(ends <= begin).order_by(ends.desc()).limit(1),
        planned.where(starts > end).order_by(starts, col(ShiftRow.rank)).limit(1),
    ):
        for row, last in await tx.session.execute(query):
            shift = row.shift()
            found.append(replace(shift, end=min(shift.end, last or shift.end)))
    return found


async def shifts_after(tx: Transaction, after: UUID | None, limit: int) -> list[tuple[Shift, str]]:
    """Shifts by id, each with the region of its line."""
    query = select(ShiftRow, col(DutyLineRow.region)).join(
        DutyLineRow, col(DutyLineRow.id) == col(ShiftRow.duty_line)
    )
    if after:
        query = query.where(col(ShiftRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(ShiftRow.id)).limit(limit))
    return [(row.shift(), region) for row, region in rows]
