"""A placement that is accepted takes its place, one that ends gives it back. The provider is always right."""

from dataclasses import replace as changed
from uuid import UUID

from provider_registry.domain.enrolment import Enrolment
from provider_registry.domain.reservation import Reservation, ReservationStatus
from provider_registry.events_capacity import PlaceTaken
from provider_registry.readings import PlacementAccepted, PlacementEnded
from provider_registry.store import offers, reservations
from provider_registry.usecases.lock_place import lock_place
from provider_registry.usecases.place_options import place_capacity
from provider_registry.usecases.release_place import end_reservation
from provider_registry.usecases.reserve_place import RESERVATION_LAPSES, place_again
from servicekit.transaction import Transaction


async def take_place(tx: Transaction, accepted: PlacementAccepted) -> None:
    """The lease becomes a taken place, however full it is there. Without one: taken where the event says."""
    told = await _place(tx, accepted.enrolment, accepted.provider)
    found = await lock_place(tx, accepted.ref, told.id if told else None)
    if found and found.heard >= accepted.version:
        return
    reserved = await _place(tx, found.enrolment, accepted.provider) if found else None
    # What was given back says nothing any more of where the provider had room.
    given_back = found is not None and found.status is ReservationStatus.RELEASED
    place = told or (None if given_back else reserved)
    if place is None:
        await _end(tx, found, accepted.version)
        return
    if found and found.status is ReservationStatus.TAKEN and found.enrolment == place.id:
        await reservations.replace(tx, changed(found, heard=accepted.version))
        return
    taken = Reservation(
        placement=accepted.ref,
        version=found.version + 1 if found else 1,
        status=ReservationStatus.TAKEN,
        enrolment=place.id,
        reserved_by=found.reserved_by if found else accepted.provider,
        since=found.since if found else tx.now,
        until=found.until if found else tx.now,
        taken_at=accepted.accepted_at or tx.now,
        heard=accepted.version,
    )
    await _store(tx, taken, is_new=found is None)
    await tx.cancel_deadline(RESERVATION_LAPSES, taken.placement)
    await place_capacity(tx, place.provider, place.id)
    if found and found.enrolment != place.id:
        await place_again(tx, found.enrolment)
    tx.publish(PlaceTaken.of(taken, place))


async def free_place(tx: Transaction, ended: PlacementEnded) -> None:
    """The lease or the taken place ends. Where there is none it is noted: an acceptance may come late."""
    told = await _place(tx, ended.enrolment, ended.provider)
    found = await lock_place(tx, ended.ref, told.id if told else None)
    if found:
        if found.heard < ended.version:
            await _end(tx, found, ended.version)
    elif told:
        nothing = Reservation(
            placement=ended.ref,
            version=1,
            status=ReservationStatus.RELEASED,
            enrolment=told.id,
            reserved_by=ended.provider,
            since=tx.now,
            until=tx.now,
            heard=ended.version,
        )
        await _store(tx, nothing, is_new=True)


async def _end(tx: Transaction, found: Reservation | None, heard: int) -> None:
    if found is None:
        return
    found = changed(found, heard=heard)
    if found.status is ReservationStatus.RELEASED:
        await reservations.replace(tx, found)
    else:
        await end_reservation(tx, found, ReservationStatus.RELEASED)


async def _store(tx: Transaction, reservation: Reservation, *, is_new: bool) -> None:
    if not is_new:
        await reservations.replace(tx, reservation)
    elif not await reservations.add(tx, reservation):
        raise _ReservedMeanwhile(reservation.placement)


async def _place(tx: Transaction, enrolment: UUID | None, provider: UUID) -> Enrolment | None:
    """The place, if this provider has it."""
    found = await offers.enrolment(tx, enrolment) if enrolment else None
    return found if found and found.provider == provider else None


class _ReservedMeanwhile(Exception):
    """The event is tried again, and meets the reservation then."""
