"""Take placement requests back: their providers lose the profile, and hear it."""

from collections.abc import Sequence

from referral.domain.messages import MessageKind
from referral.domain.placing import WhyWithdrawn
from referral.domain.status import PlacementStatus
from referral.events import PlacementWithdrawn
from referral.store import placements
from referral.store.placements_told import tell_providers
from referral.store.rows import PlacementRow
from referral.usecases.what_waits import stop_waiting
from servicekit.transaction import Transaction


async def withdraw_placements(tx: Transaction, rows: Sequence[PlacementRow], why: WhyWithdrawn) -> None:
    """Withdraw these open requests, locked and before any start of care, however many there are.

    Who was not the first does not hear who was.
    """
    withdrawn = await placements.move_placements(tx, rows, PlacementStatus.WITHDRAWN)
    if not withdrawn:
        return
    await stop_waiting(tx, withdrawn)
    await tell_providers(
        tx,
        withdrawn,
        MessageKind.PLACEMENT_WITHDRAWN,
        reasons=[why.value],
        names_actor=why is not WhyWithdrawn.TAKEN_BY_ANOTHER,
    )
    for row in withdrawn:
        tx.publish(PlacementWithdrawn.of(row))
