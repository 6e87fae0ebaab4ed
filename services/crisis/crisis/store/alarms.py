"""Alarms, and what happened."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    Text,
    Uuid,
    exists,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, col

from crisis.domain.alarm import (
    Alarm,
    AlarmStatus,
    FollowUp,
    Outcome,
    Residence,
    StepKind,
    StepTaken,
)
from crisis.store.attempts import AttemptRow
from crisis.store.rows import Row, instant
from sealing.keyring import Sealed, SealedColumn
from servicekit import tables as kit
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


class AlarmRow(Row, table=True):
    """`note` is the dispatch note, sealed under a key of this alarm that is destroyed at closing."""

    __tablename__ = "alarm"
    __table_args__ = (
        Index("alarm_by_region", "region", "id"),
        Index("alarm_by_asking_organisation", "asked_by", "id"),
        Index("alarm_by_raising_organisation", "raised_by", "id"),
        Index("alarm_by_moment", "region", "raised_at"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    region: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    raised_by: UUID
    asked_by: UUID
    asked_by_kind: str = Field(sa_type=Text)
    is_drill: bool
    danger: bool
    residence: str = Field(sa_type=Text)
    residence_code: str | None = Field(sa_type=Text)
    age: int | None = Field(sa_type=SmallInteger)
    previous: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("alarm.id"), nullable=True))
    note: Sealed | None = Field(sa_column=Column(SealedColumn, nullable=True))
    raised_at: datetime = Field(sa_column=instant())
    holder: UUID | None
    held_by: UUID | None
    intervention: UUID | None
    acknowledged_at: datetime | None = Field(sa_column=instant(nullable=True))
    outcome: str | None = Field(sa_type=Text)
    follow_up: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    closed_at: datetime | None = Field(sa_column=instant(nullable=True))
    need: str | None = Field(sa_type=Text)
    round: int
    climbs: bool
    held_until: datetime | None = Field(sa_column=instant(nullable=True))
    on_the_way_at: datetime | None = Field(sa_column=instant(nullable=True))
    by_real_channels: bool

    def alarm(self) -> Alarm:
        kept = {each.name: getattr(self, each.name) for each in fields(Alarm)} | {
            "status": AlarmStatus(self.status),
            "residence": Residence(self.residence),
            "outcome": Outcome(self.outcome) if self.outcome else None,
            "follow_up": tuple(FollowUp(each) for each in self.follow_up),
        }
        return Alarm(**kept)


class StepRow(Row, table=True):
    __tablename__ = "alarm_step"
    __table_args__ = (Index("alarm_step_once", "alarm", "kind", unique=True),)

    id: UUID = Field(primary_key=True)
    alarm: UUID = Field(sa_column=Column(Uuid, ForeignKey("alarm.id"), nullable=False))
    kind: str = Field(sa_type=Text)
    happened_at: datetime = Field(sa_column=instant())
    recorded_at: datetime = Field(sa_column=instant())
    recorded_by: UUID


async def add(tx: Transaction, alarm: Alarm, note: Sealed) -> None:
    values: dict[str, Any] = {
        "id": alarm.id,
        "version": alarm.version,
        "status": alarm.status,
        "region": alarm.region,
        "municipality": alarm.municipality,
        "raised_by": alarm.raised_by,
        "asked_by": alarm.asked_by,
        "asked_by_kind": alarm.asked_by_kind,
        "is_drill": alarm.is_drill,
        "danger": alarm.danger,
        "residence": alarm.residence,
        "residence_code": alarm.residence_code,
        "age": alarm.age,
        "previous": alarm.previous,
        "note": note,
        "raised_at": alarm.raised_at,
        "follow_up": [],
        "need": alarm.need,
        "round": alarm.round,
        "climbs": alarm.climbs,
        "by_real_channels": alarm.by_real_channels,
    }
    await tx.session.execute(insert(AlarmRow).values(values))


async def change(tx: Transaction, alarm: Alarm) -> None:
    """Store where an alarm stands now; one that is closed keeps no note."""
    values: dict[str, Any] = {
        "version": alarm.version,
        "status": alarm.status,
        "residence": alarm.residence,
        "residence_code": alarm.residence_code,
        "holder": alarm.holder,
        "held_by": alarm.held_by,
        "intervention": alarm.intervention,
        "acknowledged_at": alarm.acknowledged_at,
        "outcome": alarm.outcome,
        "follow_up": list(alarm.follow_up),
        "closed_at": alarm.closed_at,
        "round": alarm.round,
        "climbs": alarm.climbs,
        "held_until": alarm.held_until,
        "on_the_way_at": alarm.on_the_way_at,
    }
    if alarm.closed_at is not None:
        values["note"] = None
    await tx.session.execute(update(AlarmRow).where(col(AlarmRow.id) == alarm.id).values(values))


async def alarm(tx: Transaction, alarm_id: UUID, *, lock: bool = False, wait: bool = True) -> Alarm | None:
    """The alarm; locked where it shall change. A deadline does not wait: it holds its own row already."""
    query = select(AlarmRow).where(col(AlarmRow.id) == alarm_id)
    if lock:
        query = query.with_for_update(nowait=not wait).execution_options(populate_existing=True)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return row.alarm() if row else None


async def note_of(tx: Transaction, alarm_id: UUID) -> Sealed | None:
    query = select(col(AlarmRow.note)).where(col(AlarmRow.id) == alarm_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def alarms_of(
    tx: Transaction,
    organisation: UUID,
    desk_of: Collection[str],
    *,
    also_closed: bool,
    after: UUID | None,
    limit: int,
) -> list[Alarm]:
    """Alarms in which this organisation has a part, and all of the regions of which it is the crisis desk.

    The newest first, from the one before `after`.
    """
    called_on = exists().where(
        col(AttemptRow.alarm) == col(AlarmRow.id), col(AttemptRow.organisation) == organisation
    )
    query = select(AlarmRow).where(
        or_(
            col(AlarmRow.raised_by) == organisation,
            col(AlarmRow.asked_by) == organisation,
            col(AlarmRow.region).in_(sorted(desk_of)),
            called_on,
        )
    )
    if not also_closed:
        query = query.where(col(AlarmRow.status) != AlarmStatus.CLOSED)
    if after:
        query = query.where(col(AlarmRow.id) < after)
    rows = await tx.session.execute(query.order_by(col(AlarmRow.id).desc()).limit(limit))
    return [row.alarm() for row in rows.scalars()]


async def alarms_after(tx: Transaction, after: UUID | None, limit: int) -> list[Alarm]:
    query = select(AlarmRow).order_by(col(AlarmRow.id)).limit(limit)
    if after:
        query = query.where(col(AlarmRow.id) > after)
    return [row.alarm() for row in (await tx.session.execute(query)).scalars()]


async def add_steps(tx: Transaction, alarm_id: UUID, steps: Sequence[StepTaken], *, by: UUID) -> None:
    rows = [
        {
            "id": uuid7(),
            "alarm": alarm_id,
            "kind": step.kind,
            "happened_at": step.happened_at,
            "recorded_at": step.recorded_at,
            "recorded_by": by,
        }
        for step in steps
    ]
    await tx.session.execute(insert(StepRow).values(rows))


async def steps(tx: Transaction, alarm_id: UUID) -> list[StepTaken]:
    query = select(StepRow).where(col(StepRow.alarm) == alarm_id)
    rows = await tx.session.execute(query.order_by(col(StepRow.happened_at), col(StepRow.recorded_at)))
    return [StepTaken(StepKind(row.kind), row.happened_at, row.recorded_at) for row in rows.scalars()]


async def open_tasks(tx: Transaction, alarm_id: UUID) -> list[tuple[str, str, datetime]]:
    """What waits on this alarm: kind, owner, and until when (UTC)."""
    deadline = kit.deadline
    query = select(deadline.c.kind, deadline.c.owner, deadline.c.due_at).where(
        deadline.c.ref == alarm_id, deadline.c.fired_at.is_(None)
    )
    rows = await tx.session.execute(query.order_by(deadline.c.due_at))
    return [(row.kind, row.owner, row.due_at) for row in rows]
