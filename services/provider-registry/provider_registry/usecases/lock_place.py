"""One lock for a placement's place, whichever provider it is of."""

from uuid import UUID

from provider_registry.domain.reservation import Reservation
from provider_registry.store import reservations
from provider_registry.usecases.place_options import lock_provider
from servicekit.transaction import Transaction
from wirekit.problems import NotNow


async def lock_place(
    tx: Transaction, placement: UUID, enrolment: UUID | None = None, *, wait: bool = True
) -> Reservation | None:
    """The reservation of this placement, where nobody changes what follows from it.

    Locks the providers of the place that it holds and of `enrolment`, always in the same order, and then
    the reservation. Raises NotNow where it moved to another provider just now: the same again is safe.
    """
    seen = await reservations.reservation(tx, placement)
    places = {each for each in (seen.enrolment if seen else None, enrolment) if each}
    for provider in await reservations.providers_of(tx, places):
        await lock_provider(tx, provider, wait=wait)
    found = await reservations.reservation(tx, placement, lock=True, wait=wait)
    if found and found.enrolment not in places:
        raise NotNow
    return found
