"""Referrals that may follow a crisis."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Date, ForeignKey, Index, SmallInteger, Text, Uuid
from sqlmodel import Field

from referral.domain.components import Component
from referral.domain.draft import DraftStatus
from referral.store.rows import Row, instant


class DraftRow(Row, table=True):
    """A referral that may follow a crisis, filled in by codes; `organisation` is the one that asked.

    `made_by_municipality`: who asked does not refer itself, so that the municipality makes the referral.
    `help_provider`: who helps meanwhile, since the day `help_since`; for a stay with so many `nights` in
    crisis beds, and more to come while the young person is `in_a_bed`.
    """

    __tablename__ = "referral_draft"
    __table_args__ = (
        Index("referral_draft_by_alarm", "alarm", "component", unique=True),
        Index("referral_draft_by_organisation", "organisation", "id"),
        Index("referral_draft_by_municipality", "municipality", "id"),
        Index("referral_draft_by_referral", "referral"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    alarm: UUID
    organisation: UUID
    made_by_municipality: bool
    region: str = Field(sa_type=Text)
    municipality: str = Field(sa_type=Text)
    component: str = Field(sa_type=Text)
    route: str = Field(sa_type=Text)
    safety: bool
    age: int | None = Field(sa_type=SmallInteger)
    is_drill: bool
    created_at: datetime = Field(sa_column=instant())
    closed_at: datetime | None = Field(sa_column=instant(nullable=True))
    referral: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("referral.id"), nullable=True))
    help_provider: UUID | None
    help_since: date | None = Field(sa_type=Date)
    nights: int
    in_a_bed: bool

    @property
    def state(self) -> DraftStatus:
        return DraftStatus(self.status)

    @property
    def part(self) -> Component:
        return Component(self.component)

    @property
    def slept_since(self) -> date | None:
        """The first night in a crisis bed, of the draft of a stay that began there."""
        return self.help_since if self.part is Component.STAY and self.nights else None
