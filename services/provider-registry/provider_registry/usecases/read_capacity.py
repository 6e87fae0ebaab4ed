"""What is known of places: now, before, and how long one waited (NV-17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from provider_registry.domain.capacity import Capacity, Waited, is_stale, waited
from provider_registry.domain.enrolment import Enrolment
from provider_registry.domain.offer import Offer, OfferStatus
from provider_registry.domain.option import Landscape
from provider_registry.store import capacities, offers, organisations
from provider_registry.store.landscape import landscape_of
from provider_registry.usecases.norms import stale_after_days
from region_policy.terms import DAY, end_of, local_day
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, NotFound
from wirekit.texts import Text

FIRST_DAY = date(2015, 1, 1)
LONGEST = timedelta(days=366)
WRONG_DAYS = Text(
    nl="hoort bij hoogstens 366 dagen die geweest zijn, in hun volgorde",
    en="belongs to at most 366 days that have been, in their order",
)


@dataclass(frozen=True)
class CapacitySeen:
    """`said` is None where nothing was ever said. `leased`: places held, or taken since it was said."""

    enrolment: Enrolment
    offer: Offer
    location_name: str | None
    said: Capacity | None
    is_stale: bool
    leased: int


async def read_capacity(tx: Transaction, enrolment_id: UUID) -> CapacitySeen:
    """Raises NotFound."""
    provider = await offers.provider_of_enrolment(tx, enrolment_id)
    if provider is None:
        raise NotFound
    known = await _landscape(tx, provider)
    (found,) = [each for each in known.enrolments if each.id == enrolment_id]
    if provider != tx.caller.organisation and known.offers[found.offer].status is not OfferStatus.PUBLISHED:
        raise NotFound
    return _seen(tx, known, [found])[0]


async def list_capacities(tx: Transaction, after: UUID | None, limit: int) -> list[CapacitySeen]:
    """All that the caller's organisation can be asked for today or later, also where it said nothing yet."""
    known = await _landscape(tx, tx.caller.organisation)
    today = local_day(tx.now)
    going = (
        each
        for each in known.enrolments
        if each.period.end >= today and known.offers[each.offer].status is not OfferStatus.WITHDRAWN
    )
    page = sorted((each for each in going if after is None or each.id > after), key=lambda each: each.id)
    return _seen(tx, known, page[:limit])


async def read_waiting_time(tx: Transaction, enrolment_id: UUID, first: date, last: date) -> Waited:
    """Over local days, both included. Raises NotFound and InvalidInput."""
    today = local_day(tx.now)
    if not FIRST_DAY <= first <= last <= today or last - first > LONGEST:
        raise InvalidInput(errors=[FieldError("from", WRONG_DAYS), FieldError("until", WRONG_DAYS)])
    if await offers.provider_of_enrolment(tx, enrolment_id) is None:
        raise NotFound
    # Of today only what has been of it.
    start, end = end_of(first - DAY), min(end_of(last), tx.now)
    return waited(await capacities.said_between(tx, enrolment_id, start, end), start, end)


async def _landscape(tx: Transaction, provider: UUID) -> Landscape:
    entry = await organisations.organisation(tx, provider)
    return await landscape_of(tx, entry) if entry else Landscape(provider)


def _name_of_place(tx: Transaction, known: Landscape, enrolment: Enrolment) -> str | None:
    """A secret one has a name for its own organisation only."""
    place = known.locations[enrolment.location] if enrolment.location else None
    hidden = place is None or (place.secret and known.provider != tx.caller.organisation)
    return None if place is None or hidden else place.name


def _seen(tx: Transaction, known: Landscape, page: Sequence[Enrolment]) -> list[CapacitySeen]:
    days = stale_after_days(tx, known)
    seen = []
    for each in page:
        said = known.capacities.get(each.id)
        seen.append(
            CapacitySeen(
                enrolment=each,
                offer=known.offers[each.offer],
                location_name=_name_of_place(tx, known, each),
                said=said,
                is_stale=is_stale(said.as_of if said else None, days[each.id], tx.now),
                leased=known.leased.get(each.id, 0),
            )
        )
    return seen
