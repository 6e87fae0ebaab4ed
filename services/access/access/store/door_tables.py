"""The tables of the door: what a triage found, and what the desk asked in writing."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Text
from sqlmodel import Field

from access.store.tables import Row
from sealing.keyring import Sealed, SealedColumn


def _instant(*, nullable: bool = False) -> Any:
    return Column(DateTime(timezone=True), nullable=nullable)


class TriageRow(Row, table=True):
    """One triage of a request; rows are added and none is changed, so that each can be read afterwards."""

    __tablename__ = "triage"
    __table_args__ = (Index("triage_by_request", "request_id", "id"),)

    id: UUID = Field(primary_key=True)
    request_id: UUID = Field(foreign_key="request.id")
    urgency: str = Field(sa_type=Text)
    domain: str | None = Field(sa_type=Text)
    complexity: str | None = Field(sa_type=Text)
    look_by: datetime = Field(sa_column=_instant())
    worker: str = Field(sa_type=Text)
    triaged_at: datetime = Field(sa_column=_instant())


class QuestionRow(Row, table=True):
    """A written question of the desk; `question` and `answer` are sealed under the key of the request."""

    __tablename__ = "desk_question"
    __table_args__ = (
        CheckConstraint("asked_on <= answered_on", name="answered_after_asking"),
        CheckConstraint("answer IS NULL OR answered_on IS NOT NULL", name="an_answer_has_its_day"),
        Index("desk_question_by_request", "request_id", "id"),
    )

    id: UUID = Field(primary_key=True)
    request_id: UUID = Field(foreign_key="request.id")
    asked_of: str = Field(sa_type=Text)
    asked_on: date
    question: Sealed = Field(sa_column=Column(SealedColumn, nullable=False))
    answered_on: date | None
    answer: Sealed | None = Field(sa_column=Column(SealedColumn, nullable=True))
    worker: str = Field(sa_type=Text)
    asked_at: datetime = Field(sa_column=_instant())
