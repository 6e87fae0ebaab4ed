"""The tables of contracts, admission, partnerships and the shell around local teams."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlmodel import Field

from provider_registry.store.tables import Row, instant, texts


class ContractRow(Row, table=True):
    """`municipalities`: the codes for which it holds, as agreed; `regions` begins with who contracts."""

    __tablename__ = "contract"
    __table_args__ = (
        Index("contract_by_provider", "provider", "id"),
        Index("contract_by_region", "regions", postgresql_using="gin"),
        CheckConstraint("valid_from <= valid_until", name="contract_period"),
        ExcludeConstraint(
            ("provider", "="),
            ("region", "="),
            ("form", "="),
            ("level", "="),
            (text("(CASE WHEN level = 'local' THEN municipalities[1] ELSE '' END)"), "="),
            (text("daterange(valid_from, valid_until, '[]')"), "&&"),
            name="contract_once",
        ),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    provider: UUID = Field(foreign_key="organisation.id")
    region: str = Field(sa_type=Text)
    form: str = Field(sa_type=Text)
    level: str = Field(sa_type=Text)
    regions: list[str] = Field(sa_column=texts())
    municipalities: list[str] = Field(sa_column=texts())
    valid_from: date
    valid_until: date | None
    suspended_on: date | None
    ground: str | None = Field(sa_type=Text)


class IndividualContractRow(Row, table=True):
    __tablename__ = "individual_contract"
    __table_args__ = (
        Index("individual_contract_by_region", "region", "id"),
        CheckConstraint("valid_from <= valid_until", name="individual_contract_period"),
        CheckConstraint("price_cents >= 0"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    provider: UUID = Field(foreign_key="organisation.id")
    region: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    client: UUID
    form: str = Field(sa_type=Text)
    valid_from: date
    valid_until: date
    price_cents: int = Field(sa_type=BigInteger)
    ground: str = Field(sa_type=Text)


class AdmissionRoundRow(Row, table=True):
    __tablename__ = "admission_round"
    __table_args__ = (
        UniqueConstraint("region", "form", "number", name="round_once"),
        Index("round_open_once", "region", "form", unique=True, postgresql_where=text("status = 'open'")),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    region: str = Field(sa_type=Text)
    form: str = Field(sa_type=Text)
    number: int
    criteria: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    ground: str | None = Field(sa_type=Text)
    ground_told: str | None = Field(sa_type=Text)
    opened_at: datetime = Field(sa_column=instant())
    closed_at: datetime | None = Field(sa_column=instant(nullable=True))


class ApplicationRow(Row, table=True):
    __tablename__ = "application"
    __table_args__ = (UniqueConstraint("round", "provider", name="application_once"),)

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    round: UUID = Field(foreign_key="admission_round.id")
    provider: UUID = Field(foreign_key="organisation.id")
    applied_at: datetime = Field(sa_column=instant())
    results: list[dict[str, Any]] | None = Field(sa_column=Column(JSONB(none_as_null=True), nullable=True))
    assessed_at: datetime | None = Field(sa_column=instant(nullable=True))


class PartnershipRow(Row, table=True):
    __tablename__ = "partnership"
    __table_args__ = (Index("partnership_by_region", "region", "id"),)

    id: UUID = Field(primary_key=True)
    version: int
    region: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    lead: UUID = Field(foreign_key="organisation.id")
    forms: list[str] = Field(sa_column=texts())
    domains: list[str] = Field(sa_column=texts())
    valid_from: date
    valid_until: date | None


class PartnershipMemberRow(Row, table=True):
    __tablename__ = "partnership_member"

    partnership: UUID = Field(foreign_key="partnership.id", primary_key=True)
    organisation: UUID = Field(foreign_key="organisation.id", primary_key=True)


class ShellLinkRow(Row, table=True):
    """A specialist whom a local team may consult; `hours`: per weekday from and until, local time."""

    __tablename__ = "shell_link"
    __table_args__ = (Index("shell_by_team", "team", "expertise", "id"),)

    id: UUID = Field(primary_key=True)
    version: int
    team: UUID = Field(foreign_key="organisation.id")
    specialist: UUID = Field(foreign_key="organisation.id")
    expertise: str = Field(sa_type=Text)
    hours: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    contact: str = Field(sa_type=Text)
    valid_from: date
    valid_until: date | None
