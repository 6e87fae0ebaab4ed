"""Ask somebody's consent to an act, and note what came back (LAW-01)."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from referral.domain.consent import NEXT_OF_CONSENT, Act, ConsentStatus
from referral.domain.messages import MessageKind
from referral.domain.status import LIVE
from referral.policies import policies
from referral.refusals import NO_AUTHORITY, UNKNOWN_PERSON, require_past, require_step, require_within
from referral.store import people, referrals
from referral.store.messages import tell
from referral.store.rows import ReferralRow
from referral.store.rows_people import ConsentRow, PersonWithSayRow
from region_policy.terms import end_of_term, local_day
from servicekit.deadlines import Deadline
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound, RuleBroken

CONSENT_AWAITED = "consent-awaited"
ASKING = "consent"


async def ask_consent(
    tx: Transaction,
    referral_id: UUID,
    *,
    act: Act,
    person: UUID | None,
    asked_on: date,
    key: str,
    body: BaseModel,
) -> ConsentRow:
    """Note that this person (None: the young person) was asked; who asked answers for an answer.

    Raises KeyReused, ImpossibleStep (asked already), InvalidInput, RuleBroken (has no authority).
    """
    referral = await referrals.lock_referral(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    if claimed.made_before:
        made = await people.one_of(tx, ConsentRow, claimed.resource_id, referral=referral_id)
        assert made is not None, "who claimed the key stored the question"
        return made
    require_past("askedOn", asked_on, today=local_day(tx.now))
    for earlier in await people.all_of(tx, ConsentRow, referral_id):
        if (earlier.what, earlier.person) == (act, person) and earlier.state is ConsentStatus.PENDING:
            raise ImpossibleStep(possible_steps=[step.value for step in NEXT_OF_CONSENT[earlier.state]])
    if person is not None:
        holder = await people.one_of(tx, PersonWithSayRow, person, referral=referral_id)
        if holder is None:
            raise InvalidInput(errors=[FieldError("person", UNKNOWN_PERSON)])
        if not holder.decides_on(asked_on):
            raise RuleBroken(reasons=[NO_AUTHORITY])
    tx.looked_at(referral.client, ASKING)
    values = {
        "id": claimed.resource_id,
        "version": 1,
        "status": ConsentStatus.PENDING.value,
        "client": referral.client,
        "referral": referral.id,
        "act": act.value,
        "person": person,
        "asked_on": asked_on,
        "recorded_at": tx.now,
        "recorded_by": tx.caller.organisation,
    }
    row = await people.add(tx, ConsentRow, values)
    _await(tx, referral, row.id, owner=str(tx.caller.organisation))
    return row


async def answer_consent(
    tx: Transaction,
    referral_id: UUID,
    consent_id: UUID,
    answer: ConsentStatus,
    *,
    answered_on: date,
    until: date | None,
    if_match: str | None,
) -> ConsentRow:
    """Note a yes, a no, or that a yes was taken back. `until`: the last day on which a yes counts.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale, InvalidInput.
    """
    referral = await referrals.lock_referral(tx, referral_id)
    row = await people.one_of(tx, ConsentRow, consent_id, referral=referral_id)
    if row is None:
        raise NotFound
    require_step(NEXT_OF_CONSENT, row.state, answer)
    require_match(row, if_match)
    not_before = row.answered_on or row.asked_on
    require_past("answeredOn", answered_on, today=local_day(tx.now), not_before=not_before)
    if until is not None:
        require_within("until", until, first=answered_on, last=None)
    tx.looked_at(referral.client, ASKING)
    await tx.cancel_deadline(CONSENT_AWAITED, row.id)
    return await people.change(
        tx,
        row,
        status=answer.value,
        answered_on=answered_on,
        until=until,
        recorded_at=tx.now,
        recorded_by=tx.caller.organisation,
    )


async def remind_of_consent(tx: Transaction, missed: Deadline) -> None:
    """Nobody has answered: who asked hears it, for another term, while somebody works on the referral."""
    referral_id = await people.referral_of_consent(tx, missed.ref)
    referral = await referrals.lock_referral(tx, referral_id, wait=False)
    row = await people.one_of(tx, ConsentRow, missed.ref, referral=referral_id)
    if row is None or row.state is not ConsentStatus.PENDING or referral.state not in LIVE:
        return
    asker = UUID(missed.owner)
    await tell(tx, [asker], MessageKind.CONSENT_AWAITED, referral=referral.id, about=row.id)
    _await(tx, referral, row.id, owner=missed.owner)


def _await(tx: Transaction, referral: ReferralRow, consent: UUID, *, owner: str) -> None:
    """For as long as the region gives a family to choose a provider: no policy names a term of its own."""
    today = local_day(tx.now)
    term = policies(tx).in_force(referral.region, on=today).following.family_choice
    due_at = end_of_term(term, since=today)
    tx.set_deadline(CONSENT_AWAITED, consent, region=referral.region, owner=owner, due_at=due_at)
