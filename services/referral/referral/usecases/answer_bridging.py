"""The provider's answer to a question for bridging: it helps from a day on, or it does not."""

from datetime import date
from uuid import UUID

from referral.domain.bridging import NEXT_OF_BRIDGING, BridgingStatus
from referral.domain.messages import MessageKind
from referral.domain.milestones import NO_ANSWER_IN_TIME, Milestone
from referral.domain.status import RefusalReason
from referral.refusals import require_near, require_step, require_within
from referral.store import bridging, referrals, waiting
from referral.store.components import grant as stored_grant
from referral.store.messages import tell
from referral.store.rows import ReferralRow
from referral.store.rows_care import BridgingRow
from referral.usecases.end_bridging import BRIDGING_ANSWER
from region_policy.terms import DAY, local_day
from servicekit.deadlines import Deadline
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction


async def accept_bridging(
    tx: Transaction, bridging_id: UUID, starts_on: date, *, if_match: str | None
) -> BridgingRow:
    """Help from this day on in Europe/Amsterdam, the past included; the file opens to this provider.

    Raises InvalidInput, ImpossibleStep, VersionMissing, VersionStale.
    """
    require_near("startsOn", starts_on, today=local_day(tx.now))
    referral, row = await bridging.lock_bridging(tx, bridging_id)
    require_step(NEXT_OF_BRIDGING, row.state, BridgingStatus.RUNNING)
    require_match(row, if_match)
    others = await bridging.of_referral(tx, referral.id)
    bridged = [each.ended_on + DAY for each in others if each.grant_id == row.grant_id and each.ended_on]
    require_within("startsOn", starts_on, first=max([local_day(referral.submitted_at), *bridged]), last=None)
    await tx.cancel_deadline(BRIDGING_ANSWER, row.id)
    await bridging.help_from(tx, row, starts_on)
    running = await bridging.move_bridging(
        tx, row, BridgingStatus.RUNNING, starts_on=starts_on, start_recorded_at=tx.now
    )
    await _tell(tx, referral, running, Milestone.BRIDGING_STARTED, day=starts_on)
    return running


async def refuse_bridging(
    tx: Transaction, bridging_id: UUID, reason: RefusalReason, *, if_match: str | None
) -> BridgingRow:
    """Raises ImpossibleStep, VersionMissing, VersionStale."""
    referral, row = await bridging.lock_bridging(tx, bridging_id)
    require_step(NEXT_OF_BRIDGING, row.state, BridgingStatus.REFUSED)
    require_match(row, if_match)
    await tx.cancel_deadline(BRIDGING_ANSWER, row.id)
    refused = await bridging.move_bridging(tx, row, BridgingStatus.REFUSED, refusal_reason=reason.value)
    await _tell(tx, referral, refused, Milestone.BRIDGING_NOT_ACCEPTED, reason=reason.value)
    return refused


async def expire_bridging(tx: Transaction, missed: Deadline) -> None:
    """The provider's term ended without an answer; who asked may ask another."""
    referral, row = await bridging.lock_bridging(tx, missed.ref, wait=False)
    if row.state is not BridgingStatus.REQUESTED:
        return
    expired = await bridging.move_bridging(tx, row, BridgingStatus.EXPIRED)
    await _tell(tx, referral, expired, Milestone.BRIDGING_NOT_ACCEPTED, reason=NO_ANSWER_IN_TIME)


async def _tell(
    tx: Transaction,
    referral: ReferralRow,
    row: BridgingRow,
    kind: Milestone,
    *,
    day: date | None = None,
    reason: str | None = None,
) -> None:
    """The referrer reads it, and the municipality, which answers for the wait too."""
    component = (await stored_grant(tx, row.grant_id)).component
    reasons = [reason] if reason else []
    await referrals.add_milestone(
        tx, referral, kind, happens_on=day, component=component, provider=row.provider, reasons=reasons
    )
    municipality = await waiting.municipality_of(tx, referral.municipality)
    if municipality and municipality != referral.organisation:
        what = {"day": day, "component": component, "provider": row.provider, "reasons": reasons}
        kind_of_message = MessageKind(kind.value)
        await tell(tx, [municipality], kind_of_message, referral=referral.id, about=row.id, **what)
