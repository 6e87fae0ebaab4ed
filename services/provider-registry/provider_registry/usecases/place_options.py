"""Bring what the search reads to what this provider has now."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from provider_registry.domain.option import Landscape, capacity_of, next_turn, options_of
from provider_registry.domain.organisation import Organisation
from provider_registry.resources import regions
from provider_registry.store import landscape as store
from provider_registry.store import organisations
from provider_registry.usecases.norms import stale_after_days, stale_at
from provider_registry.usecases.settle_signals import settle_signals
from region_policy.terms import end_of, local_day
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction
from wirekit.problems import NotFound

CAPACITY_STALE, LANDSCAPE_TURNS = "capacity-stale", "landscape-turns"


async def lock_provider(tx: Transaction, provider: UUID, *, wait: bool = True) -> Organisation:
    """Nobody else changes what this provider has, until the transaction ends. Raises NotFound.

    A deadline does not `wait` (it is tried again): who holds this lock may want to move that deadline.
    """
    entry = await organisations.organisation(tx, provider, lock=True, wait=wait)
    if entry is None:
        raise NotFound
    return entry


async def place_options(tx: Transaction, provider: UUID) -> None:
    """Make all options of this provider anew; call it after every change of what they follow from.

    Raises NotFound.
    """
    known = await store.landscape_of(tx, await lock_provider(tx, provider))
    days = stale_after_days(tx, known)
    await store.replace_options(tx, provider, options_of(known, regions(tx).points, days, tx.now))
    _watch(tx, known, {enrolment.id for enrolment in known.enrolments})
    await settle_signals(tx, known, {enrolment.id for enrolment in known.enrolments})
    if turn := next_turn(known, local_day(tx.now)):
        due = end_of(turn - timedelta(days=1))
        tx.set_deadline(LANDSCAPE_TURNS, provider, region="nl", owner=f"provider:{provider}", due_at=due)


async def landscape_turns(tx: Transaction, missed: Deadline) -> None:
    """A contract, an enrolment, a pilot … of this provider begins today or has ended: see what follows."""
    await lock_provider(tx, missed.ref, wait=False)
    await place_options(tx, missed.ref)


async def place_capacity(tx: Transaction, provider: UUID, *enrolments: UUID) -> Landscape:
    """The same, where only the word on the places of these enrolments, or a lease, has changed.

    Raises NotFound.
    """
    known = await store.landscape_of(tx, await lock_provider(tx, provider))
    days = stale_after_days(tx, known)
    for enrolment in enrolments:
        await store.change_capacity(tx, enrolment, *capacity_of(known, enrolment, days[enrolment], tx.now))
    _watch(tx, known, set(enrolments))
    return known


def _watch(tx: Transaction, known: Landscape, enrolments: Collection[UUID]) -> None:
    """Set the moment at which the word on the places of each is too old."""
    days = stale_after_days(tx, known)
    for enrolment in known.enrolments:
        due = stale_at(known, enrolment, days[enrolment.id])
        if enrolment.id in enrolments and due > tx.now:
            owner = f"provider:{known.provider}"
            tx.set_deadline(CAPACITY_STALE, enrolment.id, region="nl", owner=owner, due_at=due)
