"""Consultations of a specialist."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, SmallInteger, Text, Uuid
from sqlmodel import Field

from referral.domain.asked import Domain
from referral.domain.consultation import ConsultationStatus, Decline
from referral.store.rows import Row, codes, instant
from sealing.keyring import SealedColumn


class ConsultationRow(Row, table=True):
    """A question about somebody who is not named; its words are sealed under a key of the consultation's own.

    `age` in whole years. `referral`: what the asker made of it later, which the specialist is not told.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        Index("consultation_by_asker", "asker", "id"),
        Index("consultation_by_provider", "provider", "id"),
        Index("consultation_by_referral", "referral"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    region: str = Field(sa_type=Text)
    asker: UUID
    provider: UUID
    age: int = Field(sa_type=SmallInteger)
    domains: list[str] = Field(sa_column=codes())
    question: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    asked_at: datetime = Field(sa_column=instant())
    reply_by: datetime = Field(sa_column=instant())
    reply: bytes | None = Field(sa_column=Column(SealedColumn, nullable=True))
    decline_reason: str | None = Field(sa_type=Text)
    closed_at: datetime | None = Field(sa_column=instant(nullable=True))
    referral: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("referral.id"), nullable=True))

    @property
    def state(self) -> ConsultationStatus:
        return ConsultationStatus(self.status)

    @property
    def areas(self) -> tuple[Domain, ...]:
        return tuple(map(Domain, self.domains))

    @property
    def why_declined(self) -> Decline | None:
        return Decline(self.decline_reason) if self.decline_reason else None
