"""`landscape:` of a demo file: what the providers of the demonstration offer, where, and how soon."""

from datetime import date
from typing import Annotated

from pydantic import Field

from wegwijs_cli.demo.journey import Sent

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class LocationListed(Sent):
    """Degrees of WGS 84."""

    name: str
    municipality: str
    address: str | None = None
    latitude: float
    longitude: float
    secret: bool = False


class CapacityListed(Sent):
    status: str
    free_places: int | None = None
    most_places: int | None = None
    wait_from_days: int | None = None
    wait_to_days: int | None = None


class EnrolmentListed(Sent):
    """`location` by its name. A bed has an `intensity` of the region of the file."""

    location: str | None = None
    intensity: str | None = None
    capacity: CapacityListed | None = None


class ProfessionalListed(Sent):
    function: str
    number: int


class OfferSent(Sent):
    """As the register takes it."""

    care_form: str
    form: str
    name: str
    domains: tuple[str, ...]
    age_from: int
    age_to: int
    identity: str | None = None
    languages: tuple[str, ...] = ("nl",)
    function_groups: tuple[str, ...] = ()
    method: str | None = None
    programmes: tuple[str, ...] = ()
    professionals: tuple[ProfessionalListed, ...] = ()
    is_free: bool = False
    contact: str | None = None
    times: str | None = None
    municipalities: tuple[str, ...] = ()
    seats: int | None = None


class OfferListed(OfferSent):
    enrolments: tuple[EnrolmentListed, ...]

    def sent(self) -> OfferSent:
        return OfferSent.model_validate(self.model_dump(exclude={"enrolments"}))


class ProviderListed(Sent):
    """`worker`: the caller who enters it. It has a regional contract for each part of care that it offers."""

    worker: Slug
    locations: tuple[LocationListed, ...] = ()
    offers: tuple[OfferListed, ...]


class LandscapeListed(Sent):
    """`manager` opens an admission round per part of youth care, takes these providers in and contracts them.

    `since`: the first day of the contracts and of what can be had under them.
    """

    manager: Slug
    since: date
    criteria: tuple[str, ...]
    providers: tuple[ProviderListed, ...]
