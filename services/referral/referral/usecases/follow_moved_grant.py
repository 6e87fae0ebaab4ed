"""The family goes on at another provider: what is left of its grant is placed anew (NV-23)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from referral.domain.components import Component
from referral.domain.milestones import Milestone
from referral.domain.onward import OnwardStatus
from referral.domain.placing import WhyWithdrawn
from referral.domain.status import UNDECIDED, PlacementStatus, ReferralStatus
from referral.domain.transfer import TransferCause
from referral.store import bridging, onward, placements, referrals, transfers
from referral.store.components import GrantedComponent, components
from referral.store.components import grant as stored_grant
from referral.store.rows import ReferralRow
from referral.usecases.ask_provider import ask_provider, await_next_provider, can_be_asked
from referral.usecases.follow_waiting import follow_waiting
from referral.usecases.put_on_transfer_list import put_on_transfer_list
from referral.usecases.request_placement import MAY_ASK
from referral.usecases.settle_onward import end_onward
from referral.usecases.withdraw_placements import withdraw_placements
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.events import Reading

NOT_BEGUN = UNDECIDED | {PlacementStatus.ACCEPTED}


class GrantMoved(Reading):
    """`ref`: the grant that carries what is left at the provider of `placement`; `provider` is next."""

    referral: UUID
    placement: UUID
    last_day: date
    decision: UUID
    component: Component
    provider: UUID | None = None
    etmalen: int | None = None
    intensity: str | None = None
    valid_from: date
    valid_until: date


async def follow_moved_grant(tx: Transaction, moved: GrantMoved) -> None:
    """End the component at the earlier provider and ask the next one; the referral itself goes on.

    Where care runs there, it goes on until that provider tells its stop. The stop may be told before this: a
    referral that ended by it stays ended, and its case comes on the municipality's transfer list, so that who
    was to go on elsewhere is not lost. On one that was withdrawn or closed nothing changes; `access` returns
    the money.
    """
    referral = await referrals.lock_referral(tx, moved.referral)
    known = await components(tx, referral.id)
    left = next((each for each in known if each.placement and each.placement.id == moved.placement), None)
    is_known = any(each.grant.id == moved.ref for each in known)
    if left is None or is_known:
        return
    rest = {
        "id": moved.ref,
        "referral": referral.id,
        "decision": moved.decision,
        "component": moved.component.value,
        "valid_from": moved.valid_from,
        "valid_until": moved.valid_until,
        "provider": moved.provider,
        "etmalen": moved.etmalen,
        "intensity": moved.intensity,
        "is_national": left.grant.is_national,
    }
    if referral.state in MAY_ASK:
        await place_the_rest(tx, referral, left, rest, last_day=moved.last_day)
        if not await _move_onward(tx, referral, moved):
            await _tell_sender(tx, referral, moved)
    elif referral.state is ReferralStatus.ENDED:
        await _list_late(tx, referral, left, rest, last_day=moved.last_day)


async def place_the_rest(
    tx: Transaction, referral: ReferralRow, left: GrantedComponent, rest: dict[str, Any], *, last_day: date
) -> None:
    """Store `rest` as a grant of its own and have somebody asked for it; `left` ends on `last_day`.

    The referral must be locked and live. What is on the transfer list waits for the rest from now on.
    """
    await _end(tx, left, last_day)
    await referrals.add_grants(tx, [rest])
    grant = await stored_grant(tx, rest["id"])
    for row in await transfers.open_of_referral(tx, referral.id):
        if row.grant_id == left.grant.id:
            await transfers.change(tx, row, grant_id=grant.id)
    if left.care is None:
        # Nobody has begun: what bridges the wait bridges that for the next provider from now on.
        await bridging.take_along(tx, left.grant.id, grant.id)
    if grant.provider and await can_be_asked(tx, referral, grant, grant.provider):
        await ask_provider(tx, referral, grant, grant.provider)
    else:
        await await_next_provider(tx, referral, grant.id)
    await follow_waiting(tx, referral)


async def _move_onward(tx: Transaction, referral: ReferralRow, moved: GrantMoved) -> bool:
    """Whether this is what was agreed: who decided that has told it."""
    was_agreed = False
    for row in await onward.waiting_of_referral(tx, referral.id):
        if row.placement == moved.placement:
            was_agreed = was_agreed or row.state is OnwardStatus.AGREED
            await end_onward(tx, row, OnwardStatus.MOVED, to_provider=moved.provider)
    return was_agreed


async def _tell_sender(tx: Transaction, referral: ReferralRow, moved: GrantMoved) -> None:
    """Nobody moves a young person without the sender knowing, neither the municipality (HLM-06)."""
    await referrals.add_milestone(
        tx,
        referral,
        Milestone.ONWARD_AGREED,
        happens_on=moved.last_day,
        component=moved.component.value,
        provider=moved.provider,
        reasons=[WhyWithdrawn.GOES_ON_ELSEWHERE.value],
    )


async def _list_late(
    tx: Transaction, referral: ReferralRow, left: GrantedComponent, rest: dict[str, Any], *, last_day: date
) -> None:
    """The referral cannot be taken up again: the municipality decides how the help goes on."""
    assert left.placement is not None, "a grant moves on from where it was placed"
    await referrals.add_grants(tx, [rest])
    grant = await stored_grant(tx, rest["id"])
    listed = await put_on_transfer_list(
        tx, referral, left.placement, grant, cause=TransferCause.NEXT_NOT_PLACED, last_day=last_day
    )
    if listed is None:
        for row in await transfers.open_of_referral(tx, referral.id):
            if row.placement == left.placement.id:
                await transfers.change(tx, row, grant_id=grant.id)


async def _end(tx: Transaction, left: GrantedComponent, last_day: date) -> None:
    opened = await placements.open_placements(tx, left.grant.referral)
    not_begun = [each for each in opened if each.grant_id == left.grant.id and each.state in NOT_BEGUN]
    if not_begun:
        await withdraw_placements(tx, not_begun, WhyWithdrawn.GOES_ON_ELSEWHERE)
        # Nobody shall be asked for these days any more, so that they are over from now on.
        last_day = min(last_day, local_day(tx.now) - timedelta(days=1))
    await referrals.end_grant(tx, left.grant.id, last_day)
