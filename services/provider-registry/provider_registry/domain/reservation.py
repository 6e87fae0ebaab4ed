"""A place is held for a placement, for a while: who may, and what becomes of it (IJS-23, IJS-28)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from provider_registry.domain.capacity import Capacity, CapacityStatus
from provider_registry.domain.contract import Period, in_use
from provider_registry.domain.enrolment import Enrolment
from provider_registry.domain.offer import Offer, OfferStatus
from provider_registry.domain.option import Landscape, contracts_of, days_of
from region_policy.codes import HelpForm


class ReservationStatus(StrEnum):
    HELD = "held"
    TAKEN = "taken"
    RELEASED = "released"
    LAPSED = "lapsed"


NEXT: Mapping[ReservationStatus, Mapping[str, ReservationStatus]] = {
    ReservationStatus.HELD: {"release": ReservationStatus.RELEASED},
    # Once the provider has accepted only the placement itself can end it.
    ReservationStatus.TAKEN: {},
    ReservationStatus.RELEASED: {"reservation": ReservationStatus.HELD},
    ReservationStatus.LAPSED: {"reservation": ReservationStatus.HELD},
}
"""What who reserved it can do from each status. The rest follows from the clock and from the placement."""


@dataclass(frozen=True)
class Reservation:
    """A lease of one place. Held from `since` to `until` (UTC), or taken at `taken_at`.

    `heard`: the version of the placement that was heard of last; 0 before the first.
    """

    placement: UUID
    version: int
    status: ReservationStatus
    enrolment: UUID
    reserved_by: UUID
    since: datetime
    until: datetime
    taken_at: datetime | None = None
    heard: int = 0

    def at(self, moment: datetime) -> "Reservation":
        """As it stands at this moment: what is past its end has lapsed, also before anything noticed."""
        if self.status is ReservationStatus.HELD and self.until <= moment:
            return replace(self, status=ReservationStatus.LAPSED)
        return self

    @property
    def in_force(self) -> bool:
        return self.status in {ReservationStatus.HELD, ReservationStatus.TAKEN}


@dataclass(frozen=True)
class CourtAuthorisation:
    """A court's authorisation (machtiging) for closed care; `until` is its last day."""

    number: str
    until: date


@dataclass(frozen=True)
class Wish:
    """What is asked for: this place, from this day on, at this intensity, for so many minutes."""

    placement: UUID
    enrolment: UUID
    on_day: date
    minutes: int
    intensity: str | None = None
    court_authorisation: CourtAuthorisation | None = None
    individual_contract: "NamedContract | None" = None


@dataclass(frozen=True)
class NamedContract:
    """A contract for one young person, by whose reference it is asked for (HLM-20)."""

    id: UUID
    client: UUID


class Refusal(StrEnum):
    DAY_IS_PAST = "day-is-past"
    NOT_PUBLISHED = "offer-not-published"
    NOT_ENROLLED = "not-enrolled-on-day"
    NOT_AVAILABLE = "not-available-on-day"
    OTHER_INTENSITY = "not-enrolled-at-intensity"
    NOT_CONTRACTED = "not-contracted-on-day"
    OTHER_CONTRACT = "individual-contract-does-not-cover"
    NO_AUTHORISATION = "court-authorisation-missing"
    AUTHORISATION_ENDED = "court-authorisation-ended"
    NOTHING_SAID = "nothing-said-of-places"
    NO_PLACE = "no-place"


def until_of(wish: Wish, since: datetime) -> datetime:
    return since + timedelta(minutes=wish.minutes)


def why_not(
    known: Landscape, enrolment: Enrolment, wish: Wish, *, today: date, contracted_apart: bool
) -> Iterator[Refusal]:
    """Every reason why this place cannot be held.

    `contracted_apart`: the individual contract that the wish names covers it, so no other is needed.
    """
    offer = known.offers[enrolment.offer]
    if wish.on_day < today:
        yield Refusal.DAY_IS_PAST
    if offer.status is not OfferStatus.PUBLISHED:
        yield Refusal.NOT_PUBLISHED
    if not enrolment.period.holds(wish.on_day):
        yield Refusal.NOT_ENROLLED
    elif not days_of(known, enrolment, offer).holds(wish.on_day):
        yield Refusal.NOT_AVAILABLE
    if wish.intensity not in (None, enrolment.intensity):
        yield Refusal.OTHER_INTENSITY
    if wish.individual_contract and not contracted_apart:
        yield Refusal.OTHER_CONTRACT
    elif not (offer.is_free or contracted_apart or is_contracted(known, enrolment, wish.on_day)):
        yield Refusal.NOT_CONTRACTED
    yield from _without_authorisation(offer, wish)
    yield from _without_place(known.capacities.get(enrolment.id), known.leased.get(enrolment.id, 0))


def is_contracted(known: Landscape, enrolment: Enrolment, day: date) -> bool:
    """Whether some municipality could place there on this day."""
    offered = set(known.offers[enrolment.offer].municipalities)
    contracts = [
        each
        for each in contracts_of(known, enrolment)
        if not offered or not offered.isdisjoint(each.municipalities)
    ]
    return any(True for _ in in_use(contracts, Period(day, day)))


def _without_authorisation(offer: Offer, wish: Wish) -> Iterator[Refusal]:
    if offer.form is not HelpForm.CLOSED:
        return
    if wish.court_authorisation is None:
        yield Refusal.NO_AUTHORISATION
    elif wish.court_authorisation.until < wish.on_day:
        yield Refusal.AUTHORISATION_ENDED


def _without_place(said: Capacity | None, leased: int) -> Iterator[Refusal]:
    if said is None:
        yield Refusal.NOTHING_SAID
    elif said.free_places is None:
        # Who says "there is room" without a number is taken at its word.
        if said.status is not CapacityStatus.CAPACITY:
            yield Refusal.NO_PLACE
    elif said.free_places <= leased:
        yield Refusal.NO_PLACE
