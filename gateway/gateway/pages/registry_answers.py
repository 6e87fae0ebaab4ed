"""What the room `provider-registry` answers, as far as pages show it; see also coverage_answers."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from gateway.pages.answers import Read, ReasonTold


class Places(Read):
    """How many places there are and how soon; all null where nobody said anything."""

    status: str | None
    free_places: int | None
    most_places: int | None
    wait_from_days: int | None
    wait_to_days: int | None
    as_of: datetime | None
    said_by: UUID | None


class PlacesTold(Places):
    is_stale: bool
    over_norm: bool


class OptionRead(Read):
    enrolment: UUID
    name: str
    provider: UUID
    provider_name: str
    form: str
    intensity: str | None
    level: str
    contract: UUID | None
    age_from: int
    age_to: int
    domains: tuple[str, ...]
    identity: str | None
    languages: tuple[str, ...]
    kilometres: int | None
    location_name: str | None
    is_secret: bool
    contact: str | None
    times: str | None
    seats: int | None
    valid_until: date | None
    capacity: PlacesTold
    because: tuple[ReasonTold, ...]


class LeftRead(Read):
    soonest_on: date | None
    text: str


class FormCount(Read):
    form: str
    count: int


class LevelCount(Read):
    level: str
    count: int


class AroundRead(Read):
    left: tuple[LeftRead, ...]
    forms: tuple[FormCount, ...]
    levels: tuple[LevelCount, ...]
    whole: bool


class Instead(Read):
    route: str
    text: str


class OptionsRead(Read):
    """`next` is the key of the following page; `around` comes with the first one only."""

    municipality: str
    region: str
    day: date
    items: tuple[OptionRead, ...]
    next: str | None
    around: AroundRead | None
    instead: Instead | None


# --- an organisation


class OrganisationRead(Read):
    id: UUID
    kind: str
    name: str
    regions: tuple[str, ...]
    area: str | None
    agb: str | None
    kvk: str | None
    youth_assistants: int | None
    active_until: datetime | None


class ProfessionalRead(Read):
    function: str
    number: int


class EnrolmentOfOffer(Read):
    location: UUID | None
    location_name: str | None
    region: str | None
    intensity: str | None
    valid_from: date
    valid_until: date | None


class OfferRead(Read):
    id: UUID
    status: str
    care_form: str
    form: str
    name: str
    domains: tuple[str, ...]
    function_groups: tuple[str, ...]
    age_from: int
    age_to: int
    identity: str | None
    languages: tuple[str, ...]
    method: str | None
    programmes: tuple[str, ...]
    professionals: tuple[ProfessionalRead, ...]
    is_free: bool
    contact: str | None
    times: str | None
    municipalities: tuple[str, ...]
    seats: int | None
    pilot_from: date | None
    pilot_until: date | None
    replaces: str | None
    intensities: tuple[str, ...]
    enrolments: tuple[EnrolmentOfOffer, ...]


class LocationRead(Read):
    """Of a secret place others read only that it is there."""

    name: str | None
    municipality: str | None
    address: str | None
    secret: bool
    closed_on: date | None


class LocationsRead(Read):
    items: tuple[LocationRead, ...]


class ContractRead(Read):
    id: UUID
    status: str
    region: str
    form: str
    level: str
    valid_from: date
    valid_until: date | None
    suspended_on: date | None
    ground: str | None


class HoursRead(Read):
    """A part of a day of the week (1 is Monday), in local time."""

    weekday: int
    since: str = Field(alias="from")
    until: str


class ShellLink(Read):
    expertise: str
    specialist: UUID
    specialist_name: str
    hours: tuple[HoursRead, ...]
    contact: str
    reachable_now: bool


class ShellRead(Read):
    items: tuple[ShellLink, ...]


# --- places


class CapacityRead(Places):
    """`leased`: places held or taken since it was said."""

    enrolment: UUID
    offer_name: str
    form: str
    location: UUID | None
    location_name: str | None
    region: str | None
    intensity: str | None
    is_stale: bool
    leased: int
    version: int | None


class WordRead(Places):
    as_of: datetime
    source: str


class WordsRead(Read):
    items: tuple[WordRead, ...]


class UploadLine(Read):
    """`number`: of the line in the file, whose header is 1."""

    number: int
    enrolment: UUID | None
    outcome: Literal["accepted", "unchanged", "refused"]
    field: str | None
    message: str | None


class UploadReport(Read):
    """`kept`: whether the accepted lines were kept."""

    kept: bool
    accepted: int
    unchanged: int
    refused: int
    lines: tuple[UploadLine, ...]
