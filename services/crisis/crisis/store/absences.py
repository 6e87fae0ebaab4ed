"""Absences, and which lines they touch."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text, Uuid, insert, select, update
from sqlmodel import Field, col

from crisis.domain.absence import Absence
from crisis.domain.overriding import KeptOverride
from crisis.store.plans import OverrideRow
from crisis.store.roster import DutyLineRow, OnCallWorkerRow
from crisis.store.rows import Row, instant
from servicekit.transaction import Transaction


class AbsenceRow(Row, table=True):
    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="absence_ends_after_its_start"),
        Index("absence_by_worker", "worker", "id"),
    )

    id: UUID = Field(primary_key=True)
    worker: UUID = Field(sa_column=Column(Uuid, ForeignKey("on_call_worker.id"), nullable=False))
    starts_at: datetime = Field(sa_column=instant())
    ends_at: datetime = Field(sa_column=instant())
    stand_in: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("on_call_worker.id"), nullable=True))
    why: str | None = Field(sa_type=Text)
    made_by: str = Field(sa_type=Text)
    organisation: UUID
    made_at: datetime = Field(sa_column=instant())
    withdrawn_at: datetime | None = Field(sa_column=instant(nullable=True))
    version: int

    def absence(self) -> Absence:
        return Absence(
            id=self.id,
            worker=self.worker,
            start=self.starts_at,
            end=self.ends_at,
            stand_in=self.stand_in,
            why=self.why,
            made_by=self.made_by,
            organisation=self.organisation,
            made_at=self.made_at,
            withdrawn_at=self.withdrawn_at,
            version=self.version,
        )


async def add(tx: Transaction, absence: Absence) -> None:
    values = {
        "id": absence.id,
        "worker": absence.worker,
        "starts_at": absence.start,
        "ends_at": absence.end,
        "stand_in": absence.stand_in,
        "why": absence.why,
        "made_by": absence.made_by,
        "organisation": absence.organisation,
        "made_at": absence.made_at,
        "version": absence.version,
    }
    await tx.session.execute(insert(AbsenceRow).values(values))


async def set_withdrawn(tx: Transaction, absence: Absence) -> None:
    statement = update(AbsenceRow).where(col(AbsenceRow.id) == absence.id)
    await tx.session.execute(statement.values(withdrawn_at=absence.withdrawn_at, version=absence.version))


async def absence(tx: Transaction, absence_id: UUID, *, lock: bool = False) -> Absence | None:
    query = select(AbsenceRow).where(col(AbsenceRow.id) == absence_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return row.absence() if row else None


async def of_worker(tx: Transaction, worker_id: UUID, *, after: UUID | None, limit: int) -> list[Absence]:
    """The first reported first."""
    query = select(AbsenceRow).where(col(AbsenceRow.worker) == worker_id)
    if after:
        query = query.where(col(AbsenceRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(AbsenceRow.id)).limit(limit))
    return [row.absence() for row in rows.scalars()]


async def is_absent(tx: Transaction, worker_id: UUID, start: datetime, end: datetime) -> bool:
    """Whether an absence of this worker shares an instant with this period (UTC)."""
    query = select(col(AbsenceRow.id)).where(
        col(AbsenceRow.worker) == worker_id,
        col(AbsenceRow.starts_at) < end,
        col(AbsenceRow.ends_at) > start,
        col(AbsenceRow.withdrawn_at).is_(None),
    )
    return (await tx.session.execute(query.limit(1))).first() is not None


async def of_organisations(
    tx: Transaction, organisations: Collection[UUID], moment: datetime
) -> list[Absence]:
    """Of workers of these organisations, those that end after this moment; the first reported first."""
    query = select(AbsenceRow).join(OnCallWorkerRow, col(OnCallWorkerRow.id) == col(AbsenceRow.worker))
    query = query.where(
        col(OnCallWorkerRow.organisation).in_(organisations),
        col(AbsenceRow.ends_at) > moment,
        col(AbsenceRow.withdrawn_at).is_(None),
    )
    return [row.absence() for row in (await tx.session.execute(query.order_by(col(AbsenceRow.id)))).scalars()]


async def lines_of_group(tx: Transaction, organisation_id: UUID) -> list[UUID]:
    """The lines on which workers of this organisation may stand, in the order in which they are locked."""
    query = select(col(DutyLineRow.id)).where(col(DutyLineRow.crisis_group).contains([organisation_id]))
    return list((await tx.session.execute(query.order_by(col(DutyLineRow.id)))).scalars())


async def overrides_caused_by(tx: Transaction, absences: Collection[UUID]) -> list[KeptOverride]:
    """What absences laid on the rosters, by line, as lines are locked."""
    query = select(OverrideRow).where(col(OverrideRow.caused_by).in_(absences))
    query = query.order_by(col(OverrideRow.duty_line), col(OverrideRow.number))
    return [row.kept() for row in (await tx.session.execute(query)).scalars()]
