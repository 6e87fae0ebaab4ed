"""What belongs to waiting and to care: first contacts, norms that were passed, bridging, and what happens
in a period of care. `…_on` is the day on which it happened, `recorded_at` when it was entered.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from referral.domain.bridging import OPEN_BRIDGING, BridgingEnd, BridgingStatus
from referral.domain.care_facts import ChangeReason, InterruptionReason, Step
from referral.store.rows import Row, instant, reference


class FirstContactRow(Row, table=True):
    """The provider of a placement has met the young person or a parent."""

    __tablename__ = "first_contact"

    placement: UUID = Field(sa_column=Column(Uuid, ForeignKey("placement_request.id"), primary_key=True))
    referral: UUID = Field(sa_column=reference("referral.id"))
    contact_on: date = Field(sa_type=Date)
    recorded_at: datetime = Field(sa_column=instant())

    __table_args__ = (Index("first_contact_by_referral", "referral"),)


class NormPassedRow(Row, table=True):
    """It was told that a norm on waiting is passed. `about`: the component, or before that the referral."""

    __tablename__ = "norm_passed"
    __table_args__ = (
        UniqueConstraint("about", "stretch", name="norm_passed_told_once"),
        Index("norm_passed_by_referral", "referral"),
    )

    id: UUID = Field(primary_key=True)
    referral: UUID = Field(sa_column=reference("referral.id"))
    about: UUID
    stretch: str = Field(sa_type=Text)
    told_at: datetime = Field(sa_column=instant())


class BridgingRow(Row, table=True):
    """Help by another provider while a component waits. `starts_on`, `ended_on`: its first and last day."""

    __tablename__ = "bridging"
    __table_args__ = (
        Index("bridging_by_referral", "referral"),
        Index("bridging_by_provider", "provider", "id"),
        Index(
            "bridging_one_open",
            "grant_id",
            unique=True,
            postgresql_where=text(
                "status IN ({})".format(", ".join(f"'{status}'" for status in sorted(OPEN_BRIDGING)))
            ),
        ),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    referral: UUID = Field(sa_column=reference("referral.id"))
    client: UUID = Field(sa_column=reference("client.id"))
    region: str = Field(sa_type=Text)
    grant_id: UUID = Field(sa_column=reference("granted.id"))
    provider: UUID
    requested_by: UUID
    requested_at: datetime = Field(sa_column=instant())
    answer_due_at: datetime = Field(sa_column=instant())
    starts_on: date | None = Field(sa_type=Date)
    start_recorded_at: datetime | None = Field(sa_column=instant(nullable=True))
    refusal_reason: str | None = Field(sa_type=Text)
    ended_on: date | None = Field(sa_type=Date)
    end_recorded_at: datetime | None = Field(sa_column=instant(nullable=True))
    end_reason: str | None = Field(sa_type=Text)

    @property
    def state(self) -> BridgingStatus:
        return BridgingStatus(self.status)

    @property
    def why_ended(self) -> BridgingEnd | None:
        return BridgingEnd(self.end_reason) if self.end_reason else None


class HelpedDaysRow(Row, table=True):
    """The days of a period of care, or of a bridging (`source`). None is claimed twice (NV-18).

    Two periods of care may share a day, as where one provider hands over to the next; bridging shares its
    days with neither the care of its component nor another bridging of it.
    """

    __tablename__ = "helped_days"
    __table_args__ = (
        CheckConstraint("kind IN ('care', 'bridging')", name="helped_days_kind"),
        ExcludeConstraint(
            ("grant_id", "="),
            ("kind", "<>"),
            (text("daterange(first_day, last_day, '[]')"), "&&"),
            using="gist",
            name="bridging_never_beside_care",
        ),
        ExcludeConstraint(
            ("grant_id", "="),
            (text("daterange(first_day, last_day, '[]')"), "&&"),
            where=text("kind = 'bridging'"),
            using="gist",
            name="bridging_once_a_day",
        ),
    )

    source: UUID = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    grant_id: UUID = Field(sa_column=reference("granted.id"))
    first_day: date = Field(sa_type=Date)
    last_day: date | None = Field(sa_type=Date)


class InterruptionRow(Row, table=True):
    """Care stands still; both days are without care. No two of one period of care share a day."""

    __tablename__ = "care_interruption"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR from_on <= until_on", name="interruption_in_order"),
        ExcludeConstraint(
            ("care", "="),
            (text("daterange(from_on, until_on, '[]')"), "&&"),
            using="gist",
            name="interruption_no_day_twice",
        ),
    )

    id: UUID = Field(primary_key=True)
    care: UUID = Field(sa_column=reference("care_period.id"))
    from_on: date = Field(sa_type=Date)
    until_on: date | None = Field(sa_type=Date)
    reason: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=instant())
    end_recorded_at: datetime | None = Field(sa_column=instant(nullable=True))

    @property
    def why(self) -> InterruptionReason:
        return InterruptionReason(self.reason)


class CareChangeRow(Row, table=True):
    """From this day on help is heavier or lighter; its money is changed in the room `access`."""

    __tablename__ = "care_change"
    __table_args__ = (UniqueConstraint("care", "from_on", name="care_change_once_a_day"),)

    id: UUID = Field(primary_key=True)
    care: UUID = Field(sa_column=reference("care_period.id"))
    from_on: date = Field(sa_type=Date)
    step: str = Field(sa_type=Text)
    intensity: str | None = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=instant())

    @property
    def direction(self) -> Step:
        return Step(self.step)

    @property
    def why(self) -> ChangeReason:
        return ChangeReason(self.reason)
