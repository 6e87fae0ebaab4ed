"""Crisis beds: which, for which alarm, from when to when."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Text,
    Uuid,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlmodel import Field, col

from crisis.domain.bed import CrisisBed, Hold
from crisis.store.rows import Row, instant
from servicekit.transaction import Transaction


class BedRow(Row, table=True):
    __tablename__ = "crisis_bed"
    __table_args__ = (
        CheckConstraint("since <= until", name="crisis_bed_ends_after_its_start"),
        Index("crisis_bed_one_at_a_time", "alarm", unique=True, postgresql_where=text("until IS NULL")),
        Index("crisis_bed_by_alarm", "alarm", "since"),
        Index("crisis_bed_by_region", "region", "since"),
        Index("crisis_bed_by_lease", "lease", unique=True),
    )

    id: UUID = Field(primary_key=True)
    version: int
    alarm: UUID = Field(sa_column=Column(Uuid, ForeignKey("alarm.id"), nullable=False))
    region: str = Field(sa_type=Text)
    is_drill: bool
    lease: UUID
    hold: str = Field(sa_type=Text)
    hold_version: int
    enrolment: UUID | None
    provider: UUID
    name: str | None = Field(sa_type=Text)
    since: datetime = Field(sa_column=instant())
    taken_by: UUID
    taken_at: datetime = Field(sa_column=instant())
    until: datetime | None = Field(sa_column=instant(nullable=True))
    ended_at: datetime | None = Field(sa_column=instant(nullable=True))

    def bed(self) -> CrisisBed:
        return CrisisBed(
            id=self.id,
            version=self.version,
            alarm=self.alarm,
            region=self.region,
            is_drill=self.is_drill,
            lease=self.lease,
            hold=Hold(self.hold),
            hold_version=self.hold_version,
            enrolment=self.enrolment,
            provider=self.provider,
            name=self.name,
            since=self.since,
            taken_by=self.taken_by,
            taken_at=self.taken_at,
            until=self.until,
            ended_at=self.ended_at,
        )


async def add_bed(tx: Transaction, bed: CrisisBed) -> None:
    values = {
        "id": bed.id,
        "version": bed.version,
        "alarm": bed.alarm,
        "region": bed.region,
        "is_drill": bed.is_drill,
        "lease": bed.lease,
        "hold": bed.hold,
        "hold_version": bed.hold_version,
        "enrolment": bed.enrolment,
        "provider": bed.provider,
        "name": bed.name,
        "since": bed.since,
        "taken_by": bed.taken_by,
        "taken_at": bed.taken_at,
    }
    await tx.session.execute(insert(BedRow).values(values))


async def change_bed(tx: Transaction, bed: CrisisBed) -> None:
    values = {
        "version": bed.version,
        "hold": bed.hold,
        "hold_version": bed.hold_version,
        "until": bed.until,
        "ended_at": bed.ended_at,
    }
    await tx.session.execute(update(BedRow).where(col(BedRow.id) == bed.id).values(values))


async def bed(tx: Transaction, bed_id: UUID, *, lock: bool = False) -> CrisisBed | None:
    query = select(BedRow).where(col(BedRow.id) == bed_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return row.bed() if row else None


async def bed_of_lease(tx: Transaction, lease: UUID) -> CrisisBed | None:
    """The bed, locked, that the register holds under this reference."""
    query = select(BedRow).where(col(BedRow.lease) == lease).with_for_update()
    row = (await tx.session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    return row.bed() if row else None


async def beds_of(tx: Transaction, alarm_ids: Collection[UUID]) -> list[CrisisBed]:
    """All that a young person slept in for these alarms, the first first."""
    query = select(BedRow).where(col(BedRow.alarm).in_(sorted(alarm_ids)))
    rows = await tx.session.execute(query.order_by(col(BedRow.since), col(BedRow.id)))
    return [row.bed() for row in rows.scalars()]


async def beds_in_use(tx: Transaction, regions: Collection[str], at: datetime) -> list[CrisisBed]:
    """Those of these regions in which somebody slept at this moment (UTC)."""
    until = col(BedRow.until)
    query = select(BedRow).where(
        col(BedRow.region).in_(sorted(regions)), col(BedRow.since) <= at, or_(until.is_(None), until > at)
    )
    return [row.bed() for row in (await tx.session.execute(query.order_by(col(BedRow.since)))).scalars()]


async def beds_after(tx: Transaction, after: UUID | None, limit: int) -> list[CrisisBed]:
    query = select(BedRow).order_by(col(BedRow.id)).limit(limit)
    if after:
        query = query.where(col(BedRow.id) > after)
    return [row.bed() for row in (await tx.session.execute(query)).scalars()]
