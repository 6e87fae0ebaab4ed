"""Calendar feeds, and the shifts of a period as people read them: with names, telephones and lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    Uuid,
    func,
    insert,
    select,
    update,
)
from sqlmodel import Field, col

from crisis.domain.duty_line import DutyLine, OnCallWorker
from crisis.domain.shift import Shift, ShiftStatus
from crisis.store.roster import DutyLineRow, OnCallWorkerRow
from crisis.store.rows import Row, instant
from crisis.store.shifts import ShiftRow
from servicekit.tables import organisation as known_organisation
from servicekit.transaction import Transaction


class CalendarFeedRow(Row, table=True):
    """`secret_hash`: keyed; of the secret itself nothing is kept."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        CheckConstraint("(worker IS NULL) <> (duty_line IS NULL)", name="calendar_feed_of_one_thing"),
        Index("calendar_feed_by_secret", "secret_hash", unique=True),
        Index("calendar_feed_by_organisation", "organisation", "id"),
    )

    id: UUID = Field(primary_key=True)
    worker: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("on_call_worker.id"), nullable=True))
    duty_line: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("duty_line.id"), nullable=True))
    language: str = Field(sa_type=Text)
    secret_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_by: str = Field(sa_type=Text)
    organisation: UUID
    made_at: datetime = Field(sa_column=instant())
    read_at: datetime | None = Field(sa_column=instant(nullable=True))
    times_read: int
    revoked_at: datetime | None = Field(sa_column=instant(nullable=True))
    version: int


@dataclass(frozen=True)
class Seen:
    """A shift with who has it and on which line; it ends where the organisation of its worker does."""

    shift: Shift
    worker: OnCallWorker
    line: DutyLine


async def add(tx: Transaction, row: CalendarFeedRow) -> None:
    await tx.session.execute(insert(CalendarFeedRow).values(row.model_dump()))


async def feed(tx: Transaction, feed_id: UUID, *, lock: bool = False) -> CalendarFeedRow | None:
    """One that was not revoked."""
    query = select(CalendarFeedRow).where(
        col(CalendarFeedRow.id) == feed_id, col(CalendarFeedRow.revoked_at).is_(None)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def feeds_of(
    tx: Transaction, organisation_id: UUID, *, after: UUID | None, limit: int
) -> list[CalendarFeedRow]:
    """Those that were not revoked, the first made first."""
    query = select(CalendarFeedRow).where(
        col(CalendarFeedRow.organisation) == organisation_id, col(CalendarFeedRow.revoked_at).is_(None)
    )
    if after:
        query = query.where(col(CalendarFeedRow.id) > after)
    return list((await tx.session.execute(query.order_by(col(CalendarFeedRow.id)).limit(limit))).scalars())


async def revoke(tx: Transaction, row: CalendarFeedRow) -> None:
    statement = update(CalendarFeedRow).where(col(CalendarFeedRow.id) == row.id)
    await tx.session.execute(statement.values(revoked_at=tx.now, version=row.version + 1))


async def read_with(tx: Transaction, secret_hash: bytes) -> CalendarFeedRow | None:
    """The feed of a secret, whose reading is counted; None where it is unknown or revoked."""
    statement = (
        update(CalendarFeedRow)
        .where(col(CalendarFeedRow.secret_hash) == secret_hash, col(CalendarFeedRow.revoked_at).is_(None))
        .values(read_at=tx.now, times_read=col(CalendarFeedRow.times_read) + 1)
        .returning(CalendarFeedRow)
    )
    return (await tx.session.execute(statement)).scalar_one_or_none()


async def seen_between(
    tx: Transaction, start: datetime, end: datetime, *, line: UUID | None = None, worker: UUID | None = None
) -> Sequence[Seen]:
    """The planned shifts of a line or of a worker that share an instant with this period, by start."""
    until = func.least(col(ShiftRow.ends_at), known_organisation.c.active_until)  # NULL counts as no end
    query = (
        select(ShiftRow, OnCallWorkerRow, DutyLineRow, until)
        .join(OnCallWorkerRow, col(OnCallWorkerRow.id) == col(ShiftRow.worker))
        .join(DutyLineRow, col(DutyLineRow.id) == col(ShiftRow.duty_line))
        .outerjoin(known_organisation, known_organisation.c.id == col(OnCallWorkerRow.organisation))
        .where(
            col(ShiftRow.status) == ShiftStatus.PLANNED,
            col(ShiftRow.starts_at) < end,
            until > start,
            until > col(ShiftRow.starts_at),
        )
        .order_by(col(ShiftRow.starts_at), col(ShiftRow.rank), col(ShiftRow.seat))
    )
    if line:
        query = query.where(col(ShiftRow.duty_line) == line)
    if worker:
        query = query.where(col(ShiftRow.worker) == worker)
    return [
        Seen(replace(shift.shift(), end=ends), who.worker(), where.duty_line())
        for shift, who, where, ends in await tx.session.execute(query)
    ]


async def planned_until(tx: Transaction, line_id: UUID) -> datetime | None:
    """So far the shifts of a line are worked out."""
    query = select(col(DutyLineRow.planned_until)).where(col(DutyLineRow.id) == line_id)
    return (await tx.session.execute(query)).scalar_one_or_none()
