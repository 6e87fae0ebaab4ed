"""What the room `referral` answers about a referral, as far as pages show it."""

from datetime import date, datetime
from uuid import UUID

from gateway.pages.answers import NextMove, NumberRead, Read


class AddressRead(Read):
    street: str
    house_number: str
    postcode: str
    city: str


class PersonRead(Read):
    given_name: str
    family_name: str
    birth_date: date
    bsn: str | None
    address: AddressRead | None


class CandidateRead(Read):
    placement: UUID
    provider: UUID | None
    status: str
    start_planned_on: date | None
    refusal_reason: str | None


class ChoiceRead(Read):
    provider: UUID | None
    by: str
    reason: str | None
    shortage_of_choice: bool


class RoundRead(Read):
    """`mode`: the first yes closes it, or the family chooses."""

    mode: str
    asked_at: datetime
    candidates: tuple[CandidateRead, ...]
    choice: ChoiceRead | None


TAKEN = ("accepted", "in-care", "ended")


class ComponentRead(Read):
    grant: UUID
    component: str
    etmalen: int | None
    intensity: str | None
    placement: UUID | None
    placement_status: str | None
    provider: UUID | None
    start_planned_on: date | None
    started_on: date | None
    stopped_on: date | None
    valid_from: date
    valid_until: date | None
    round: RoundRead | None

    @property
    def is_open(self) -> bool:
        """Nobody has taken it yet."""
        return self.placement_status not in TAKEN


class MilestoneRead(Read):
    kind: str
    at: datetime
    day: date | None
    component: str | None
    provider: UUID | None
    reasons: tuple[str, ...]


class WaitRead(Read):
    stretch: str
    component: str | None
    since: date
    until: date | None
    days: int
    national_norm_days: int
    regional_norm_days: int
    is_passed: bool


class BridgingRead(Read):
    id: UUID
    version: int
    status: str
    referral: UUID
    provider: UUID | None
    answer_due_at: datetime
    starts_on: date | None
    ended_on: date | None


class PassedOnRead(Read):
    id: UUID
    status: str
    from_provider: UUID | None
    to_provider: UUID | None
    reason: str
    number: int
    asked_at: datetime


class ChainRead(Read):
    providers: tuple[UUID | None, ...]
    passed_on: tuple[PassedOnRead, ...]


class ProfessionalRead(Read):
    agb: str | None
    name: str | None


class CourseRead(Read):
    referrer_type: str
    referrer_code: str
    professional: ProfessionalRead | None
    municipality: str
    forms: tuple[str, ...]
    components: tuple[ComponentRead, ...]
    timeline: tuple[MilestoneRead, ...]
    waiting: tuple[WaitRead, ...]
    bridging: tuple[BridgingRead, ...]
    chain: ChainRead


class AskedRead(Read):
    route: str
    budget: str | None
    etmalen: int | None
    intensity: str | None
    product: str | None
    safety: bool
    preferred_provider: UUID | None


class ProfileRead(Read):
    age: int
    municipality: str
    forms: tuple[str, ...]
    domains: tuple[str, ...]
    complexity: str
    urgency: str


class CrisisRead(Read):
    """What a reader can do at once where somebody is not safe: an alarm, a call back, the numbers."""

    raise_alarm: str | None
    leave_call_back: str | None
    numbers: tuple[NumberRead, ...]


BEFORE_CARE = ("submitted", "at-desk", "granted", "with-provider", "accepted")
OVER = ("ended", "withdrawn", "closed")


class ReferralRead(Read):
    """Parts that this reader may not see are None."""

    id: UUID
    version: int
    status: str
    view: str
    region: str
    submitted_at: datetime
    is_secret: bool | None
    person: PersonRead | None
    question: str | None
    asked: AskedRead | None
    profile: ProfileRead | None
    course: CourseRead | None
    next_move: NextMove | None
    crisis: CrisisRead | None

    @property
    def is_before_care(self) -> bool:
        return self.status in BEFORE_CARE

    @property
    def is_live(self) -> bool:
        """Whether somebody still works on it; what goes with it is open no longer than that."""
        return self.status not in OVER

    @property
    def organisations(self) -> frozenset[UUID]:
        """All that are named in what this reader is shown."""
        named = {self.asked.preferred_provider if self.asked else None}
        if self.course:
            named |= {each.provider for each in self.course.timeline}
            named |= {each.provider for each in self.course.bridging}
            for each in self.course.chain.passed_on:
                named |= {each.from_provider, each.to_provider}
            for part in self.course.components:
                asked = part.round.candidates if part.round else ()
                named |= {part.provider, *(each.provider for each in asked)}
        return frozenset(each for each in named if each)

    @property
    def is_asked_here(self) -> bool:
        """Whether this reader looks for who will help, and somebody is still to be found."""
        parts = self.course.components if self.course else ()
        looks = self.is_live and self.view in ("referring-organisation", "responsible-municipality")
        return looks and any(part.is_open for part in parts)

    @property
    def placements(self) -> tuple[UUID, ...]:
        """Of every provider that was asked in a round which this reader is shown."""
        parts = self.course.components if self.course else ()
        return tuple(each.placement for part in parts if part.round for each in part.round.candidates)

    @property
    def passed_on(self) -> tuple[UUID, ...]:
        return tuple(each.id for each in self.course.chain.passed_on) if self.course else ()


class OnwardRead(Read):
    """A provider that asks to pass somebody on to another one."""

    id: UUID
    version: int
    status: str


class HomeRead(Read):
    household: UUID
    kind: str
    last_day: date | None


class HomesRead(Read):
    items: tuple[HomeRead, ...]
