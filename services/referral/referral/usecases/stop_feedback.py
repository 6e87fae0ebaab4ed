"""A young person from sixteen stops the word back to who referred, or allows it again."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from referral.domain.feedback import can_be_stopped, may_stop_feedback
from referral.domain.milestones import Milestone
from referral.domain.secrecy import NEXT_OF_MARK, MarkStatus
from referral.refusals import NO_FEEDBACK_TO_STOP, UNDER_SIXTEEN, require_past, require_step
from referral.store import people, referrals
from referral.store.rows_people import FeedbackStopRow
from referral.usecases.keep_person import key_of
from referral.usecases.read_referral import open_person
from region_policy.codes import ReferrerType
from region_policy.terms import local_day
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, RuleBroken

STOPPING = "stop of feedback"


async def stop_feedback(
    tx: Transaction, referral_id: UUID, told_on: date, *, key: str, body: BaseModel
) -> FeedbackStopRow:
    """From now on the referrer hears and reads nothing new of this referral, but that it was stopped.

    `told_on`: the day on which the young person said so. Raises KeyReused, ImpossibleStep (stopped already),
    InvalidInput, RuleBroken (under sixteen; a referrer whose own case it is).
    """
    referral = await referrals.lock_referral(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    if claimed.made_before:
        made = await people.one_of(tx, FeedbackStopRow, claimed.resource_id, referral=referral_id)
        assert made is not None, "who claimed the key stored the stop"
        return made
    if await people.feedback_stop_on(tx, referral_id) is not None:
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT_OF_MARK[MarkStatus.IN_FORCE]])
    today = local_day(tx.now)
    require_past("toldOn", told_on, today=today)
    born = open_person(await key_of(tx, referral.client), referral).birth_date
    tx.looked_at(referral.client, STOPPING)
    broken = {
        UNDER_SIXTEEN: not may_stop_feedback(born, told_on),
        NO_FEEDBACK_TO_STOP: not can_be_stopped(ReferrerType(referral.referrer_type)),
    }
    if reasons := [reason for reason, is_broken in broken.items() if is_broken]:
        raise RuleBroken(reasons=reasons)
    await referrals.add_milestone(tx, referral, Milestone.FEEDBACK_STOPPED, happens_on=told_on)
    heard = {"feedback_stopped_at": tx.now, "status_told": referral.status}
    await people.keep_what_referrer_heard(tx, referral, **heard)
    values = {
        "id": claimed.resource_id,
        "version": 1,
        "status": MarkStatus.IN_FORCE.value,
        "client": referral.client,
        "referral": referral.id,
        "told_on": told_on,
        "recorded_at": tx.now,
        "recorded_by": tx.caller.organisation,
    }
    return await people.add(tx, FeedbackStopRow, values)


async def resume_feedback(
    tx: Transaction, referral_id: UUID, stop_id: UUID, told_on: date, *, if_match: str | None
) -> FeedbackStopRow:
    """Word goes back again from now on; what was withheld meanwhile stays so.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale, InvalidInput.
    """
    referral = await referrals.lock_referral(tx, referral_id)
    stop = await people.one_of(tx, FeedbackStopRow, stop_id, referral=referral_id)
    if stop is None:
        raise NotFound
    require_step(NEXT_OF_MARK, stop.state, MarkStatus.LIFTED)
    require_match(stop, if_match)
    require_past("toldOn", told_on, today=local_day(tx.now), not_before=stop.told_on)
    tx.looked_at(referral.client, STOPPING)
    heard = {"feedback_stopped_at": None, "status_told": None}
    hears_again = await people.keep_what_referrer_heard(tx, referral, **heard)
    await referrals.add_milestone(tx, hears_again, Milestone.FEEDBACK_RESUMED, happens_on=told_on)
    lifted = {"lifted_on": told_on, "lifted_at": tx.now, "lifted_by": tx.caller.organisation}
    return await people.change(tx, stop, status=MarkStatus.LIFTED.value, **lifted)
