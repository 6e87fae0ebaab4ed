"""The tables of a household: members, directors, the plan and its goals."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Text, Uuid, text
from sqlmodel import Field

from referral.domain.asked import Domain
from referral.domain.household import Beside, DirectorStatus, HandOverReason
from referral.domain.plan import GoalStatus, PlanStatus
from referral.store.rows import Row, instant, reference
from sealing.keyring import SealedColumn


class MemberRow(Row, table=True):
    """A client lives, or lived, in a household. `…_day` in Europe/Amsterdam, `…_at` in UTC.

    The main home stands in `client.household` too: a submission reads it from the row of the client, which
    it locks, for it cannot see a link that another submission makes at the same moment.
    """

    __tablename__ = "household_member"
    __table_args__ = (
        Index(
            "household_member_now",
            "household",
            "client",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("household_member_by_client", "client", "id"),
        Index(
            "household_member_one_main",
            "client",
            unique=True,
            postgresql_where=text("is_main AND ended_at IS NULL"),
        ),
    )

    id: UUID = Field(primary_key=True)
    version: int
    client: UUID = Field(sa_column=reference("client.id"))
    household: UUID = Field(sa_column=reference("household.id"))
    is_main: bool
    first_day: date = Field(sa_type=Date)
    last_day: date | None = Field(default=None, sa_type=Date)
    recorded_at: datetime = Field(sa_column=instant())
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class DirectorRow(Row, table=True):
    """Who directs a household (regisseur), from and until a moment; accountable unless `beside` has a reason.

    With a `municipality` and no organisation it is the responsible municipality, whichever organisation
    stands for it: that is so from the first submission on, also before the organisation is known here.
    `subject`: the login of one person, where one was named.
    """

    __tablename__ = "household_director"
    __table_args__ = (
        Index(
            "household_director_one_accountable",
            "household",
            unique=True,
            postgresql_where=text("ended_at IS NULL AND beside IS NULL"),
        ),
        Index("household_director_by_household", "household", "id"),
        CheckConstraint(
            "num_nonnulls(organisation, municipality) = 1", name="household_director_is_somebody"
        ),
    )

    id: UUID = Field(primary_key=True)
    version: int
    household: UUID = Field(sa_column=reference("household.id"))
    organisation: UUID | None = None
    municipality: str | None = Field(default=None, sa_type=Text)
    subject: str | None = Field(default=None, sa_type=Text)
    beside: str | None = Field(default=None, sa_type=Text)
    handed_over_because: str | None = Field(default=None, sa_type=Text)
    set_by: UUID | None = None
    since: datetime = Field(sa_column=instant())
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))

    @property
    def state(self) -> DirectorStatus:
        return DirectorStatus.ACTIVE if self.ended_at is None else DirectorStatus.ENDED

    @property
    def why_beside(self) -> Beside | None:
        return Beside(self.beside) if self.beside else None

    @property
    def why(self) -> HandOverReason | None:
        return HandOverReason(self.handed_over_because) if self.handed_over_because else None


class PlanRow(Row, table=True):
    """The plan of a household; one is active at most (ZHZ-05). A new household has one, without goals."""

    __tablename__ = "household_plan"
    __table_args__ = (
        Index(
            "household_plan_one_active", "household", unique=True, postgresql_where=text("status = 'active'")
        ),
        Index("household_plan_by_household", "household", "id"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    household: UUID = Field(sa_column=reference("household.id"))
    status: str = Field(sa_type=Text)
    since: datetime = Field(sa_column=instant())
    closed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))

    @property
    def state(self) -> PlanStatus:
        return PlanStatus(self.status)


class GoalRow(Row, table=True):
    """A goal of a plan, for one `client` or for the whole household.

    The words about one child are sealed under the key of that child, those about the household under a key
    of its own (data subject: the household). So erasing one child takes its goals along wherever a copy lies,
    and leaves the plan of its brothers and sisters readable; words about the household may name no child.
    """

    __tablename__ = "plan_goal"
    __table_args__ = (Index("plan_goal_by_plan", "plan", "id"),)

    id: UUID = Field(primary_key=True)
    version: int
    plan: UUID = Field(sa_column=reference("household_plan.id"))
    client: UUID | None = Field(default=None, sa_column=Column(Uuid, ForeignKey("client.id"), nullable=True))
    domain: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    words: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    set_by: UUID
    set_at: datetime = Field(sa_column=instant())

    @property
    def state(self) -> GoalStatus:
        return GoalStatus(self.status)

    @property
    def about(self) -> Domain:
        return Domain(self.domain)


class GoalStepRow(Row, table=True):
    """What became of a goal, when (UTC) and by which organisation; the first step is its setting."""

    __tablename__ = "plan_goal_step"
    __table_args__ = (Index("plan_goal_step_by_goal", "goal", "id"),)

    id: UUID = Field(primary_key=True)
    goal: UUID = Field(sa_column=reference("plan_goal.id"))
    status: str = Field(sa_type=Text)
    at: datetime = Field(sa_column=instant())
    organisation: UUID


class CitationRow(Row, table=True):
    """A granted component works at this goal (ZHZ-05)."""

    __tablename__ = "goal_citation"
    __table_args__ = (
        Index("goal_citation_once", "goal", "grant_id", unique=True),
        Index("goal_citation_by_referral", "referral", "id"),
    )

    id: UUID = Field(primary_key=True)
    goal: UUID = Field(sa_column=reference("plan_goal.id"))
    grant_id: UUID = Field(sa_column=reference("granted.id"))
    referral: UUID = Field(sa_column=reference("referral.id"))
    organisation: UUID
    cited_at: datetime = Field(sa_column=instant())
