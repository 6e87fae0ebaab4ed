"""What the room `referral` answers a young person or a parent about the own file."""

from datetime import date, datetime
from uuid import UUID

from gateway.pages.answers import NextMove, Read


class MyFileListed(Read):
    id: UUID
    reads_as: str
    given_name: str


class MyHelpRead(Read):
    component: str
    provider: str | None
    start_planned_on: date | None
    started_on: date | None
    stopped_on: date | None


class MyLetterRead(Read):
    id: UUID
    kind: str
    sent_at: datetime | None
    objection_until: date | None


class MyReferralRead(Read):
    id: UUID
    status: str
    submitted_at: datetime
    municipality: str | None
    referred_by: str | None
    settled_by: str
    next_move: NextMove | None
    forms: tuple[str, ...]
    help: tuple[MyHelpRead, ...]
    letters: tuple[MyLetterRead, ...]


class MyConsentRead(Read):
    act: str
    status: str
    asked_on: date


class MyGoalRead(Read):
    domain: str
    status: str
    words: str | None


class MyParentRead(Read):
    id: UUID
    name: str
    is_allowed: bool


class MyFileRead(MyFileListed):
    version: int
    referrals: tuple[MyReferralRead, ...]
    consents: tuple[MyConsentRead, ...]
    goals: tuple[MyGoalRead, ...]
    director: str | None
    parents: tuple[MyParentRead, ...]


class MyLookRead(Read):
    at: datetime
    organisation: str | None
    role: str
    action: str
    why: str
    by_emergency_door: bool


class EarlierPlanRead(Read):
    id: UUID
    put_at: datetime


class FamilyPlanRead(Read):
    """`pdf` in base64. `earlier`: those that were there before, the last one first."""

    version: int
    text: str | None
    pdf: str | None
    put_at: datetime | None
    earlier: tuple[EarlierPlanRead, ...]
