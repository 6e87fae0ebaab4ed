"""A term ended and the waiting goes on: the owner stays answerable, for another day."""

from datetime import timedelta

from referral.domain.status import PlacementStatus, ReferralStatus
from referral.store import placements, referrals
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction

AGAIN_AFTER = timedelta(days=1)


async def remind_owner_of_referral(tx: Transaction, missed: Deadline) -> None:
    """Nobody has taken up the referral, or no provider is found; the kit tells that the term was missed.

    The referral is locked, or who ends the waiting at this moment would not see the new deadline.
    """
    referral = await referrals.lock_referral(tx, missed.ref, wait=False)
    if referral.state in {ReferralStatus.SUBMITTED, ReferralStatus.AT_DESK, ReferralStatus.GRANTED}:
        _again(tx, missed)


async def remind_owner_of_placement(tx: Transaction, missed: Deadline) -> None:
    """The planned start is over, and care has not begun."""
    _, placement = await placements.lock_placement(tx, missed.ref, wait=False)
    if placement.state is PlacementStatus.ACCEPTED:
        _again(tx, missed)


def _again(tx: Transaction, missed: Deadline) -> None:
    due_at = tx.now + AGAIN_AFTER
    tx.set_deadline(missed.kind, missed.ref, region=missed.region, owner=missed.owner, due_at=due_at)
