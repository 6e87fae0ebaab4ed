"""Tables of the people around a young person: who has a say, consent, wishes, secrecy, stopped feedback."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Date, ForeignKey, Index, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from referral.domain.consent import Act, ConsentStatus, LegalException
from referral.domain.people import Delivery, Period, PersonKind, ToldBy
from referral.domain.secrecy import LiftReason, MarkStatus, SecrecyReason
from referral.store.rows import Row, instant, reference
from sealing.keyring import SealedColumn


class PersonWithSayRow(Row, table=True):
    """A parent, guardian or institution on record, each apart. Name and own address are sealed.

    `first_day`, `last_day`: from and until when the authority holds, both included.
    """

    __tablename__ = "person_with_say"
    __table_args__ = (
        Index("person_with_say_by_referral", "referral", "id"),
        Index("person_with_say_by_client", "client"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    client: UUID = Field(sa_column=reference("client.id"))
    referral: UUID = Field(sa_column=reference("referral.id"))
    kind: str = Field(sa_type=Text)
    has_authority: bool
    first_day: date | None = Field(sa_type=Date)
    last_day: date | None = Field(sa_type=Date)
    told_by: str = Field(sa_type=Text)
    organisation: UUID | None
    name: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    address: bytes | None = Field(sa_column=Column(SealedColumn, nullable=True))
    recorded_at: datetime = Field(sa_column=instant())
    recorded_by: UUID

    @property
    def what(self) -> PersonKind:
        return PersonKind(self.kind)

    @property
    def source(self) -> ToldBy:
        return ToldBy(self.told_by)

    def decides_on(self, day: date) -> bool:
        return self.has_authority and Period(self.first_day, self.last_day).holds(day)


class ConsentRow(Row, table=True):
    """One question to one person about one act. `person`: a person with a say, or null: the young person.

    `…_on` is the day on which it happened, `recorded_at` when it was last entered. `until`: the last day on
    which a yes counts.
    """

    __tablename__ = "consent"
    __table_args__ = (
        Index("consent_by_referral", "referral", "id"),
        Index(
            "consent_one_pending",
            "referral",
            "act",
            "person",
            unique=True,
            postgresql_where=text("status = 'pending'"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    client: UUID = Field(sa_column=reference("client.id"))
    referral: UUID = Field(sa_column=reference("referral.id"))
    act: str = Field(sa_type=Text)
    person: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("person_with_say.id"), nullable=True))
    asked_on: date = Field(sa_type=Date)
    answered_on: date | None = Field(sa_type=Date)
    until: date | None = Field(sa_type=Date)
    recorded_at: datetime = Field(sa_column=instant())
    recorded_by: UUID

    @property
    def state(self) -> ConsentStatus:
        return ConsentStatus(self.status)

    @property
    def what(self) -> Act:
        return Act(self.act)


class ConsentExceptionRow(Row, table=True):
    """What the law puts in the place of consent. `person`: whose; null: see the exception itself.

    The number of a court's order identifies a case, so it is sealed.
    """

    __tablename__ = "consent_exception"
    __table_args__ = (Index("consent_exception_by_referral", "referral", "id"),)

    id: UUID = Field(primary_key=True)
    version: int
    client: UUID = Field(sa_column=reference("client.id"))
    referral: UUID = Field(sa_column=reference("referral.id"))
    act: str = Field(sa_type=Text)
    code: str = Field(sa_type=Text)
    person: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("person_with_say.id"), nullable=True))
    order_number: bytes | None = Field(sa_column=Column(SealedColumn, nullable=True))
    first_day: date = Field(sa_type=Date)
    last_day: date | None = Field(sa_type=Date)
    recorded_at: datetime = Field(sa_column=instant())
    recorded_by: UUID

    @property
    def what(self) -> Act:
        return Act(self.act)

    @property
    def exception(self) -> LegalException:
        return LegalException(self.code)


class ContactPreferenceRow(Row, table=True):
    """How the family wants to be reached. `not_to_tell`: people with a say who must not be informed."""

    __tablename__ = "contact_preference"

    client: UUID = Field(sa_column=Column(Uuid, ForeignKey("client.id"), primary_key=True))
    version: int
    no_letter_home: bool
    deliver_by: str | None = Field(sa_type=Text)
    not_to_tell: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    recorded_at: datetime = Field(sa_column=instant())
    recorded_by: UUID

    @property
    def way(self) -> Delivery | None:
        return Delivery(self.deliver_by) if self.deliver_by else None


class SecrecyMarkRow(Row, table=True):
    """A mark of secrecy on a client; at most one is in force, and those before it stay on record."""

    __tablename__ = "secrecy_mark"
    __table_args__ = (
        Index("secrecy_mark_by_client", "client", "id"),
        Index("secrecy_mark_one", "client", unique=True, postgresql_where=text("status = 'in-force'")),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    client: UUID = Field(sa_column=reference("client.id"))
    reason: str = Field(sa_type=Text)
    set_at: datetime = Field(sa_column=instant())
    set_by: UUID
    lifted_at: datetime | None = Field(sa_column=instant(nullable=True))
    lifted_by: UUID | None
    lift_reason: str | None = Field(sa_type=Text)

    @property
    def state(self) -> MarkStatus:
        return MarkStatus(self.status)

    @property
    def why(self) -> SecrecyReason:
        return SecrecyReason(self.reason)

    @property
    def why_lifted(self) -> LiftReason | None:
        return LiftReason(self.lift_reason) if self.lift_reason else None


class FeedbackStopRow(Row, table=True):
    """A young person from sixteen stopped the word back to the referrer; `…_on`: the day of saying so."""

    __tablename__ = "feedback_stop"
    __table_args__ = (
        Index("feedback_stop_by_referral", "referral", "id"),
        Index("feedback_stop_one", "referral", unique=True, postgresql_where=text("status = 'in-force'")),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    client: UUID = Field(sa_column=reference("client.id"))
    referral: UUID = Field(sa_column=reference("referral.id"))
    told_on: date = Field(sa_type=Date)
    recorded_at: datetime = Field(sa_column=instant())
    recorded_by: UUID
    lifted_on: date | None = Field(sa_type=Date)
    lifted_at: datetime | None = Field(sa_column=instant(nullable=True))
    lifted_by: UUID | None

    @property
    def state(self) -> MarkStatus:
        return MarkStatus(self.status)
