"""Call-backs: who asked to be called, and which desk owes the call."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Text, insert, select, update
from sqlmodel import Field, col

from crisis.domain.call_back import CallBack, CallBackStatus
from crisis.store.rows import Row, instant
from sealing.keyring import Sealed, SealedColumn
from servicekit import tables as kit
from servicekit.transaction import Transaction


class CallBackRow(Row, table=True):
    """`number` is sealed under a key of its own that is destroyed when the call is made."""

    __tablename__ = "call_back"
    __table_args__ = (Index("call_back_waiting", "region", "status", "due_at", "id"),)

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    region: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    left_by: UUID
    left_by_role: str = Field(sa_type=Text)
    owner: str = Field(sa_type=Text)
    danger: bool
    number: Sealed | None = Field(sa_column=Column(SealedColumn, nullable=True))
    left_at: datetime = Field(sa_column=instant())
    due_at: datetime = Field(sa_column=instant())
    done_at: datetime | None = Field(sa_column=instant(nullable=True))

    def call_back(self) -> CallBack:
        return CallBack(
            id=self.id,
            version=self.version,
            status=CallBackStatus(self.status),
            region=self.region,
            municipality=self.municipality,
            left_by=self.left_by,
            left_by_role=self.left_by_role,
            owner=self.owner,
            danger=self.danger,
            left_at=self.left_at,
            due_at=self.due_at,
            done_at=self.done_at,
        )


@dataclass(frozen=True)
class Stored:
    call_back: CallBack
    number: Sealed | None


async def add(tx: Transaction, call_back: CallBack, number: Sealed) -> None:
    values: dict[str, Any] = {
        "id": call_back.id,
        "version": call_back.version,
        "status": call_back.status,
        "region": call_back.region,
        "municipality": call_back.municipality,
        "left_by": call_back.left_by,
        "left_by_role": call_back.left_by_role,
        "owner": call_back.owner,
        "danger": call_back.danger,
        "number": number,
        "left_at": call_back.left_at,
        "due_at": call_back.due_at,
    }
    await tx.session.execute(insert(CallBackRow).values(values))


async def set_done(tx: Transaction, call_back: CallBack) -> None:
    values = {
        "version": call_back.version,
        "status": call_back.status,
        "done_at": call_back.done_at,
        "number": None,
    }
    await tx.session.execute(update(CallBackRow).where(col(CallBackRow.id) == call_back.id).values(values))


async def call_back(
    tx: Transaction, call_back_id: UUID, *, lock: bool = False, wait: bool = True
) -> Stored | None:
    query = select(CallBackRow).where(col(CallBackRow.id) == call_back_id)
    if lock:
        query = query.with_for_update(nowait=not wait).execution_options(populate_existing=True)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return Stored(row.call_back(), row.number) if row else None


async def waiting(
    tx: Transaction, regions: Collection[str], *, after: UUID | None, limit: int
) -> list[Stored]:
    """Those that nobody has called yet, in the order of their ids, so the first asked first."""
    query = select(CallBackRow).where(
        col(CallBackRow.region).in_(sorted(regions)), col(CallBackRow.status) == CallBackStatus.OPEN
    )
    if after:
        query = query.where(col(CallBackRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(CallBackRow.id)).limit(limit))
    return [Stored(row.call_back(), row.number) for row in rows.scalars()]


async def municipality_owner(tx: Transaction, municipality: str) -> str:
    """Who answers for a municipality: its organisation, or its code while the register has not told of it."""
    known = kit.organisation
    query = select(known.c.id).where(known.c.kind == "municipality", known.c.area == municipality)
    found = (await tx.session.execute(query.order_by(known.c.id).limit(1))).scalar_one_or_none()
    return str(found) if found else f"municipality:{municipality}"
