"""Nobody said anything new of some places in time (NV-17)."""

from provider_registry.store import offers
from provider_registry.usecases.place_options import lock_provider, place_capacity
from provider_registry.usecases.settle_signals import settle_signals
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction


async def capacity_is_stale(tx: Transaction, missed: Deadline) -> None:
    """It is shown later, and the regions that place there hear of it."""
    provider = await offers.provider_of_enrolment(tx, missed.ref)
    assert provider is not None, "an enrolment is never removed"
    await lock_provider(tx, provider, wait=False)
    known = await place_capacity(tx, provider, missed.ref)
    await settle_signals(tx, known, {missed.ref})
