"""What rooms answer about a case of a certified institution, as far as its pages show it."""

from datetime import date, datetime
from uuid import UUID

from gateway.pages.answers import Read


class EndRead(Read):
    """`acts`: who must do something before `last_day`; `since` is None where nobody told the first day."""

    kind: str
    component: str | None
    since: date | None
    last_day: date
    days_left: int
    acts: str


class CaseRead(Read):
    """As the institution that asked may know it; what ends first comes first."""

    request: UUID
    status: str
    outcome: str | None
    reasons: tuple[str, ...]
    municipality: str | None
    region: str | None
    asked_on: date
    forms: tuple[str, ...]
    measure: str | None
    measure_in_force: bool
    has_determination: bool
    preference: UUID | None
    today: date
    ends: tuple[EndRead, ...]

    @property
    def can_determine(self) -> bool:
        """Under a measure, while nothing is decided; whether it may, the room says."""
        return self.status == "open" and self.measure_in_force

    @property
    def next(self) -> EndRead | None:
        return self.ends[0] if self.ends else None


class HelpGoesOn(Read):
    """Help that goes on after a crisis, in a crisis bed where `in_a_bed`, until `due_at` at the latest."""

    provider: UUID | None
    since: date
    nights: int
    in_a_bed: bool
    due_at: datetime | None


class PersonSeen(Read):
    given_name: str
    family_name: str


class MeasureStated(Read):
    kind: str
    until: date
    court_authorisation_until: date | None


class AskedSeen(Read):
    route: str
    measure: MeasureStated | None


class ReferralOfCase(Read):
    """The part of a referral that stands on the page of its case."""

    person: PersonSeen | None
    question: str | None
    asked: AskedSeen | None
    help_goes_on: HelpGoesOn | None = None
