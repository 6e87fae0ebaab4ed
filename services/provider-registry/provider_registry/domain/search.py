"""What is asked of the search, and what its answer says beside the options themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from provider_registry.domain.capacity import FULL, UNKNOWN, CapacityStatus
from provider_registry.domain.contract import Level
from provider_registry.domain.offer import Domain, Identity
from region_policy.codes import CareForm, HelpForm

WINDOW = 300
"""How many of the nearest options are looked through for what does not fit, and for the facets."""


@dataclass(frozen=True)
class Wanted:
    """`age` in whole years. `day`: on which it must be possible. `most_wait`: the days until that day, None
    where no day is asked. `current`: the provider that helps already. `after`: the last option seen.
    """

    municipality: str
    day: date
    age: int | None = None
    domains: tuple[Domain, ...] = ()
    care_form: CareForm | None = None
    forms: tuple[HelpForm, ...] = ()
    intensity: str | None = None
    most_wait: int | None = None
    identity: Identity | None = None
    language: str | None = None
    level: Level | None = None
    partnership: UUID | None = None
    free_only: bool = False
    current: UUID | None = None
    after: "Place | None" = None
    limit: int = 20


@dataclass(frozen=True)
class Place:
    """Where an option stands in the order."""

    turn: int
    enrolment: UUID


class Why(StrEnum):
    """Why an option is not in the answer, where it would be but for this."""

    FULL = "full"
    INTENSITY = "intensity"
    AGE = "age"
    DOMAIN = "domain"
    FORM = "form"
    IDENTITY = "identity"
    LANGUAGE = "language"
    LEVEL = "level"
    PARTNERSHIP = "partnership"
    PERIOD = "period"
    NOT_FREE = "not-free"


@dataclass(frozen=True)
class Found:
    """An option with what a person must know to choose it. `leased`: places reserved since the last word."""

    turn: int
    enrolment: UUID
    offer: UUID
    provider: UUID
    provider_name: str
    name: str
    care_form: CareForm
    form: HelpForm
    intensity: str | None
    level: Level
    contract: UUID | None
    age_from: int
    age_to: int
    domains: tuple[Domain, ...]
    identity: Identity | None
    languages: tuple[str, ...]
    kilometres: int | None
    wait_days: int
    valid_until: date
    location_name: str | None
    is_secret: bool
    contact: str | None
    times: str | None
    seats: int | None
    status: CapacityStatus | None
    free_places: int | None
    most_places: int | None
    wait_from_days: int | None
    wait_to_days: int | None
    as_of: datetime | None
    said_by: UUID | None
    source: str | None
    leased: int

    @property
    def place(self) -> Place:
        return Place(self.turn, self.enrolment)


@dataclass(frozen=True)
class Left:
    """So many options fit but for one thing; `soonest`: of the full ones the fewest days of waiting."""

    why: Why
    count: int
    soonest: int | None = None


@dataclass(frozen=True)
class Counted:
    """So many options of the window have this form and level, and miss `why` (None: they fit)."""

    form: HelpForm
    level: Level
    why: Why | None
    count: int
    soonest: int


@dataclass(frozen=True)
class Around:
    """What was seen in the window. `whole`: there was nothing outside it, so the numbers are exact."""

    left: tuple[Left, ...] = ()
    forms: Mapping[HelpForm, int] = field(default_factory=dict)
    levels: Mapping[Level, int] = field(default_factory=dict)
    whole: bool = True


def around(counted: Iterable[Counted], *, seen: int) -> Around:
    """Fold the lines of the window into what the answer says."""
    forms: dict[HelpForm, int] = {}
    levels: dict[Level, int] = {}
    why: dict[Why, Left] = {}
    for line in counted:
        if line.why is None:
            forms[line.form] = forms.get(line.form, 0) + line.count
            levels[line.level] = levels.get(line.level, 0) + line.count
            continue
        before = why.get(line.why)
        days = [line.soonest] if line.why is Why.FULL and line.soonest < UNKNOWN else []
        if before is not None and before.soonest is not None:
            days.append(before.soonest)
        count = line.count + (before.count if before else 0)
        why[line.why] = Left(line.why, count, min(days, default=None))
    order = [*Why]
    left = tuple(sorted(why.values(), key=lambda each: order.index(each.why)))
    return Around(left, forms, levels, whole=seen < WINDOW)


def can_start(wait_days: int, most_wait: int | None) -> bool:
    """Whether the wait is short enough; what is not known is not ruled out."""
    if most_wait is None:
        return wait_days < FULL
    return wait_days <= most_wait or wait_days == UNKNOWN
