"""Where, at which intensity and when an offer can be had (IJS-25, IJS-28)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from provider_registry.domain.contract import FOREVER, Period


@dataclass(frozen=True)
class Location:
    """A place of delivery. Degrees of WGS 84. Of a `secret` one nobody learns where it lies."""

    id: UUID
    version: int
    organisation: UUID
    name: str
    municipality: str
    address: str | None
    latitude: float
    longitude: float
    secret: bool = False
    closed_on: date | None = None


@dataclass(frozen=True)
class Enrolment:
    """One line of what can be placed. `intensity` is one of the list of `region`; both only of beds.

    `valid_until` is the last day. `follows`: the enrolment whose intensity this one changed.
    """

    id: UUID
    version: int
    offer: UUID
    provider: UUID
    location: UUID | None
    region: str | None
    intensity: str | None
    valid_from: date
    valid_until: date | None = None
    follows: UUID | None = None

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_until or FOREVER)
