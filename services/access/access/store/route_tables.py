"""The tables of help that needs no decision for one young person."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Text, Uuid
from sqlmodel import Field

from access.store.tables import Row
from sealing.keyring import Sealed, SealedColumn


class ContactRow(Row, table=True):
    """Who got what, from when to when, kept by who gave it; `client` is a reference or nothing (GRO-03).

    `placement`: where a referral led to it; its days then follow the care that the room `referral` tells.
    """

    __tablename__ = "contact"
    __table_args__ = (
        Index("contact_by_keeper", "keeper", "id"),
        Index("contact_by_municipality", "municipality"),
        Index("contact_by_region", "region"),
        Index("contact_by_placement", "placement", unique=True),
        Index("contact_by_request", "request_id"),
        CheckConstraint("started_on <= stopped_on", name="contact_stops_after_start"),
        CheckConstraint(
            "(route = 'freely-accessible') = (provision IS NOT NULL)", name="free_help_has_a_name"
        ),
    )

    id: UUID = Field(primary_key=True)
    version: int
    keeper: UUID
    region: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    route: str = Field(sa_type=Text)
    provision: str | None = Field(sa_type=Text)
    client: UUID | None
    started_on: date | None
    stopped_on: date | None
    request_id: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("request.id"), nullable=True))
    placement: UUID | None
    recorded_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class ContactChangeRow(Row, table=True):
    """How much help there is from a day on; it takes no decision (GRO-04)."""

    __tablename__ = "contact_change"
    __table_args__ = (CheckConstraint("minutes_per_week BETWEEN 0 AND 10080", name="minutes_of_a_week"),)

    contact_id: UUID = Field(foreign_key="contact.id", primary_key=True)
    first_day: date = Field(primary_key=True)
    minutes_per_week: int
    recorded_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class EarlyStartRow(Row, table=True):
    """Help that began before anything was registered, and by when that must follow (GRO-02)."""

    __tablename__ = "early_start"
    __table_args__ = (
        Index("early_start_by_provider", "provider", "id"),
        Index("early_start_registers_once", "contact_id", unique=True),
        CheckConstraint("(contact_id IS NULL) = (registered_at IS NULL)", name="registered_by_a_contact"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    provider: UUID
    region: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    route: str = Field(sa_type=Text)
    client: UUID | None
    started_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    register_by: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    recorded_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    reminded_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))
    contact_id: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("contact.id"), nullable=True))
    registered_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True), nullable=True))


class FreeHelpRow(Row, table=True):
    """That the desk sent to free help; `words` are what the family said when it was heard, sealed."""

    __tablename__ = "free_help"
    __table_args__ = (
        CheckConstraint("wish = 'agrees' OR heard_on IS NOT NULL", name="heard_before_against_the_wish"),
    )

    request_id: UUID = Field(primary_key=True, foreign_key="request.id")
    contact_id: UUID = Field(foreign_key="contact.id")
    provision: str = Field(sa_type=Text)
    wish: str = Field(sa_type=Text)
    heard_on: date | None
    words: Sealed | None = Field(sa_column=Column(SealedColumn, nullable=True))
    sent_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
