"""It was found out after a crisis where the young person lives: its drafts go to that municipality."""

from referral.domain.components import Component
from referral.domain.draft import DraftStatus
from referral.store import drafts, referrals
from referral.usecases.close_draft import DRAFT_AWAITED
from referral.usecases.draft_follow_up import AWAITED_FOR
from servicekit.subscriptions import NotYet
from servicekit.transaction import Transaction
from wirekit.events import Reading

CLOSED = "closed"


class ResidenceFound(Reading):
    """`residence`: the code of where the young person lives; `status` of the alarm.

    `nights` in crisis beds leave a draft as well as what must follow.
    """

    status: str
    residence: str
    follow_up: tuple[Component, ...]
    nights: int = 0


async def move_drafts(tx: Transaction, found: ResidenceFound) -> None:
    """Open drafts are of the municipality of residence from now on; where it makes the referral, it answers.

    Before the closing there is nothing to move: `alarm.closed` tells the residence itself. Raises NotYet
    where that event is still on its way.
    """
    if found.status != CLOSED:
        return
    rows = await drafts.lock_drafts_of_alarm(tx, found.ref)
    if not rows and (found.follow_up or found.nights):
        raise NotYet("alarm", found.ref)
    for row in rows:
        if row.state is not DraftStatus.OPEN or row.municipality == found.residence:
            continue
        await drafts.move_draft(tx, row, found.residence)
        if row.made_by_municipality:
            owner = await referrals.municipality_owner(tx, found.residence)
            due_at = tx.now + AWAITED_FOR
            tx.set_deadline(DRAFT_AWAITED, row.id, region=row.region, owner=owner, due_at=due_at)
