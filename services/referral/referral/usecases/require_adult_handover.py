"""Before care is recorded as ended: has somebody confirmed to go on (HLM-17, NV-04)?"""

from datetime import date

from referral.domain.adulthood import Ending, judge_end
from referral.domain.status import StopReason
from referral.policies import policies
from referral.refusals_handover import END_LACKS
from referral.store import handovers
from referral.store.rows import PlacementRow, ReferralRow
from referral.usecases.plan_adult_handover import ADULT_HANDOVER_PLANNED
from referral.usecases.read_referral import open_person
from region_policy.terms import local_day
from sealing.keyring import Erased
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken


async def require_adult_handover(
    tx: Transaction,
    referral: ReferralRow,
    placement: PlacementRow,
    stopped_on: date,
    reason: StopReason,
    *,
    without_receiver: str | None,
) -> None:
    """Let care end or not. `without_receiver`: why nobody goes on, in words.

    Where the policy lets an end around eighteen pass without a confirmed receiver, that it did is stored and
    shown with the placement, the words under the client's key. Raises RuleBroken with every reason.
    """
    following = policies(tx).in_force(referral.region, on=local_day(tx.now)).following
    binding = following.adulthood_handover.binding
    try:
        key = await tx.keyring.data_key(tx.session, referral.client)
    except Erased:
        return
    ending: Ending = judge_end(
        reason,
        stopped_on,
        open_person(key, referral).birth_date,
        await handovers.where_it_went(tx, placement.id),
        binding,
        says_why=without_receiver is not None,
    )
    if ending.refused:
        raise RuleBroken(reasons=[END_LACKS[lack] for lack in ending.refused])
    await tx.cancel_deadline(ADULT_HANDOVER_PLANNED, placement.id)
    if not ending.without_receiver:
        return
    why = key.seal(without_receiver, f"end-without-receiver/{placement.id}") if without_receiver else None
    await handovers.add_end_without_receiver(
        tx,
        {
            "placement": placement.id,
            "client": referral.client,
            "binding": binding.value,
            "why": why,
            "recorded_at": tx.now,
        },
    )
