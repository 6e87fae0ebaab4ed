"""A held place becomes free: given back, past its end, or because the placement came to nothing."""

from dataclasses import replace as changed
from uuid import UUID

from provider_registry.domain.reservation import NEXT, Reservation, ReservationStatus
from provider_registry.events_capacity import PlaceReleased
from provider_registry.store import offers, reservations
from provider_registry.usecases.lock_place import lock_place
from provider_registry.usecases.place_options import place_capacity
from provider_registry.usecases.reserve_place import RESERVATION_LAPSES
from servicekit.deadlines import Deadline
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound


async def read_reservation(tx: Transaction, placement: UUID) -> Reservation:
    """As it stands now. Raises NotFound."""
    found = await reservations.reservation(tx, placement)
    if found is None:
        raise NotFound
    return found.at(tx.now)


async def release_place(tx: Transaction, placement: UUID, *, if_match: str | None) -> Reservation:
    """Raises NotFound, ImpossibleStep, VersionMissing and VersionStale."""
    found = await lock_place(tx, placement)
    if found is None:
        raise NotFound
    steps = NEXT[found.at(tx.now).status]
    if "release" not in steps:
        raise ImpossibleStep(possible_steps=[*steps])
    require_match(found, if_match)
    return await end_reservation(tx, found, steps["release"])


async def reservation_lapses(tx: Transaction, missed: Deadline) -> None:
    """Nobody took it in time. Of one that ended otherwise, or holds longer, nothing changes."""
    found = await lock_place(tx, missed.ref, wait=False)
    if found and found.status is ReservationStatus.HELD and found.until <= tx.now:
        await end_reservation(tx, found, ReservationStatus.LAPSED)


async def end_reservation(tx: Transaction, found: Reservation, to: ReservationStatus) -> Reservation:
    """It counts no longer; its provider is locked."""
    ended = changed(found, status=to, version=found.version + 1)
    await reservations.replace(tx, ended)
    if to is not ReservationStatus.LAPSED:
        await tx.cancel_deadline(RESERVATION_LAPSES, found.placement)
    place = await offers.enrolment(tx, found.enrolment)
    assert place is not None, "an enrolment is never removed"
    await place_capacity(tx, place.provider, place.id)
    tx.publish(PlaceReleased.of(ended, place))
    return ended
