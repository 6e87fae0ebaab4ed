"""The tables of the desk's own work."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from access.store.tables import Row
from sealing.keyring import Sealed, SealedColumn


def _instant(*, nullable: bool = False) -> Any:
    return Column(DateTime(timezone=True), nullable=nullable)


class WorkerRow(Row, table=True):
    """How a worker signs: staff, not clients. The name stands in the letter of a decision by law."""

    __tablename__ = "desk_worker"

    organisation: UUID = Field(primary_key=True)
    subject: str = Field(primary_key=True, sa_type=Text)
    discipline: str = Field(sa_type=Text)
    professional: str = Field(sa_type=Text)
    kept_at: datetime = Field(sa_column=_instant())


class LookRow(Row, table=True):
    """When a worker last looked at a request: one row for each worker and request."""

    __tablename__ = "last_look"

    request_id: UUID = Field(primary_key=True)
    organisation: UUID = Field(primary_key=True)
    subject: str = Field(primary_key=True, sa_type=Text)
    looked_at: datetime = Field(sa_column=_instant())


class NewsRow(Row, table=True):
    """What came in on a request, as a code."""

    __tablename__ = "desk_news"
    __table_args__ = (Index("desk_news_by_request", "request_id", "told_at"),)

    id: UUID = Field(primary_key=True)
    request_id: UUID = Field(foreign_key="request.id")
    kind: str = Field(sa_type=Text)
    told_at: datetime = Field(sa_column=_instant())


class ReadyRow(Row, table=True):
    """What was decided last on a request and stands ready, or stood: one for each request.

    `said`: what was decided, with its words, sealed; None once it was made or its request is closed.
    """

    __tablename__ = "ready_decision"
    __table_args__ = (
        CheckConstraint("(kind = 'award') = (quote_request_id IS NOT NULL)", name="an_award_has_its_quote"),
        CheckConstraint("status <> 'ready' OR said IS NOT NULL", name="what_is_ready_can_be_made"),
    )

    request_id: UUID = Field(primary_key=True, foreign_key="request.id")
    id: UUID
    version: int
    kind: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    quote_request_id: UUID | None = Field(
        sa_column=Column(Uuid, ForeignKey("quote_request.id"), nullable=True)
    )
    subject: str = Field(sa_type=Text)
    organisation: UUID
    role: str = Field(sa_type=Text)
    said: Sealed | None = Field(sa_column=Column(SealedColumn, nullable=True))
    ready_at: datetime = Field(sa_column=_instant())
    goes_at: datetime = Field(sa_column=_instant())
    reasons: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
