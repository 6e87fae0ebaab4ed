"""The tables of quotes and determinations. A check or a unique index holds what must never be otherwise."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from access.store.tables import Row
from sealing.keyring import Sealed, SealedColumn


def _instant(*, nullable: bool = False) -> Any:
    return Column(DateTime(timezone=True), nullable=nullable)


def _sealed(*, nullable: bool = True) -> Any:
    return Column(SealedColumn, nullable=nullable)


class QuoteRow(Row, table=True):
    """What one provider was asked, with its answer. The lines are written once, with the answer.

    `question`, `result`, `reason` and `plan` are sealed under the key of the request.
    """

    __tablename__ = "quote_request"
    __table_args__ = (
        Index("quote_awarded_once", "request_id", unique=True, postgresql_where=text("status = 'awarded'")),
        Index(
            "quote_asked_once_of_a_provider",
            "request_id",
            "provider",
            unique=True,
            postgresql_where=text("status IN ('asked', 'answered')"),
        ),
        Index("quote_preferred_once", "request_id", unique=True, postgresql_where=text("is_preferred")),
        Index("quote_by_request", "request_id", "id"),
        Index("quote_by_provider", "provider", "due_at", "id"),
        CheckConstraint("valid_from <= valid_until", name="period_of_a_quote"),
        CheckConstraint("amount_cents >= 0", name="no_negative_quote"),
        CheckConstraint(
            "num_nonnulls(lines, amount_cents, valid_from, valid_until, award_until, plan) IN (0, 6)",
            name="quote_whole",
        ),
        CheckConstraint(
            "status NOT IN ('answered', 'awarded') OR lines IS NOT NULL", name="answered_by_lines"
        ),
        CheckConstraint("term_days >= 1", name="term_of_a_quote"),
        CheckConstraint(
            "(status = 'not-awarded') = (not_awarded_because IS NOT NULL)", name="not_awarded_on_a_ground"
        ),
        CheckConstraint("(status = 'awarded') = (decision_id IS NOT NULL)", name="awarded_by_decision"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    request_id: UUID = Field(foreign_key="request.id")
    region: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    client: UUID
    provider: UUID
    asked_by: UUID
    asked_as: str = Field(sa_type=Text)
    asked_at: datetime = Field(sa_column=_instant())
    due_at: datetime = Field(sa_column=_instant())
    ground: str | None = Field(sa_type=Text)
    question: Sealed = Field(sa_column=_sealed(nullable=False))
    result: Sealed | None = Field(sa_column=_sealed())
    term_days: int | None
    reason: Sealed | None = Field(sa_column=_sealed())
    lines: list[dict[str, Any]] | None = Field(sa_column=Column(JSONB(none_as_null=True), nullable=True))
    amount_cents: int | None = Field(sa_column=Column(BigInteger, nullable=True))
    valid_from: date | None
    valid_until: date | None
    award_until: datetime | None = Field(sa_column=_instant(nullable=True))
    plan: Sealed | None = Field(sa_column=_sealed())
    declined_because: str | None = Field(sa_type=Text)
    not_awarded_because: str | None = Field(sa_type=Text)
    is_preferred: bool
    decision_id: UUID | None = Field(foreign_key="decision.id")
    closed_at: datetime | None = Field(sa_column=_instant(nullable=True))


class DeterminationRow(Row, table=True):
    """What an institution determined for a request; its last word. `words` are sealed."""

    __tablename__ = "determination"
    __table_args__ = (
        CheckConstraint("authorised_from <= authorised_until", name="period_of_an_authorisation"),
        CheckConstraint("num_nonnulls(authorised_from, authorised_until) <> 1", name="authorisation_whole"),
    )

    request_id: UUID = Field(primary_key=True, foreign_key="request.id")
    determined_on: date
    measure_kind: str = Field(sa_type=Text)
    authorised_from: date | None
    authorised_until: date | None
    words: Sealed = Field(sa_column=_sealed(nullable=False))
    stored_at: datetime = Field(sa_column=_instant())
