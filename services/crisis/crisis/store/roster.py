"""Duty lines, who can be on call, and shifts."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    SmallInteger,
    Text,
    Uuid,
    insert,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlmodel import Field, col

from crisis.domain.duty_line import DutyLine, OnCallWorker
from crisis.domain.shift import LONGEST, Shift, ShiftStatus
from crisis.store.rows import Row
from servicekit.tables import organisation as known_organisation
from servicekit.transaction import Transaction


class DutyLineRow(Row, table=True):
    __tablename__ = "duty_line"
    __table_args__ = (
        Index("duty_line_by_region", "region", "id"),
        Index("duty_line_by_municipality", "municipalities", postgresql_using="gin"),
    )

    id: UUID = Field(primary_key=True)
    region: str = Field(sa_type=Text)
    name_nl: str = Field(sa_type=Text)
    name_en: str = Field(sa_type=Text)
    municipalities: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    crisis_group: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    version: int

    def duty_line(self) -> DutyLine:
        municipalities, crisis_group = frozenset(self.municipalities), frozenset(self.crisis_group)
        names = (self.name_nl, self.name_en)
        return DutyLine(self.id, self.region, *names, municipalities, crisis_group, self.version)


class OnCallWorkerRow(Row, table=True):
    """In clear text: staff, not clients, and the look-up must work when little else does."""

    __tablename__ = "on_call_worker"

    id: UUID = Field(primary_key=True)
    organisation: UUID
    name: str = Field(sa_type=Text)
    telephone: str = Field(sa_type=Text)
    version: int

    def worker(self) -> OnCallWorker:
        return OnCallWorker(self.id, self.organisation, self.name, self.telephone, self.version)


class ShiftRow(Row, table=True):
    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="shift_ends_after_its_start"),
        ExcludeConstraint(
            ("duty_line", "="),
            ("rank", "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            where=text("status = 'planned'"),
            using="gist",
            name="shift_one_per_rank_and_instant",
        ),
        Index("shift_by_start", "duty_line", "starts_at", "id"),
        Index("shift_by_end", "duty_line", "ends_at"),
    )

    id: UUID = Field(primary_key=True)
    duty_line: UUID = Field(sa_column=Column(Uuid, ForeignKey("duty_line.id"), nullable=False))
    worker: UUID = Field(sa_column=Column(Uuid, ForeignKey("on_call_worker.id"), nullable=False))
    rank: int = Field(sa_type=SmallInteger)
    starts_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    ends_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    status: str = Field(sa_type=Text)
    version: int

    def shift(self) -> Shift:
        place = (self.duty_line, self.worker, self.rank, self.starts_at, self.ends_at)
        return Shift(self.id, *place, ShiftStatus(self.status), self.version)


async def duty_line(tx: Transaction, line_id: UUID, *, lock: bool = False) -> DutyLine | None:
    query = select(DutyLineRow).where(col(DutyLineRow.id) == line_id)
    row = (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    return row.duty_line() if row else None


async def duty_lines_of_region(
    tx: Transaction, region: str, *, after: UUID | None, limit: int
) -> list[DutyLine]:
    query = select(DutyLineRow).where(col(DutyLineRow.region) == region)
    if after:
        query = query.where(col(DutyLineRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(DutyLineRow.id)).limit(limit))
    return [row.duty_line() for row in rows.scalars()]


async def duty_lines_for(tx: Transaction, municipality: str) -> list[DutyLine]:
    query = select(DutyLineRow).where(col(DutyLineRow.municipalities).contains([municipality]))
    rows = await tx.session.execute(query.order_by(col(DutyLineRow.id)))
    return [row.duty_line() for row in rows.scalars()]


async def add_duty_line(tx: Transaction, line: DutyLine) -> None:
    values = {
        "id": line.id,
        "region": line.region,
        "name_nl": line.name_nl,
        "name_en": line.name_en,
        "municipalities": sorted(line.municipalities),
        "crisis_group": sorted(line.crisis_group),
        "version": line.version,
    }
    await tx.session.execute(insert(DutyLineRow).values(values))


async def worker(tx: Transaction, worker_id: UUID) -> OnCallWorker | None:
    query = select(OnCallWorkerRow).where(col(OnCallWorkerRow.id) == worker_id)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return row.worker() if row else None


async def workers_with_organisation(
    tx: Transaction, ids: Collection[UUID]
) -> dict[UUID, tuple[OnCallWorker, str | None]]:
    """Each worker with the name of the organisation, None where the register has it no longer."""
    query = select(OnCallWorkerRow, known_organisation.c.name).outerjoin(
        known_organisation, known_organisation.c.id == col(OnCallWorkerRow.organisation)
    )
    rows = await tx.session.execute(query.where(col(OnCallWorkerRow.id).in_(ids)))
    return {row.id: (row.worker(), name) for row, name in rows}


async def add_worker(tx: Transaction, worker: OnCallWorker) -> None:
    values = {"id": worker.id, "organisation": worker.organisation, "version": worker.version}
    values |= {"name": worker.name, "telephone": worker.telephone}
    await tx.session.execute(insert(OnCallWorkerRow).values(values))


async def shift(tx: Transaction, shift_id: UUID, *, lock: bool = False) -> Shift | None:
    query = select(ShiftRow).where(col(ShiftRow.id) == shift_id)
    row = (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    return row.shift() if row else None


async def shift_in_the_way(tx: Transaction, wanted: Shift) -> Shift | None:
    """The first planned shift on this line and rank that shares an instant with this one."""
    query = select(ShiftRow).where(
        col(ShiftRow.duty_line) == wanted.line,
        col(ShiftRow.rank) == wanted.rank,
        col(ShiftRow.status) == ShiftStatus.PLANNED,
        col(ShiftRow.starts_at) < wanted.end,
        col(ShiftRow.ends_at) > wanted.start,
    )
    row = (await tx.session.execute(query.order_by(col(ShiftRow.starts_at)).limit(1))).scalar_one_or_none()
    return row.shift() if row else None


async def add_shift(tx: Transaction, shift: Shift) -> None:
    values = {"id": shift.id, "duty_line": shift.line, "worker": shift.worker, "rank": shift.rank}
    values |= {"starts_at": shift.start, "ends_at": shift.end}
    values |= {"status": shift.status, "version": shift.version}
    await tx.session.execute(insert(ShiftRow).values(values))


async def set_status(tx: Transaction, shift: Shift) -> None:
    statement = update(ShiftRow).where(col(ShiftRow.id) == shift.id)
    await tx.session.execute(statement.values(status=shift.status, version=shift.version))


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
