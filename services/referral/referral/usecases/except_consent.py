"""Note what the law puts in the place of consent to an act: its code, and the number of a court's order."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from pydantic import BaseModel

from referral.domain.age import age_on
from referral.domain.consent import (
    CONSENTS_ALONE,
    CONSENTS_BESIDE_PARENTS,
    OF_PARENTS_ONLY,
    Act,
    LegalException,
)
from referral.refusals import (
    MEASURE_NOT_FOR_HELP,
    NO_MEASURE_IN_FORCE,
    NOT_OF_THIS_AGE,
    UNKNOWN_PERSON,
    require_within,
)
from referral.store import people, referrals
from referral.store.rows import ReferralRow
from referral.store.rows_people import ConsentExceptionRow, PersonWithSayRow
from referral.usecases.keep_person import key_of
from referral.usecases.read_referral import open_person
from region_policy.terms import local_day
from sealing.keyring import DataKey, Sealed
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, NotFound, ReasonGiven, RuleBroken

EXCEPTING = "exception from consent"


@dataclass(frozen=True)
class Excepted:
    """An exception, with the number of a court's order in clear."""

    row: ConsentExceptionRow
    order_number: str | None


async def except_consent(
    tx: Transaction,
    referral_id: UUID,
    *,
    act: Act,
    code: LegalException,
    person: UUID | None,
    order_number: str | None,
    last_day: date | None,
    key: str,
    body: BaseModel,
) -> Excepted:
    """Note an exception from today on. `person`: whose consent alone it replaces.

    Raises KeyReused, InvalidInput, and RuleBroken with every reason.
    """
    referral = await referrals.lock_referral(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    data_key = await key_of(tx, referral.client)
    tx.looked_at(referral.client, EXCEPTING)
    if claimed.made_before:
        made = await people.one_of(tx, ConsentExceptionRow, claimed.resource_id, referral=referral_id)
        assert made is not None, "who claimed the key stored the exception"
        return with_number(data_key, made)
    today = local_day(tx.now)
    last_day = _last_day(referral, code, last_day, today)
    if person is not None and not await people.one_of(tx, PersonWithSayRow, person, referral=referral_id):
        raise InvalidInput(errors=[FieldError("person", UNKNOWN_PERSON)])
    born = open_person(data_key, referral).birth_date
    if reasons := _broken(tx, referral, act, code, age_on(today, born), today):
        raise RuleBroken(reasons=reasons)
    row_id = claimed.resource_id
    sealed = data_key.seal(order_number, f"order-number/{row_id}") if order_number else None
    values = {
        "id": row_id,
        "version": 1,
        "client": referral.client,
        "referral": referral.id,
        "act": act.value,
        "code": code.value,
        "person": person,
        "order_number": sealed,
        "first_day": today,
        "last_day": last_day,
        "recorded_at": tx.now,
        "recorded_by": tx.caller.organisation,
    }
    return with_number(data_key, await people.add(tx, ConsentExceptionRow, values))


async def end_exception(
    tx: Transaction, referral_id: UUID, exception_id: UUID, last_day: date, *, if_match: str | None
) -> Excepted:
    """It ends on this day, or was never right: then on the day before it began. It is never prolonged.

    Raises NotFound, VersionMissing, VersionStale, InvalidInput.
    """
    referral = await referrals.lock_referral(tx, referral_id)
    row = await people.one_of(tx, ConsentExceptionRow, exception_id, referral=referral_id)
    if row is None:
        raise NotFound
    require_match(row, if_match)
    require_within("until", last_day, first=row.first_day - timedelta(days=1), last=row.last_day)
    data_key = await key_of(tx, referral.client)
    tx.looked_at(referral.client, EXCEPTING)
    entered = {"recorded_at": tx.now, "recorded_by": tx.caller.organisation}
    return with_number(data_key, await people.change(tx, row, last_day=last_day, **entered))


def with_number(key: DataKey, row: ConsentExceptionRow) -> Excepted:
    number = row.order_number
    return Excepted(row, key.open(Sealed(number), f"order-number/{row.id}") if number else None)


def _last_day(referral: ReferralRow, code: LegalException, asked: date | None, today: date) -> date | None:
    """Acute danger lasts for the day; what rests on a measure, no longer than that. Raises InvalidInput."""
    last = referral.measure.until if code is LegalException.MEASURE and referral.measure else None
    if asked is not None:
        require_within("until", asked, first=today, last=last if last and last >= today else None)
    return today if code is LegalException.ACUTE_DANGER else asked or last


def _broken(
    tx: Transaction, referral: ReferralRow, act: Act, code: LegalException, age: int, today: date
) -> list[ReasonGiven]:
    reasons = []
    measure = referral.measure
    carries = (
        measure is not None and measure.until >= today and referral.organisation == tx.caller.organisation
    )
    if code is LegalException.MEASURE and not carries:
        reasons.append(NO_MEASURE_IN_FORCE)
    if code is LegalException.MEASURE and act is Act.HELP:
        reasons.append(MEASURE_NOT_FOR_HELP)
    if code in OF_PARENTS_ONLY and not CONSENTS_BESIDE_PARENTS <= age < CONSENTS_ALONE:
        reasons.append(NOT_OF_THIS_AGE)
    return reasons
