"""The tables of this room. A check or a unique index holds what must never be otherwise."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, ExcludeConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from sealing.keyring import Sealed, SealedColumn


class Row(SQLModel, registry=registry()):
    """This room's own registry: a shared one would mix the tables of all rooms."""

    model_config = {"arbitrary_types_allowed": True}  # sealed bytes are a type of the kit


metadata = Row.metadata


def _instant(*, nullable: bool = False) -> Any:
    return Column(DateTime(timezone=True), nullable=nullable)


_DECIDED_HERE = "lane IS DISTINCT FROM 'with-provider'"


class PolicyTextRow(Row, table=True):
    """The exact text of each policy by which something was decided, once per hash."""

    __tablename__ = "policy_text"

    sha256: str = Field(primary_key=True, sa_type=Text)
    region: str = Field(sa_type=Text)
    valid_from: date
    text: str = Field(sa_type=Text)
    kept_at: datetime = Field(sa_column=_instant())


class RequestRow(Row, table=True):
    """`id` is the id of the referral, so that a referral opens one request at most.

    `desk_lane` and `can_wait` follow from the others: an index by which the list is ordered needs them.
    """

    __tablename__ = "request"
    __table_args__ = (
        Index(
            "request_on_the_list",
            *("municipality", "can_wait", "pressing_at", "id"),
            postgresql_where=text(f"status = 'open' AND {_DECIDED_HERE}"),
        ),
        Index(
            "request_in_its_lane",
            *("municipality", "desk_lane", "can_wait", "pressing_at", "id"),
            postgresql_where=text("status = 'open'"),
        ),
        Index(
            "request_in_hand",
            *("municipality", "worker", "can_wait", "pressing_at", "id"),
            postgresql_where=text("worker IS NOT NULL"),
        ),
        Index(
            "request_ever",
            *("municipality", "can_wait", "pressing_at", "id"),
            postgresql_where=text(_DECIDED_HERE),
        ),
        Index("request_by_municipality", "municipality", "id"),
        Index("request_by_client", "client"),
        Index(
            "request_by_first_end",
            "referrer_organisation",
            text("coalesce(first_end, 'infinity'::date)"),
            "id",
            postgresql_where=text("status <> 'closed'"),
        ),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    lane: str | None = Field(sa_type=Text)
    region: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    client: UUID
    referrer_organisation: UUID
    preferred_provider: UUID | None
    facts: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    choice: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    measure_kind: str | None = Field(sa_type=Text)
    measure_until: date | None
    submitted_at: datetime = Field(sa_column=_instant())
    due_at: datetime | None = Field(sa_column=_instant(nullable=True))
    closed_at: datetime | None = Field(sa_column=_instant(nullable=True))
    outcome: str | None = Field(sa_type=Text)
    refused: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    applied_on: date | None
    triage: str | None = Field(sa_type=Text)
    look_by: datetime | None = Field(sa_column=_instant(nullable=True))
    worker: str | None = Field(sa_type=Text)
    pressing_at: datetime = Field(sa_column=_instant())
    stay_since: date | None
    authorised_until: date | None
    first_end: date | None
    ends_told: list[str] = Field(
        default_factory=list, sa_column=Column(ARRAY(Text), nullable=False, server_default="{}")
    )
    desk_lane: str = Field(sa_type=Text)
    can_wait: bool


class DecisionRow(Row, table=True):
    """One per request. `intended_result` and all other words are sealed under the key of the request."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("request_id", name="decision_once_per_request"),
        Index("decision_by_client", "client"),
        Index("decision_by_municipality", "municipality", "decided_at"),
        Index(
            "decision_with_overrides",
            "municipality",
            "id",
            postgresql_where=text("overrides <> '{}'"),
        ),
    )

    id: UUID = Field(primary_key=True)
    version: int
    request_id: UUID = Field(foreign_key="request.id")
    client: UUID
    region: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    policy_sha256: str = Field(sa_column=Column(Text, ForeignKey("policy_text.sha256"), nullable=False))
    policy_valid_from: date
    decided_by: str = Field(sa_type=Text)
    facts: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    choices: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    grounds: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    on_record: dict[str, Any] | None = Field(sa_column=Column(JSONB(none_as_null=True), nullable=True))
    overrides: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    noted: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    kind: str = Field(sa_type=Text)
    intended_result: Sealed | None = Field(sa_column=Column(SealedColumn, nullable=True))
    words: Sealed | None = Field(sa_column=Column(SealedColumn, nullable=True))
    preferred_provider: UUID | None
    awarded_provider: UUID | None
    start_on: date | None
    decided_at: datetime = Field(sa_column=_instant())


class GrantRow(Row, table=True):
    """What a decision gives, with the sums of its ledger in cents. What is due never passes the ceiling."""

    __tablename__ = "care_grant"
    __table_args__ = (
        Index(
            "grant_once_per_component",
            "decision_id",
            "component",
            "intensity",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("moved_from IS NULL"),
        ),
        UniqueConstraint("moved_from", name="grant_moves_once"),
        CheckConstraint("valid_from <= valid_until", name="period_of_a_grant"),
        CheckConstraint("due_etmalen <= etmalen", name="due_within_etmalen"),
        CheckConstraint(
            "product IS NOT NULL OR (component = 'stay') = (etmalen IS NOT NULL)", name="a_stay_has_etmalen"
        ),
        CheckConstraint("num_nonnulls(budget, intensity, product) <= 1", name="one_thing_granted"),
        CheckConstraint("due_cents + returned_cents <= committed_cents", name="due_within_ceiling"),
        CheckConstraint("due_cents + held_cents <= delivered_cents", name="booked_once"),
        CheckConstraint(
            "least(committed_cents, delivered_cents, due_cents, held_cents, returned_cents) >= 0",
            name="no_negative_sum",
        ),
        CheckConstraint(
            "expected_back_cents IN (0, committed_cents - due_cents - returned_cents)",
            name="all_that_is_left_is_expected_back",
        ),
        Index("grant_by_request", "request_id"),
        Index("grant_by_year", "municipality", "valid_from"),
    )

    id: UUID = Field(primary_key=True)
    decision_id: UUID = Field(foreign_key="decision.id")
    request_id: UUID = Field(foreign_key="request.id")
    municipality: str = Field(sa_type=Text)
    route: str = Field(sa_type=Text)
    funding: str | None = Field(sa_type=Text)
    buying: str = Field(sa_type=Text)
    moved_from: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("care_grant.id"), nullable=True))
    component: str = Field(sa_type=Text)
    budget: str | None = Field(sa_type=Text)
    intensity: str | None = Field(sa_type=Text)
    etmalen: int | None
    product: str | None = Field(sa_type=Text)
    quantity: int | None
    unit: str | None = Field(sa_type=Text)
    provider: UUID | None
    illustrative: bool
    valid_from: date
    valid_until: date
    authorised_until: date | None
    committed_cents: int = Field(sa_type=BigInteger)
    delivered_cents: int = Field(sa_type=BigInteger)
    due_cents: int = Field(sa_type=BigInteger)
    held_cents: int = Field(sa_type=BigInteger)
    expected_back_cents: int = Field(sa_type=BigInteger)
    returned_cents: int = Field(sa_type=BigInteger)
    due_etmalen: int
    is_phased_out: bool
    closed_at: datetime | None = Field(sa_column=_instant(nullable=True))


class LedgerRow(Row, table=True):
    """Entries are added and never changed or removed; a trigger refuses it."""

    __tablename__ = "ledger_entry"
    __table_args__ = (Index("ledger_by_grant", "grant_id", "position"),)

    position: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    grant_id: UUID = Field(foreign_key="care_grant.id")
    kind: str = Field(sa_type=Text)
    cents: int = Field(sa_type=BigInteger)
    etmalen: int
    delivery_id: UUID | None
    booked_at: datetime = Field(sa_column=_instant())


class EntitlementRow(Row, table=True):
    __tablename__ = "entitlement"
    __table_args__ = (
        UniqueConstraint("grant_id", name="entitlement_once_per_grant"),
        Index("entitlement_by_provider", "provider", "id"),
        Index("entitlement_by_placement", "placement"),
        Index("entitlement_by_request", "request_id"),
        Index("entitlement_by_client", "client"),
        Index("entitlement_by_municipality", "municipality", "id"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    grant_id: UUID = Field(foreign_key="care_grant.id")
    request_id: UUID = Field(foreign_key="request.id")
    client: UUID
    provider: UUID
    placement: UUID
    region: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    valid_from: date
    valid_until: date
    final_at: datetime | None = Field(sa_column=_instant(nullable=True))
    closed_at: datetime | None = Field(sa_column=_instant(nullable=True))


class StayRow(Row, table=True):
    """Nights that a provider told of. Nobody sleeps in two places: no two of one request share a night."""

    __tablename__ = "stay"
    __table_args__ = (
        CheckConstraint("arrived_on <= left_on", name="left_after_arrival"),
        ExcludeConstraint(
            ("request_id", "="),
            (text("daterange(arrived_on, greatest(left_on, arrived_on + 1))"), "&&"),
            using="gist",
            name="stay_no_night_twice",
        ),
    )

    id: UUID = Field(primary_key=True)
    request_id: UUID = Field(foreign_key="request.id")
    entitlement_id: UUID = Field(foreign_key="entitlement.id")
    arrived_on: date
    left_on: date
    recorded_at: datetime = Field(sa_column=_instant())


class LineRow(Row, table=True):
    """What a provider did: minutes of a function group, etmalen of a stay, or so much of a product."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("delivery_by_entitlement", "entitlement_id", "id"),
        Index("delivery_by_stay", "stay_id"),
        Index("delivery_final_once", "entitlement_id", unique=True, postgresql_where=text("is_final")),
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes_of_a_day"),
        CheckConstraint("etmalen >= 1", name="whole_etmalen"),
        CheckConstraint(
            "num_nonnulls(function_group, intensity, product) = 1"
            " AND num_nonnulls(minutes, etmalen, pieces) = 1"
            " AND (stay_id IS NULL) = (etmalen IS NULL) AND (function_group IS NULL OR minutes IS NOT NULL)"
            " AND (intensity IS NULL OR etmalen IS NOT NULL) AND (pieces IS NULL OR product IS NOT NULL)",
            name="hours_or_stay",
        ),
        CheckConstraint("pieces >= 1", name="whole_pieces"),
        CheckConstraint("amount_cents >= 0", name="no_negative_amount"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    entitlement_id: UUID = Field(foreign_key="entitlement.id")
    region: str = Field(sa_type=Text)
    function_group: str | None = Field(sa_type=Text)
    minutes: int | None
    stay_id: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("stay.id"), nullable=True))
    intensity: str | None = Field(sa_type=Text)
    etmalen: int | None
    product: str | None = Field(sa_type=Text)
    pieces: int | None
    delivered_on: date
    is_final: bool
    tariff_cents: int
    amount_cents: int
    left_cents: int | None = Field(sa_type=BigInteger)
    is_absence: bool
    illustrative: bool
    status: str = Field(sa_type=Text)
    held_because: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    recorded_at: datetime = Field(sa_column=_instant())


class RefusalRow(Row, table=True):
    """That the municipality refused, on which ground; `words` are its five legal steps, sealed."""

    __tablename__ = "refusal"

    request_id: UUID = Field(primary_key=True, foreign_key="request.id")
    ground: str = Field(sa_type=Text)
    words: Sealed | None = Field(sa_column=Column(SealedColumn, nullable=True))
    refused_at: datetime = Field(sa_column=_instant())


class SignalRow(Row, table=True):
    """What an organisation, or a municipality's desk, must know in time. `about_day`: what it warns of.

    It is about a grant, about a line of the municipality's own budget, of which `percent` is used, or about
    help that began early.
    """

    __tablename__ = "signal"
    __table_args__ = (
        Index("signal_by_organisation", "organisation", "id"),
        Index("signal_by_municipality", "municipality", "id"),
        CheckConstraint("num_nonnulls(organisation, municipality) = 1", name="signal_to_one"),
        CheckConstraint("num_nonnulls(grant_id, frame_line, early_start_id) = 1", name="signal_about_one"),
    )

    id: UUID = Field(primary_key=True)
    organisation: UUID | None
    municipality: str | None = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    request_id: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("request.id"), nullable=True))
    grant_id: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("care_grant.id"), nullable=True))
    delivery_id: UUID | None
    frame_line: str | None = Field(sa_type=Text)
    percent: int | None
    early_start_id: UUID | None
    about_day: date
    made_at: datetime = Field(sa_column=_instant())


class CareRow(Row, table=True):
    """A read model: the care periods that `referral` tells of, by the placement to which they belong."""

    __tablename__ = "known_care"
    __table_args__ = (Index("known_care_by_placement", "placement"),)

    id: UUID = Field(primary_key=True)
    placement: UUID
    started_on: date = Field(sa_column=Column(Date, nullable=False))
    stopped_on: date | None
