"""What each municipality can use of a provider: made from its contracts, offers, places and words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from provider_registry.domain.capacity import Capacity, is_stale, wait_of
from provider_registry.domain.contract import FOREVER, Contract, Level, Period, in_use
from provider_registry.domain.enrolment import Enrolment, Location
from provider_registry.domain.offer import COMES_TO_THE_CHILD, Domain, Identity, Offer, OfferStatus
from provider_registry.domain.placing import capacity_part, kilometres_between, place_part
from region_policy.codes import CareForm, HelpForm

Point = tuple[float, float]
FAR = 2200
"""A year that nobody plans for."""


@dataclass(frozen=True)
class Option:
    """`valid_from` to `valid_until`, both included. `wait_days` also UNKNOWN or FULL. `contract`: None of
    what is free. `kilometres`: from the middle of the municipality; None where that may not be told.
    """

    municipality: str
    enrolment: UUID
    valid_from: date
    valid_until: date
    turn: int
    care_form: CareForm
    form: HelpForm
    intensity: str | None
    age_from: int
    age_to: int
    domains: tuple[Domain, ...]
    identity: Identity | None
    languages: tuple[str, ...]
    level: Level
    wait_days: int
    kilometres: int | None
    provider: UUID
    offer: UUID
    location: UUID | None
    contract: UUID | None


@dataclass(frozen=True)
class Landscape:
    """All that is known of one provider. `leased`: places reserved or taken since the last word on them.

    `active_until`: the last day on which it takes part. `stale_after_days`: per enrolment.
    """

    provider: UUID
    active_until: date | None = None
    contracts: tuple[Contract, ...] = ()
    locations: Mapping[UUID, Location] = field(default_factory=dict)
    offers: Mapping[UUID, Offer] = field(default_factory=dict)
    enrolments: tuple[Enrolment, ...] = ()
    capacities: Mapping[UUID, Capacity] = field(default_factory=dict)
    leased: Mapping[UUID, int] = field(default_factory=dict)


def options_of(
    landscape: Landscape, points: Mapping[str, Point], stale_after_days: Mapping[UUID, int], at: datetime
) -> Iterator[Option]:
    """Every option of this provider, in every municipality. `points`: of each municipality by its code."""
    for enrolment in landscape.enrolments:
        offer = landscape.offers[enrolment.offer]
        period = days_of(landscape, enrolment, offer)
        if offer.status is not OfferStatus.PUBLISHED or not period:
            continue
        location = landscape.locations[enrolment.location] if enrolment.location else None
        lower, wait = capacity_of(landscape, enrolment.id, stale_after_days[enrolment.id], at)
        for municipality, contract, level, used in _where(landscape, offer, enrolment, period):
            if municipality not in points:
                continue
            kilometres = _kilometres(offer.form, location, points[municipality])
            yield Option(
                municipality=municipality,
                enrolment=enrolment.id,
                valid_from=used.start,
                valid_until=used.end,
                turn=place_part(offer.form, kilometres) | lower,
                care_form=offer.care_form,
                form=offer.form,
                intensity=enrolment.intensity,
                age_from=offer.age_from,
                age_to=offer.age_to,
                domains=offer.domains,
                identity=offer.identity,
                languages=offer.languages,
                level=level,
                wait_days=wait,
                kilometres=kilometres,
                provider=landscape.provider,
                offer=offer.id,
                location=enrolment.location,
                contract=contract,
            )


def capacity_of(
    landscape: Landscape, enrolment: UUID, stale_after_days: int, at: datetime
) -> tuple[int, int]:
    """The lower part of `turn`, and the days of waiting."""
    capacity = landscape.capacities.get(enrolment)
    wait = wait_of(capacity, landscape.leased.get(enrolment, 0))
    as_of = capacity.as_of if capacity else None
    stale = is_stale(as_of, stale_after_days, at)
    return capacity_part(wait, as_of.date() if as_of else None, stale=stale), wait


def next_turn(landscape: Landscape, today: date) -> date | None:
    """The next day on which something of this provider begins, or is there no more."""
    periods = [each.period for each in landscape.enrolments] + [each.period for each in landscape.contracts]
    starts = {period.start for period in periods}
    ends = {period.end for period in periods}
    ends |= {each.closed_on for each in landscape.locations.values() if each.closed_on}
    for offer in landscape.offers.values():
        if offer.pilot_from and offer.pilot_until:
            starts.add(offer.pilot_from)
            ends.add(offer.pilot_until)
    if landscape.active_until:
        ends.add(landscape.active_until)
    near = starts | {end + timedelta(days=1) for end in ends if end.year < FAR}
    return min((day for day in near if today < day and day.year < FAR), default=None)


def contracts_of(landscape: Landscape, enrolment: Enrolment) -> tuple[Contract, ...]:
    """The contracts under which it could be placed: of this part of youth care, of the region whose
    intensity it has.
    """
    form = landscape.offers[enrolment.offer].care_form
    return tuple(
        contract
        for contract in landscape.contracts
        if contract.form is form and enrolment.region in (None, contract.region)
    )


def days_of(landscape: Landscape, enrolment: Enrolment, offer: Offer) -> Period:
    """The days on which it can be had: while enrolled, its place open, its provider and pilot going."""
    period = enrolment.period.within(Period(date.min, landscape.active_until or FOREVER))
    period = period.within(Period(offer.pilot_from or date.min, offer.pilot_until or FOREVER))
    location = landscape.locations[enrolment.location] if enrolment.location else None
    return period.within(Period(date.min, location.closed_on or FOREVER)) if location else period


def _where(
    landscape: Landscape, offer: Offer, enrolment: Enrolment, period: Period
) -> Iterator[tuple[str, UUID | None, Level, Period]]:
    if offer.is_free:
        yield from ((municipality, None, Level.LOCAL, period) for municipality in offer.municipalities)
        return
    contracts = contracts_of(landscape, enrolment)
    held = {municipality for contract in contracts for municipality in contract.municipalities}
    for municipality in sorted(held & set(offer.municipalities) if offer.municipalities else held):
        here = [contract for contract in contracts if municipality in contract.municipalities]
        yield from ((municipality, each.id, each.level, used) for each, used in in_use(here, period))


def _kilometres(form: HelpForm, location: Location | None, point: Point) -> int | None:
    if location is None:
        return 0 if form in COMES_TO_THE_CHILD else None
    if form is HelpForm.AT_HOME:
        return 0
    return None if location.secret else kilometres_between((location.latitude, location.longitude), point)
