"""Let a referral follow how far its components have come."""

from referral.domain.components import status_after_no, status_with
from referral.domain.milestones import GRANT_LAPSED, Milestone
from referral.domain.status import LIVE, NEXT, ReferralStatus
from referral.refusals import require_step
from referral.store import referrals
from referral.store.components import components
from referral.store.rows import GrantRow, ReferralRow
from referral.usecases.end_bridging import end_all_bridging, end_bridging_of
from referral.usecases.follow_waiting import follow_waiting
from referral.usecases.settle_onward import settle_onward
from referral.usecases.settle_transfers import settle_transfers
from region_policy.terms import local_day
from servicekit.transaction import Transaction


async def follow_components(tx: Transaction, referral: ReferralRow, *, said_no: bool = False) -> ReferralRow:
    """Bring a locked referral to the status that its components make (IJS-24).

    `said_no`: a provider has just refused, or was silent. Raises ImpossibleStep.
    """
    today = local_day(tx.now)
    parts = await components(tx, referral.id)
    progress = [each.progress(today) for each in parts]
    wanted = (status_after_no if said_no else status_with)(referral.state, progress)
    if wanted is not referral.state:
        require_step(NEXT, referral.state, wanted)
        referral = await referrals.move_referral(tx, referral, wanted)
    await settle_transfers(tx, referral, parts, today)
    await settle_onward(tx, referral, parts)
    if referral.state not in LIVE:
        await end_all_bridging(tx, referral)
    await follow_waiting(tx, referral)
    return referral


async def end_lapsed(tx: Transaction, referral: ReferralRow, grant: GrantRow) -> None:
    """The last day of a grant is past and no provider takes it: its component is over, as the referrer reads.

    Where no other component goes on, the referral is over with it.
    """
    await end_bridging_of(tx, referral, grant.id)
    moved = await follow_components(tx, referral)
    if moved.state is ReferralStatus.CLOSED:
        await referrals.add_milestone(tx, moved, Milestone.CLOSED, reasons=[GRANT_LAPSED])
    else:
        await referrals.add_milestone(
            tx, moved, Milestone.ENDED, component=grant.component, reasons=[GRANT_LAPSED]
        )
