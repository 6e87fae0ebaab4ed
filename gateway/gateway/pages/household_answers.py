"""What the room `referral` answers about a household and its plan, as far as pages show it."""

from datetime import date, datetime
from uuid import UUID

from gateway.pages.answers import Read


class OwnReferral(Read):
    id: UUID
    status: str


class MemberRead(Read):
    """One young person there whom the reader may see."""

    id: UUID
    kind: str
    given_name: str | None
    family_name: str | None
    born_on: date | None
    referrals: tuple[OwnReferral, ...]


class DirectorRead(Read):
    """`municipality`: it directs because nobody else was appointed yet."""

    id: UUID
    version: int
    status: str
    organisation: UUID | None
    municipality: str | None
    beside: str | None
    since: datetime


class HouseholdRead(Read):
    id: UUID
    version: int
    members: tuple[MemberRead, ...]
    directors: tuple[DirectorRead, ...]


class PlanStateRead(Read):
    id: UUID
    version: int
    status: str
    since: datetime
    closed_at: datetime | None


class CitationRead(Read):
    component: str | None


class GoalRead(Read):
    id: UUID
    version: int
    domain: str
    status: str
    member: UUID | None
    words: str | None
    set_at: datetime
    cited_by: tuple[CitationRead, ...]


class FamilyPlanListed(Read):
    id: UUID
    member: UUID
    by_young_person: bool
    put_at: datetime


class FamilyPlanOpened(FamilyPlanListed):
    """`pdf` in base64; `text` and `pdf` are both None where it was erased."""

    text: str | None
    pdf: str | None


class PlanRead(Read):
    plan: PlanStateRead
    goals: tuple[GoalRead, ...]
    family_group_plans: tuple[FamilyPlanListed, ...]
