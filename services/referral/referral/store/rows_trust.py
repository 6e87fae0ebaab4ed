"""The tables of case partners and of the emergency door."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from referral.store.rows import Row, instant, reference
from sealing.keyring import SealedColumn


class CasePartnerRow(Row, table=True):
    """A party with a task in one case, from and until a day in Europe/Amsterdam, both included (HLM-13).

    `kind`: of organisation, by which it is decided what it reads. `purpose`, and the `contact` whom it can
    call, are sealed under the client's key. `ended_at` (UTC): when it was taken out before its last day.
    """

    __tablename__ = "case_partner"
    __table_args__ = (
        Index(
            "case_partner_once",
            "referral",
            "organisation",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("case_partner_by_organisation", "organisation", "id"),
        Index("case_partner_by_client", "client"),
        CheckConstraint("first_day <= last_day", name="case_partner_in_order"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    client: UUID = Field(sa_column=reference("client.id"))
    referral: UUID = Field(sa_column=reference("referral.id"))
    region: str = Field(sa_type=Text)
    organisation: UUID
    kind: str = Field(sa_type=Text)
    purpose: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    contact: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    first_day: date = Field(sa_type=Date)
    last_day: date = Field(sa_type=Date)
    added_by: UUID
    added_at: datetime = Field(sa_column=instant())
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))

    def works_on(self, day: date) -> bool:
        return self.ended_at is None and self.first_day <= day <= self.last_day


class EmergencyOpeningRow(Row, table=True):
    """A file opened in an emergency by one person, until a moment (UTC). Without `client` nobody was known.

    `reason` and `verdict` are sealed under the key of the client, without one under a key of its own.
    `told`: the organisations whose privacy officer was told, and judges it.
    """

    __tablename__ = "emergency_opening"
    __table_args__ = (
        Index("emergency_opening_by_who", "organisation", "subject", "until"),
        Index("emergency_opening_by_officer", "told", postgresql_using="gin"),
        Index("emergency_opening_by_client", "client"),
        CheckConstraint("(justified IS NULL) = (judged_at IS NULL)", name="emergency_opening_judged"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    client: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("client.id"), nullable=True))
    region: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    organisation: UUID
    reason: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    opened_at: datetime = Field(sa_column=instant())
    until: datetime = Field(sa_column=instant())
    told: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    justified: bool | None = None
    verdict: bytes | None = Field(default=None, sa_column=Column(SealedColumn, nullable=True))
    judged_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    judged_by: UUID | None = None
