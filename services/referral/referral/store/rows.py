"""The tables of this room. In clear stand references, codes, days and moments; everything else is sealed."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, LargeBinary, SmallInteger, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import registry
from sqlalchemy.sql.elements import TextClause
from sqlmodel import Field, SQLModel

from referral.domain.asked import Asked, Domain, Measure, MeasureKind
from referral.domain.components import Component
from referral.domain.milestones import Milestone
from referral.domain.placing import RoundMode, WhyStartMoved
from referral.domain.status import OPEN_PLACEMENTS, TAKEN, PlacementStatus, ReferralStatus, StopReason
from region_policy.codes import CareForm, Complexity, ReferrerType, Route, Urgency
from sealing.keyring import SealedColumn


class Row(SQLModel, registry=registry()):
    """This room's own registry: a shared one would mix the tables of all rooms."""


metadata = Row.metadata


def instant(*, nullable: bool = False) -> "Column[Any]":
    return Column(DateTime(timezone=True), nullable=nullable)


def codes() -> "Column[Any]":
    return Column(ARRAY(Text), nullable=False)


def _in(statuses: Collection[PlacementStatus]) -> TextClause:
    return text("status IN ({})".format(", ".join(f"'{status}'" for status in sorted(statuses))))


def reference(target: str) -> "Column[Any]":
    return Column(Uuid, ForeignKey(target), nullable=False)


class HouseholdRow(Row, table=True):
    """Those who live together (gezin). `director`: who answers for its open cases; never nobody (ZHZ-08).

    `version` counts the changes of its members and its directors.
    """

    __tablename__ = "household"

    id: UUID = Field(primary_key=True)
    version: int
    # A household and its director need each other: whichever is stored first, it holds at the commit.
    director: UUID = Field(
        sa_column=Column(
            Uuid,
            ForeignKey(
                "household_director.id",
                name="household_has_its_director",
                use_alter=True,
                deferrable=True,
                initially="DEFERRED",
            ),
            nullable=False,
        )
    )
    created_at: datetime = Field(sa_column=instant())


class ClientRow(Row, table=True):
    """A young person, known by nothing but the keyed hash of a BSN; without a BSN never found again.

    `household` is the main home at this moment; all homes stand in `household_member`.
    """

    __tablename__ = "client"
    __table_args__ = (Index("client_by_bsn", "bsn_hash", unique=True),)

    id: UUID = Field(primary_key=True)
    bsn_hash: bytes | None = Field(sa_type=LargeBinary)
    # Either of the two may be stored first; it holds at the commit.
    household: UUID = Field(
        sa_column=Column(
            Uuid, ForeignKey("household.id", deferrable=True, initially="DEFERRED"), nullable=False
        )
    )
    created_at: datetime = Field(sa_column=instant())


class ReferralRow(Row, table=True):
    """`person` is what this referrer gave, also where another referrer gave something else (LAW-08)."""

    __tablename__ = "referral"
    __table_args__ = (
        Index("referral_by_client", "client"),
        Index("referral_by_organisation", "organisation", "id"),
        Index("referral_by_name", "name_hash"),
        Index("referral_by_municipality", "municipality", "submitted_at"),
        Index(
            "referral_of_municipality_live",
            "municipality",
            text("(NOT safety)"),
            "id",
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    client: UUID = Field(sa_column=reference("client.id"))
    household: UUID = Field(sa_column=reference("household.id"))
    region: str = Field(sa_type=Text)
    organisation: UUID
    referrer_type: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    age: int = Field(sa_type=SmallInteger)
    forms: list[str] = Field(sa_column=codes())
    domains: list[str] = Field(sa_column=codes())
    complexity: str = Field(sa_type=Text)
    urgency: str = Field(sa_type=Text)
    safety: bool
    route: str = Field(sa_type=Text)
    budget: str | None = Field(sa_type=Text)
    etmalen: int | None
    intensity: str | None = Field(sa_type=Text)
    product: str | None = Field(default=None, sa_type=Text)
    quantity: int | None = None
    days: int | None = None
    preferred_provider: UUID | None
    measure_kind: str | None = Field(sa_type=Text)
    measure_until: date | None = Field(sa_type=Date)
    court_authorisation_until: date | None = Field(sa_type=Date)
    category: str | None = Field(default=None, sa_type=Text)
    prolonged_ground: str | None = Field(default=None, sa_type=Text)
    # Of a crisis that this follows, and since which night the young person slept in a crisis bed (IJS-37).
    alarm: UUID | None = None
    stay_since: date | None = Field(default=None, sa_type=Date)
    # In whose name it is (HLM-05), apart from who entered it.
    professional_agb: str | None = Field(default=None, sa_type=Text)
    professional_name: bytes | None = Field(default=None, sa_column=Column(SealedColumn, nullable=True))
    entered_by: str | None = Field(default=None, sa_type=Text)
    entered_role: str | None = Field(default=None, sa_type=Text)
    court_order: bytes | None = Field(default=None, sa_column=Column(SealedColumn, nullable=True))
    court_order_until: date | None = Field(default=None, sa_type=Date)
    person: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    question: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    # Of birth date and surname, keyed; None where it was not made yet (`make_findable`) or is erased.
    name_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    submitted_at: datetime = Field(sa_column=instant())
    closed_at: datetime | None = Field(sa_column=instant(nullable=True))
    # Since when the referrer hears nothing on the young person's word, and the last status that it heard.
    feedback_stopped_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    status_told: str | None = Field(default=None, sa_type=Text)

    @property
    def state_told(self) -> ReferralStatus:
        """The status as far as its referrer hears of it."""
        return ReferralStatus(self.status_told or self.status)

    @property
    def state(self) -> ReferralStatus:
        return ReferralStatus(self.status)

    @property
    def measure(self) -> Measure | None:
        if self.measure_kind is None or self.measure_until is None:
            return None
        return Measure(MeasureKind(self.measure_kind), self.measure_until, self.court_authorisation_until)

    @property
    def asked(self) -> Asked:
        return Asked(
            municipality=self.municipality,
            referrer=ReferrerType(self.referrer_type),
            age=self.age,
            forms=tuple(map(CareForm, self.forms)),
            domains=tuple(map(Domain, self.domains)),
            complexity=Complexity(self.complexity),
            urgency=Urgency(self.urgency),
            safety=self.safety,
            route=Route(self.route),
            budget=self.budget,
            etmalen=self.etmalen,
            intensity=self.intensity,
            product=self.product,
            quantity=self.quantity,
            days=self.days,
            measure=self.measure,
            category=self.category,
            prolonged_ground=self.prolonged_ground,
        )


class GrantRow(Row, table=True):
    """What a decision of the room `access` gave (toekenning), as far as a placement needs it: no money.

    `provider` is the one to ask first; `etmalen` are days of stay of 24 hours. Where the provider decides
    within one sum (GRO-01) nothing was given: then there is no `decision`, and no last day. What is
    `is_national` is for a provider with a national contract only (HLM-19).
    """

    __tablename__ = "granted"
    __table_args__ = (Index("granted_by_referral", "referral"),)

    id: UUID = Field(primary_key=True)
    referral: UUID = Field(sa_column=reference("referral.id"))
    decision: UUID | None
    component: str = Field(sa_type=Text)
    valid_from: date = Field(sa_type=Date)
    valid_until: date | None = Field(sa_type=Date)
    provider: UUID | None
    etmalen: int | None
    intensity: str | None = Field(sa_type=Text)
    is_national: bool = False

    def has_lapsed(self, today: date) -> bool:
        return self.valid_until is not None and self.valid_until < today


class NationalContractRow(Row, table=True):
    """A read model: the national contracts (LTA) that `provider-registry` tells of; both days included."""

    __tablename__ = "known_national_contract"
    __table_args__ = (Index("known_national_contract_by_provider", "provider"),)

    id: UUID = Field(primary_key=True)
    provider: UUID
    valid_from: date = Field(sa_type=Date)
    valid_until: date | None = Field(sa_type=Date)


class PlacementRow(Row, table=True):
    """A question to one provider whether it takes this young person, and its answer.

    `round`: with whom it was asked. `enrolment`: the place where it takes the young person, if it told.
    `redirected_to`: the organisation that it points to with its refusal. `professional`: whom the family
    asked for by name, sealed as part of the file. `partnership`: which one was asked as a whole, and `lead`
    its lead, which may have passed the question to `provider`, a member (HLM-02). `is_urgent` and `safety`
    are those of the referral.
    """

    __tablename__ = "placement_request"
    __table_args__ = (
        Index("placement_request_by_referral", "referral"),
        Index("placement_request_by_provider", "provider", "id"),
        Index("placement_request_by_round", "round"),
        Index("placement_request_by_lead", "lead", "id", postgresql_where=text("lead IS NOT NULL")),
        Index(
            "placement_request_unanswered",
            "provider",
            "answer_due_at",
            "id",
            postgresql_where=text("status = 'requested'"),
        ),
        Index("placement_request_one_taken", "grant_id", unique=True, postgresql_where=_in(TAKEN)),
        Index(
            "placement_request_once_per_provider",
            "grant_id",
            "provider",
            unique=True,
            postgresql_where=_in(OPEN_PLACEMENTS),
        ),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    referral: UUID = Field(sa_column=reference("referral.id"))
    client: UUID = Field(sa_column=reference("client.id"))
    region: str = Field(sa_type=Text)
    decision: UUID | None
    grant_id: UUID = Field(sa_column=reference("granted.id"))
    provider: UUID
    requested_at: datetime = Field(sa_column=instant())
    answer_due_at: datetime = Field(sa_column=instant())
    round: UUID = Field(sa_column=reference("placement_round.id"))
    mode: str = Field(sa_type=Text)
    is_urgent: bool
    safety: bool
    offered_at: datetime | None = Field(sa_column=instant(nullable=True))
    accepted_at: datetime | None = Field(sa_column=instant(nullable=True))
    start_planned_on: date | None = Field(sa_type=Date)
    start_moved_because: str | None = Field(sa_type=Text)
    enrolment: UUID | None
    refusal_reason: str | None = Field(sa_type=Text)
    redirected_to: UUID | None
    professional: bytes | None = Field(sa_column=Column(SealedColumn, nullable=True))
    partnership: UUID | None = None
    lead: UUID | None = None

    @property
    def state(self) -> PlacementStatus:
        return PlacementStatus(self.status)

    @property
    def how(self) -> RoundMode:
        return RoundMode(self.mode)

    @property
    def why_start_moved(self) -> WhyStartMoved | None:
        return WhyStartMoved(self.start_moved_because) if self.start_moved_because else None


class CareRow(Row, table=True):
    """A period of care. `…_on` is the day on which it happened, `…_recorded_at` when it was entered.

    `interrupted_since`, `interrupted_until`: the last interruption, both days without care; without an end
    where nobody knows when it goes on. `intensity`: of a stay, since the last change.
    """

    __tablename__ = "care_period"
    __table_args__ = (Index("care_period_by_placement", "placement", unique=True),)

    id: UUID = Field(primary_key=True)
    version: int
    placement: UUID = Field(sa_column=reference("placement_request.id"))
    referral: UUID = Field(sa_column=reference("referral.id"))
    client: UUID = Field(sa_column=reference("client.id"))
    region: str = Field(sa_type=Text)
    grant_id: UUID = Field(sa_column=reference("granted.id"))
    provider: UUID
    started_on: date = Field(sa_type=Date)
    start_recorded_at: datetime = Field(sa_column=instant())
    stopped_on: date | None = Field(sa_type=Date)
    stop_recorded_at: datetime | None = Field(sa_column=instant(nullable=True))
    stop_reason: str | None = Field(sa_type=Text)
    interrupted_since: date | None = Field(default=None, sa_type=Date)
    interrupted_until: date | None = Field(default=None, sa_type=Date)
    intensity: str | None = Field(default=None, sa_type=Text)
    recorded_at: datetime = Field(sa_column=instant())

    @property
    def why_stopped(self) -> StopReason | None:
        return StopReason(self.stop_reason) if self.stop_reason else None


class MilestoneRow(Row, table=True):
    """What happened to a referral; `organisation` is the referring one, in whose inbox messages lie.

    `is_withheld` from the referrer, because the young person has stopped its feedback.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        Index("milestone_by_referral", "referral", "id"),
        Index("milestone_by_organisation", "organisation", "id"),
    )

    id: UUID = Field(primary_key=True)
    referral: UUID = Field(sa_column=reference("referral.id"))
    organisation: UUID
    kind: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=instant())
    happens_on: date | None = Field(sa_type=Date)
    component: str | None = Field(sa_type=Text)
    provider: UUID | None
    reasons: list[str] = Field(sa_column=codes())
    is_withheld: bool = False

    @property
    def part(self) -> Component | None:
        return Component(self.component) if self.component else None

    @property
    def milestone(self) -> Milestone:
        return Milestone(self.kind)
