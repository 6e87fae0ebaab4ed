"""The inbox of every organisation."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Date, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from referral.domain.messages import MessageKind
from referral.store.rows import Row, instant


class MessageRow(Row, table=True):
    """One message to one organisation. `number`: its place in that inbox, from 1 without a gap, given late.

    `about`: the placement request, handover or consultation where it is about one; `acted_…`: who did it,
    unnamed where a mark of secrecy hides that. `ends`: what ends soon, by kind and last day.
    `position` counts as the rows are written, whichever process writes them: what is told of one referral is
    told under its lock, so this is its order, and no clock has to be right.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("message_by_inbox", "recipient", "number", unique=True),
        Index("message_to_number", "recipient", "position", postgresql_where=text("number IS NULL")),
    )

    id: UUID = Field(primary_key=True)
    position: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), nullable=False)
    )
    recipient: UUID
    number: int | None = None
    kind: str = Field(sa_type=Text)
    referral: UUID | None
    about: UUID | None
    told_at: datetime = Field(sa_column=instant())
    happens_on: date | None = Field(sa_type=Date)
    component: str | None = Field(sa_type=Text)
    provider: UUID | None
    reasons: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    ends: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default="[]")
    )
    acted_role: str = Field(sa_type=Text)
    acted_organisation: UUID | None

    @property
    def what(self) -> MessageKind:
        return MessageKind(self.kind)
