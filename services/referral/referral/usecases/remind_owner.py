"""A term ended and the waiting goes on: the owner stays answerable, for another day."""

from datetime import timedelta

from referral.domain.components import Progress
from referral.domain.draft import DraftStatus
from referral.domain.status import LIVE, PlacementStatus, ReferralStatus
from referral.store import drafts, placements, referrals
from referral.store.components import components, grant
from referral.usecases.follow_components import end_lapsed
from region_policy.terms import local_day
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction

AGAIN_AFTER = timedelta(days=1)


async def remind_owner_of_referral(tx: Transaction, missed: Deadline) -> None:
    """Nobody has taken up the referral; the kit tells that the term was missed.

    The referral is locked, or who ends the waiting at this moment would not see the new deadline.
    """
    referral = await referrals.lock_referral(tx, missed.ref, wait=False)
    if referral.state in {ReferralStatus.SUBMITTED, ReferralStatus.AT_DESK, ReferralStatus.GRANTED}:
        _again(tx, missed)


async def remind_owner_of_grant(tx: Transaction, missed: Deadline) -> None:
    """No provider is found for a component yet. Past the last day of its grant nobody looks any more."""
    found = await grant(tx, missed.ref)
    referral = await referrals.lock_referral(tx, found.referral, wait=False)
    if referral.state not in LIVE:
        return
    today = local_day(tx.now)
    progress = next(
        each.progress(today) for each in await components(tx, referral.id) if each.grant.id == found.id
    )
    if progress is Progress.TO_PLACE:
        _again(tx, missed)
    elif progress is Progress.OVER:
        await end_lapsed(tx, referral, found)


async def remind_owner_of_placement(tx: Transaction, missed: Deadline) -> None:
    """The planned start is over, and care has not begun."""
    _, placement = await placements.lock_placement(tx, missed.ref, wait=False)
    if placement.state is PlacementStatus.ACCEPTED:
        _again(tx, missed)


async def remind_owner_of_draft(tx: Transaction, missed: Deadline) -> None:
    """Nobody has made a referral of what a crisis left, or said that none is needed."""
    draft = await drafts.lock_draft(tx, missed.ref, wait=False)
    if draft.state is DraftStatus.OPEN:
        _again(tx, missed)


def _again(tx: Transaction, missed: Deadline) -> None:
    due_at = tx.now + AGAIN_AFTER
    tx.set_deadline(missed.kind, missed.ref, region=missed.region, owner=missed.owner, due_at=due_at)
