"""Care stands still for a while, and goes on: it is not over, and the place is not lost."""

from datetime import date, timedelta

from referral.domain.care_facts import Interrupted, Resumed
from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.domain.status import PlacementStatus
from referral.events import CareChanged
from referral.refusals import (
    ALREADY_INTERRUPTED,
    NOT_INTERRUPTED,
    require_in_care,
    require_near,
    require_past,
    require_within,
)
from referral.store import care as happenings
from referral.store import placements
from referral.store.messages import tell
from referral.store.rows import CareRow
from referral.store.rows_care import InterruptionRow
from referral.usecases.care_case import CareCase
from region_policy.terms import end_of, local_day
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.identifiers import uuid7
from wirekit.problems import InvalidInput

CARE_RESUMES = "care-resumes"
LOOKED_AT_AGAIN_AFTER = timedelta(days=28)
"""Of an interruption without an end; no source gives a term, and four weeks is that of a first contact."""


async def interrupt(tx: Transaction, case: CareCase, told: Interrupted, *, field: str) -> CareCase:
    """Care stands still from a day on that has come, until a day that may be known beforehand.

    Raises ImpossibleStep (not in care), and InvalidInput under the name of this field.
    """
    require_in_care(case.placement.state)
    care, today = case.running, local_day(tx.now)
    require_past(f"{field}from", told.on, today=today, not_before=care.started_on)
    if told.until is not None:
        require_near(f"{field}until", told.until, today=today)
        require_within(f"{field}until", told.until, first=told.on, last=None)
    stored = await happenings.add_interruption(
        tx,
        {
            "id": uuid7(),
            "care": care.id,
            "from_on": told.on,
            "until_on": told.until,
            "reason": told.reason.value,
            "recorded_at": tx.now,
        },
    )
    if not stored:
        raise InvalidInput(errors=[FieldError(f"{field}from", ALREADY_INTERRUPTED)])
    is_latest = care.interrupted_since is None or told.on > care.interrupted_since
    latest = (told.on, told.until) if is_latest else (care.interrupted_since, care.interrupted_until)
    changed = await case.with_change(tx, interrupted_since=latest[0], interrupted_until=latest[1])
    if told.until is None:
        _look_again(tx, changed.running)
    # Why, which may be about health or a court, the municipality need not know: see the care record.
    await changed.told(tx, Milestone.INTERRUPTED, told.on)
    tx.publish(CareChanged.of(changed.running))
    return changed


async def resume(tx: Transaction, case: CareCase, told: Resumed, *, field: str) -> CareCase:
    """Care goes on from this day: of the interruption no end was known, or one that is later than it was.

    Where that is the day on which it stood still the interruption lasts that day: there is no shorter one.
    Raises ImpossibleStep, and InvalidInput under the name of this field.
    """
    require_in_care(case.placement.state)
    care = case.running
    name = f"{field}on"
    stood_still = await happenings.interruptions(tx, care.id)
    opened = next((each for each in stood_still if _ends_with(each, told.on)), None)
    if opened is None:
        raise InvalidInput(errors=[FieldError(name, NOT_INTERRUPTED)])
    require_past(name, told.on, today=local_day(tx.now), not_before=opened.from_on)
    eve = max(told.on - timedelta(days=1), opened.from_on)
    if opened.until_on is None:
        await tx.cancel_deadline(CARE_RESUMES, care.id)
    is_latest = opened.from_on == care.interrupted_since
    await happenings.end_interruption(tx, opened, eve)
    changed = await case.with_change(tx, interrupted_until=eve if is_latest else care.interrupted_until)
    await changed.told(tx, Milestone.RESUMED, told.on)
    tx.publish(CareChanged.of(changed.running))
    return changed


def _ends_with(row: InterruptionRow, first_day_again: date) -> bool:
    """Of a single day nothing can be taken off."""
    return row.until_on is None or row.from_on <= first_day_again <= row.until_on != row.from_on


async def close_interruption(tx: Transaction, care: CareRow, last_day: date) -> date | None:
    """Care stops for good: an interruption lasts no longer than it. Gives the last day of the last one."""
    for row in await happenings.interruptions(tx, care.id):
        if row.until_on is None or row.until_on > last_day:
            await happenings.end_interruption(tx, row, last_day)
    if care.interrupted_since is None:
        return None
    return min(care.interrupted_until or last_day, last_day)


async def remind_of_interruption(tx: Transaction, missed: Deadline) -> None:
    """Nobody knows yet when care goes on: its provider is asked again, and stays answerable."""
    care = await placements.care(tx, missed.ref)
    _, placement = await placements.lock_placement(tx, care.placement, wait=False)
    still = await placements.care_of(tx, placement.id, lock=True)
    if placement.state is not PlacementStatus.IN_CARE or still is None or still.interrupted_until:
        return
    await tell(
        tx,
        [still.provider],
        MessageKind.STANDS_STILL,
        referral=still.referral,
        about=placement.id,
        day=still.interrupted_since,
    )
    _look_again(tx, still)


def _look_again(tx: Transaction, care: CareRow) -> None:
    due_at = end_of(local_day(tx.now) + LOOKED_AT_AGAIN_AFTER)
    tx.set_deadline(CARE_RESUMES, care.id, region=care.region, owner=str(care.provider), due_at=due_at)
