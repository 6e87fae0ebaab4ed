"""Plans of a line, and the overrides on them. Neither is ever changed; an override can be withdrawn."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    Text,
    Uuid,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, col

from crisis.domain.overriding import Cause, KeptOverride
from crisis.store.rows import Row, instant
from roster.plan import OverrideKind
from roster.written import WrittenPlan
from servicekit.transaction import Transaction


class PlanRow(Row, table=True):
    """`body` is a `roster.written.WrittenPlan`; its members are ids of workers."""

    __tablename__ = "roster_plan"
    __table_args__ = (Index("roster_plan_by_line", "duty_line", "since"),)

    id: UUID = Field(primary_key=True)
    duty_line: UUID = Field(sa_column=Column(Uuid, ForeignKey("duty_line.id"), nullable=False))
    since: datetime = Field(sa_column=instant())
    body: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    why: str | None = Field(sa_type=Text)
    made_by: str = Field(sa_type=Text)
    organisation: UUID
    made_at: datetime = Field(sa_column=instant())

    @property
    def written(self) -> WrittenPlan:
        return WrittenPlan.model_validate(self.body)


class OverrideRow(Row, table=True):
    __tablename__ = "roster_override"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="roster_override_ends_after_its_start"),
        Index("roster_override_by_line", "duty_line", "ends_at"),
        Index("roster_override_by_cause", "caused_by"),
    )

    id: UUID = Field(primary_key=True)
    number: int = Field(sa_column=Column(BigInteger, Identity(always=True), nullable=False))
    duty_line: UUID = Field(sa_column=Column(Uuid, ForeignKey("duty_line.id"), nullable=False))
    kind: str = Field(sa_type=Text)
    cause: str = Field(sa_type=Text)
    caused_by: UUID | None
    starts_at: datetime = Field(sa_column=instant())
    ends_at: datetime = Field(sa_column=instant())
    worker: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("on_call_worker.id"), nullable=True))
    replaces: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("on_call_worker.id"), nullable=True))
    rank: int | None = Field(sa_type=SmallInteger)
    why: str | None = Field(sa_type=Text)
    made_by: str = Field(sa_type=Text)
    organisation: UUID
    made_at: datetime = Field(sa_column=instant())
    withdrawn_at: datetime | None = Field(sa_column=instant(nullable=True))
    version: int

    def kept(self) -> KeptOverride:
        return KeptOverride(
            id=self.id,
            line=self.duty_line,
            kind=OverrideKind(self.kind),
            start=self.starts_at,
            end=self.ends_at,
            worker=self.worker,
            replaces=self.replaces,
            rank=self.rank,
            cause=Cause(self.cause),
            caused_by=self.caused_by,
            why=self.why,
            made_by=self.made_by,
            organisation=self.organisation,
            made_at=self.made_at,
            withdrawn_at=self.withdrawn_at,
            version=self.version,
        )


async def add_plan(tx: Transaction, row: dict[str, Any]) -> None:
    await tx.session.execute(insert(PlanRow).values(row))


async def plans_of(tx: Transaction, line_id: UUID) -> list[PlanRow]:
    """In the order in which they count; of two for one moment the later made one counts last."""
    query = select(PlanRow).where(col(PlanRow.duty_line) == line_id)
    query = query.order_by(col(PlanRow.since), col(PlanRow.made_at), col(PlanRow.id))
    return list((await tx.session.execute(query)).scalars())


async def plan(tx: Transaction, plan_id: UUID) -> PlanRow | None:
    return (await tx.session.execute(select(PlanRow).where(col(PlanRow.id) == plan_id))).scalar_one_or_none()


async def add_overrides(tx: Transaction, overrides: Sequence[KeptOverride]) -> None:
    rows = []
    for each in overrides:
        values = asdict(each)
        values |= {
            "duty_line": values.pop("line"),
            "starts_at": values.pop("start"),
            "ends_at": values.pop("end"),
        }
        rows.append(values)
    if rows:
        await tx.session.execute(insert(OverrideRow), rows)


async def override(tx: Transaction, override_id: UUID, *, lock: bool = False) -> KeptOverride | None:
    query = select(OverrideRow).where(col(OverrideRow.id) == override_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return row.kept() if row else None


async def overrides_from(tx: Transaction, line_id: UUID, moment: datetime) -> list[KeptOverride]:
    """Those of a line that count at this moment or after it, in the order in which they were made."""
    query = select(OverrideRow).where(
        col(OverrideRow.duty_line) == line_id,
        col(OverrideRow.ends_at) > moment,
        or_(col(OverrideRow.withdrawn_at).is_(None), col(OverrideRow.withdrawn_at) > moment),
    )
    query = query.order_by(col(OverrideRow.number)).execution_options(populate_existing=True)
    return [row.kept() for row in (await tx.session.execute(query)).scalars()]


async def overrides_of(
    tx: Transaction, line_id: UUID, moment: datetime, *, after: UUID | None, limit: int
) -> list[KeptOverride]:
    """Those that end after this moment, withdrawn ones too, in the order in which they were made."""
    query = select(OverrideRow).where(
        col(OverrideRow.duty_line) == line_id, col(OverrideRow.ends_at) > moment
    )
    if after:
        last = select(col(OverrideRow.number)).where(col(OverrideRow.id) == after).scalar_subquery()
        query = query.where(col(OverrideRow.number) > last)
    rows = await tx.session.execute(query.order_by(col(OverrideRow.number)).limit(limit))
    return [row.kept() for row in rows.scalars()]


async def withdraw_overrides(tx: Transaction, ids: Sequence[UUID], at: datetime) -> None:
    """From this moment (UTC, a whole minute) on they count no more."""
    statement = update(OverrideRow).where(col(OverrideRow.id).in_(ids))
    await tx.session.execute(statement.values(withdrawn_at=at, version=col(OverrideRow.version) + 1))
