"""The tables of this room. A check, an exclusion or a unique index holds what must never be otherwise."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Row(SQLModel, registry=registry()):
    """This room's own registry: a shared one would mix the tables of all rooms."""


metadata = Row.metadata


def instant(*, nullable: bool = False) -> Any:
    return Column(DateTime(timezone=True), nullable=nullable)


def texts() -> Any:
    return Column(ARRAY(Text), nullable=False)


def small(*, nullable: bool = True) -> Any:
    return Column(SmallInteger, nullable=nullable)


class OrganisationRow(Row, table=True):
    __tablename__ = "organisation"
    __table_args__ = (Index("organisation_by_region", "regions", postgresql_using="gin"),)

    id: UUID = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    regions: list[str] = Field(sa_column=texts())
    area: str | None = Field(sa_type=Text)
    agb: str | None = Field(sa_type=Text)
    kvk: str | None = Field(sa_type=Text)
    youth_assistants: int | None = Field(sa_column=small())
    active_until: datetime | None = Field(sa_column=instant(nullable=True))
    version: int


class LocationRow(Row, table=True):
    """Of a secret one `address` and the point leave this room to nobody but who may see them."""

    __tablename__ = "location"
    __table_args__ = (
        Index("location_by_organisation", "organisation", "id"),
        CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="on_this_earth"
        ),
    )

    id: UUID = Field(primary_key=True)
    version: int
    organisation: UUID = Field(foreign_key="organisation.id")
    name: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    address: str | None = Field(sa_type=Text)
    latitude: float = Field(sa_type=Double)
    longitude: float = Field(sa_type=Double)
    secret: bool
    closed_on: date | None


class OfferRow(Row, table=True):
    __tablename__ = "offer"
    __table_args__ = (
        Index("offer_by_provider", "provider", "id"),
        CheckConstraint("age_from <= age_to", name="offer_ages"),
        CheckConstraint("pilot_from <= pilot_until", name="offer_pilot"),
        CheckConstraint("seats > 0"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    provider: UUID = Field(foreign_key="organisation.id")
    care_form: str = Field(sa_type=Text)
    form: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    domains: list[str] = Field(sa_column=texts())
    function_groups: list[str] = Field(sa_column=texts())
    age_from: int = Field(sa_column=small(nullable=False))
    age_to: int = Field(sa_column=small(nullable=False))
    identity: str | None = Field(sa_type=Text)
    languages: list[str] = Field(sa_column=texts())
    method: str | None = Field(sa_type=Text)
    programmes: list[str] = Field(sa_column=texts())
    professionals: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    is_free: bool
    contact: str | None = Field(sa_type=Text)
    times: str | None = Field(sa_type=Text)
    municipalities: list[str] = Field(sa_column=texts())
    seats: int | None
    pilot_from: date | None
    pilot_until: date | None
    replaces: str | None = Field(sa_type=Text)


class EnrolmentRow(Row, table=True):
    """One line of what can be placed: this offer, at this location, at this intensity, in this period."""

    __tablename__ = "enrolment"
    __table_args__ = (
        Index("enrolment_by_provider", "provider", "id"),
        Index("enrolment_by_offer", "offer", "id"),
        CheckConstraint("valid_from <= valid_until", name="enrolment_period"),
        CheckConstraint("(region IS NULL) = (intensity IS NULL)", name="intensity_of_a_region"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    offer: UUID = Field(foreign_key="offer.id")
    provider: UUID = Field(foreign_key="organisation.id")
    location: UUID | None = Field(foreign_key="location.id")
    region: str | None = Field(sa_type=Text)
    intensity: str | None = Field(sa_type=Text)
    valid_from: date
    valid_until: date | None
    follows: UUID | None = Field(foreign_key="enrolment.id")


class CapacityRow(Row, table=True):
    """What was said last of the places of an enrolment."""

    __tablename__ = "capacity"
    __table_args__ = (
        CheckConstraint("wait_from_days <= wait_to_days", name="wait_range"),
        CheckConstraint("free_places <= most_places", name="places"),
    )

    enrolment: UUID = Field(foreign_key="enrolment.id", primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    free_places: int | None = Field(sa_column=small())
    most_places: int | None = Field(sa_column=small())
    wait_from_days: int | None = Field(sa_column=small())
    wait_to_days: int | None = Field(sa_column=small())
    as_of: datetime = Field(sa_column=instant())
    said_by: UUID
    source: str = Field(sa_type=Text)


class CapacitySaidRow(Row, table=True):
    """Every word that was said of the places; never changed."""

    __tablename__ = "capacity_said"

    enrolment: UUID = Field(foreign_key="enrolment.id", primary_key=True)
    as_of: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True))
    status: str = Field(sa_type=Text)
    free_places: int | None = Field(sa_column=small())
    most_places: int | None = Field(sa_column=small())
    wait_from_days: int | None = Field(sa_column=small())
    wait_to_days: int | None = Field(sa_column=small())
    said_by: UUID
    source: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=instant())


class CapacityUploadRow(Row, table=True):
    """The report of an upload, line by line, for who sends it again."""

    __tablename__ = "capacity_upload"
    __table_args__ = (Index("capacity_upload_by_provider", "provider", "made_at"),)

    id: UUID = Field(primary_key=True)
    provider: UUID = Field(foreign_key="organisation.id")
    made_at: datetime = Field(sa_column=instant())
    lines: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))


class ReservationRow(Row, table=True):
    """A lease of one place for one placement. `taken_at`: the provider accepted.

    `heard`: the version of the placement that was heard of last, so that an older one changes nothing.
    """

    __tablename__ = "reservation"
    __table_args__ = (
        Index(
            "reservation_in_force",
            "enrolment",
            "until",
            postgresql_where=text("status IN ('held', 'taken')"),
        ),
    )

    placement: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    enrolment: UUID = Field(foreign_key="enrolment.id")
    reserved_by: UUID
    since: datetime = Field(sa_column=instant())
    until: datetime = Field(sa_column=instant())
    taken_at: datetime | None = Field(sa_column=instant(nullable=True))
    heard: int


class SignUpRow(Row, table=True):
    __tablename__ = "sign_up"
    __table_args__ = (
        Index("sign_up_in_turn", "offer", "position", postgresql_where=text("status <> 'withdrawn'")),
    )

    offer: UUID = Field(foreign_key="offer.id", primary_key=True)
    placement: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    signed_up_by: UUID
    position: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), nullable=False)
    )


class SignalRow(Row, table=True):
    """Something that a contract manager should look at; `about` is an enrolment or a contract."""

    __tablename__ = "signal"
    __table_args__ = (
        Index(
            "signal_open_once",
            "kind",
            "region",
            "about",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("signal_by_region", "region", "id"),
    )

    id: UUID = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    region: str = Field(sa_type=Text)
    provider: UUID = Field(foreign_key="organisation.id")
    about: UUID
    days: int | None
    raised_at: datetime = Field(sa_column=instant())
    ended_at: datetime | None = Field(sa_column=instant(nullable=True))


class OptionRow(Row, table=True):
    """What a municipality can use, in the order in which it is shown; made from all the others."""

    __tablename__ = "option"
    __table_args__ = (
        Index("option_in_order", "municipality", "turn", "enrolment"),
        Index("option_of_care_form", "municipality", "care_form", "turn", "enrolment"),
        Index("option_at_intensity", "municipality", "intensity", "turn", "enrolment"),
        Index("option_of_provider", "provider", "municipality", "turn"),
        Index("option_of_enrolment", "enrolment"),
    )

    municipality: str = Field(sa_column=Column(Text, primary_key=True))
    enrolment: UUID = Field(sa_column=Column(ForeignKey("enrolment.id"), primary_key=True))
    valid_from: date = Field(primary_key=True)
    valid_until: date
    turn: int = Field(sa_type=BigInteger)
    care_form: str = Field(sa_type=Text)
    form: str = Field(sa_type=Text)
    intensity: str | None = Field(sa_type=Text)
    age_from: int = Field(sa_column=small(nullable=False))
    age_to: int = Field(sa_column=small(nullable=False))
    domains: list[str] = Field(sa_column=texts())
    identity: str | None = Field(sa_type=Text)
    languages: list[str] = Field(sa_column=texts())
    level: str = Field(sa_type=Text)
    wait_days: int = Field(sa_column=small(nullable=False))
    kilometres: int | None = Field(sa_column=small())
    provider: UUID
    offer: UUID
    location: UUID | None
    contract: UUID | None
