"""Bridging ends by itself: on the eve of the real start, or where nothing is waited for any more (NV-18)."""

from datetime import date, timedelta
from uuid import UUID

from referral.domain.bridging import (
    HAS_DAYS,
    OPEN_BRIDGING,
    BridgingEnd,
    BridgingStatus,
    last_day_before,
)
from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.store import bridging, referrals
from referral.store.components import grant as stored_grant
from referral.store.messages import tell
from referral.store.rows import ReferralRow
from referral.store.rows_care import BridgingRow
from region_policy.terms import local_day
from servicekit.transaction import Transaction

BRIDGING_ANSWER = "bridging-answer"


async def end_bridging_before(
    tx: Transaction, referral: ReferralRow, grant_id: UUID, real_start: date
) -> None:
    """Take every day of bridging from the real start of its component on, also where it had ended later.

    The referral must be locked.
    """
    for row in await bridging.of_referral(tx, referral.id):
        if row.grant_id == grant_id:
            await _cut(tx, referral, row, real_start, BridgingEnd.CARE_STARTED)


async def end_bridging_of(tx: Transaction, referral: ReferralRow, grant_id: UUID) -> None:
    """The last day of this grant is past and nobody was found: there is nothing left to bridge to."""
    tomorrow = local_day(tx.now) + timedelta(days=1)
    for row in await bridging.of_referral(tx, referral.id):
        if row.grant_id == grant_id and row.state in OPEN_BRIDGING:
            await _cut(tx, referral, row, tomorrow, BridgingEnd.GRANT_LAPSED)


async def end_all_bridging(tx: Transaction, referral: ReferralRow) -> None:
    """The referral is over: today is the last day of what bridged the wait."""
    tomorrow = local_day(tx.now) + timedelta(days=1)
    for row in await bridging.of_referral(tx, referral.id):
        if row.state in OPEN_BRIDGING:
            await _cut(tx, referral, row, tomorrow, BridgingEnd.REFERRAL_OVER)


async def _cut(
    tx: Transaction, referral: ReferralRow, row: BridgingRow, first_day_without: date, why: BridgingEnd
) -> None:
    if row.state is BridgingStatus.REQUESTED:
        await tx.cancel_deadline(BRIDGING_ANSWER, row.id)
        await bridging.move_bridging(tx, row, BridgingStatus.WITHDRAWN)
        await tell(tx, [row.provider], MessageKind.BRIDGING_WITHDRAWN, referral=referral.id, about=row.id)
        return
    starts_on = row.starts_on
    # What was taken back before its first day has a day on which it was to start, and none that it had.
    if row.state not in HAS_DAYS or starts_on is None:
        return
    if row.ended_on is not None and row.ended_on < first_day_without:
        return
    last_day = last_day_before(first_day_without, starts_on)
    await finish_bridging(tx, referral, row, last_day, why)


async def finish_bridging(
    tx: Transaction, referral: ReferralRow, row: BridgingRow, last_day: date | None, why: BridgingEnd
) -> BridgingRow:
    """End a locked bridging with this day; without one it turns out to have had none."""
    to = BridgingStatus.WITHDRAWN if last_day is None else BridgingStatus.ENDED
    await bridging.help_until(tx, row.id, last_day)
    ended = await bridging.move_bridging(
        tx, row, to, ended_on=last_day, end_recorded_at=tx.now, end_reason=why.value
    )
    await referrals.add_milestone(
        tx,
        referral,
        Milestone.BRIDGING_ENDED,
        happens_on=last_day,
        component=(await stored_grant(tx, row.grant_id)).component,
        provider=row.provider,
        reasons=[why.value],
    )
    await tell(
        tx,
        [row.provider],
        MessageKind.BRIDGING_ENDED,
        referral=referral.id,
        about=row.id,
        day=last_day,
        reasons=[why.value],
    )
    return ended
