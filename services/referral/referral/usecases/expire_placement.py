"""A provider is reminded before its term ends, and passed over when it has said nothing."""

from referral.domain.messages import MessageKind
from referral.domain.milestones import NO_ANSWER_IN_TIME
from referral.domain.placing import last_day
from referral.domain.status import PlacementStatus
from referral.events import PlacementExpired
from referral.store import placements, rounds
from referral.store.messages import tell
from referral.store.placements_told import cancel_deadlines, tell_providers
from referral.store.questions import drop_questions
from referral.store.rows import PlacementRow, ReferralRow
from referral.store.waiting import municipality_of
from referral.usecases.ask_provider import back_to_the_desk
from referral.usecases.report_under_duty import report_under_duty
from referral.usecases.what_waits import PLACEMENT_REMINDER, QUESTION_ANSWER
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction


async def remind_provider(tx: Transaction, missed: Deadline) -> None:
    """The provider's term is nearly over: it hears that once."""
    _, placement = await placements.lock_placement(tx, missed.ref, wait=False)
    if placement.state is not PlacementStatus.REQUESTED:
        return
    day = last_day(placement.answer_due_at)
    await tell_providers(tx, [placement], MessageKind.ANSWER_DUE, day=day)


async def expire_placement(tx: Transaction, missed: Deadline) -> None:
    """The provider's term ended without an answer; of an urgent referral more than the referrer hear it."""
    referral, placement = await placements.lock_placement(tx, missed.ref, wait=False)
    if placement.state is not PlacementStatus.REQUESTED:
        return
    expired = await placements.move_placement(tx, placement, PlacementStatus.EXPIRED)
    # Its own row is held by the clock, which marks it as fired.
    await cancel_deadlines(tx, {PLACEMENT_REMINDER, QUESTION_ANSWER}, [expired.id])
    await drop_questions(tx, [expired.id])
    await tell_providers(tx, [expired], MessageKind.PLACEMENT_EXPIRED, reasons=[NO_ANSWER_IN_TIME])
    if expired.is_urgent:
        await _escalate(tx, referral, expired)
    await report_under_duty(tx, referral, expired, ground=None)
    await back_to_the_desk(tx, referral, expired, NO_ANSWER_IN_TIME)
    tx.publish(PlacementExpired.of(expired))


async def _escalate(tx: Transaction, referral: ReferralRow, expired: PlacementRow) -> None:
    """The fast term was passed: municipality and referrer hear it, once per round (HLM-15).

    The referrer does not once the young person has stopped the word back to it.
    """
    if not await rounds.warn_once(tx, expired.round):
        return
    municipality = await municipality_of(tx, referral.municipality)
    hears = referral.organisation if referral.feedback_stopped_at is None else None
    await tell(
        tx,
        [each for each in (hears, municipality) if each],
        MessageKind.URGENT_LATE,
        referral=referral.id,
        about=expired.id,
        provider=expired.provider,
        reasons=[NO_ANSWER_IN_TIME],
    )
