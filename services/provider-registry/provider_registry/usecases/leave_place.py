"""A stay goes on at a lighter intensity: the place that it leaves is free at once (NV-16)."""

from provider_registry.domain.reservation import ReservationStatus
from provider_registry.readings import HelpChanged
from provider_registry.usecases.lock_place import lock_place
from provider_registry.usecases.release_place import end_reservation
from servicekit.transaction import Transaction

STEP_DOWN = "step-down"


async def leave_place(tx: Transaction, changed: HelpChanged) -> None:
    """Give back the place of a placement that stepped down; any other change leaves it as it is.

    At which lighter place the stay goes on is the provider's to say: it tells its capacity anew.
    """
    if changed.change is None or changed.change.kind != STEP_DOWN:
        return
    found = await lock_place(tx, changed.placement)
    if found is not None and found.status in {ReservationStatus.HELD, ReservationStatus.TAKEN}:
        await end_reservation(tx, found, ReservationStatus.RELEASED)
