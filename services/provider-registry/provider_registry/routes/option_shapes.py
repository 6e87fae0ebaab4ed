"""The shape of the answer of the search."""

from datetime import date, datetime
from uuid import UUID

from provider_registry.domain.capacity import CapacityStatus
from provider_registry.domain.contract import Level
from provider_registry.domain.offer import Domain, Identity
from provider_registry.domain.search import Why
from region_policy.codes import CareForm, HelpForm, Route
from wirekit.models import Answer


class Reason(Answer):
    """`code` is stable; `text` is in the caller's language."""

    code: str
    text: str


class CapacityTold(Answer):
    """Places as said last, less those reserved since; waits in days.

    `status`: null where nobody said anything. `overNorm`: the wait is longer than the region wants.
    """

    status: CapacityStatus | None
    free_places: int | None
    most_places: int | None
    wait_from_days: int | None
    wait_to_days: int | None
    as_of: datetime | None
    said_by: UUID | None
    source: str | None
    is_stale: bool
    over_norm: bool


class OptionRead(Answer):
    """One line that can be placed. `contract`: null of what is freely accessible.

    `kilometres`: from the middle of the municipality to where help is given; null of a place that may not
    be told. `validUntil`: the last day, null without an end.
    """

    enrolment: UUID
    offer: UUID
    name: str
    provider: UUID
    provider_name: str
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
    location_name: str | None
    is_secret: bool
    contact: str | None
    times: str | None
    seats: int | None
    valid_until: date | None
    capacity: CapacityTold
    because: tuple[Reason, ...]


class LeftRead(Answer):
    """So many would fit but for this; `soonestOn`: of those that are full, the first day that is known."""

    why: Why
    count: int
    soonest_on: date | None
    text: str


class OptionsOfForm(Answer):
    form: HelpForm
    count: int


class OptionsOfLevel(Answer):
    level: Level
    count: int


class AroundRead(Answer):
    """Beside the options themselves. `whole`: every option of the municipality was looked at; else the
    numbers are of the nearest 300, and a number is "at least so many".
    """

    left: tuple[LeftRead, ...]
    forms: tuple[OptionsOfForm, ...]
    levels: tuple[OptionsOfLevel, ...]
    whole: bool


class Instead(Answer):
    """The way on where nothing fits (ZHZ-14)."""

    route: Route
    text: str


class OptionsRead(Answer):
    """`next`: give it as `after` for the following page. `around` comes with the first page."""

    municipality: str
    region: str
    day: date
    items: tuple[OptionRead, ...]
    next: str | None
    around: AroundRead | None
    instead: Instead | None
