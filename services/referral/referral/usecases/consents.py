"""How an act stands: whose consent it has, and whose it waits for (LAW-01)."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from referral.domain.age import age_on
from referral.domain.consent import (
    YOUNG_PERSON,
    Act,
    Answered,
    Asked,
    Exempted,
    Standing,
    Who,
    standing_of,
)
from referral.store import people, referrals
from referral.store.rows_people import ConsentExceptionRow, ConsentRow, PersonWithSayRow
from referral.usecases.read_referral import open_person
from servicekit.transaction import Transaction

__all__ = ["Act", "Standing", "consent_to", "standing_by_records"]
ASKING_CONSENT = "consent to an act"


async def consent_to(
    tx: Transaction, client: UUID, act: Act, *, on: date, referral: UUID | None = None
) -> Standing:
    """Whether this act may go on, on this day in Europe/Amsterdam: `is_given`, `waits_for`, `exception`.

    With `referral` only what was recorded under it counts: a yes to share one file is none to share another.
    It reads and refuses nothing: the caller does, or does the lesser thing. Raises Erased.
    """
    async with tx.seeing_all():  # a no counts, and who may say it, whoever put it on record
        row = (
            await referrals.referral(tx, referral) if referral else await referrals.last_of_client(tx, client)
        )
        assert row is not None, "a client came here with a referral"
        key = await tx.keyring.data_key(tx.session, client)
        born = open_person(key, row).birth_date
        tx.looked_at(client, ASKING_CONSENT)
        holders = await people.people_of_client(tx, client)
        asked, excused = await people.consents_of_client(tx, client)
    if referral is not None:
        holders = [each for each in holders if each.referral == referral]
        asked = [each for each in asked if each.referral == referral]
        excused = [each for each in excused if each.referral == referral]
    return standing_by_records(act, born, holders, asked, excused, on=on)


def standing_by_records(
    act: Act,
    birth_date: date,
    holders: Collection[PersonWithSayRow],
    asked: Collection[ConsentRow],
    excused: Collection[ConsentExceptionRow],
    *,
    on: date,
) -> Standing:
    """The same from records at hand: of each person what was entered last counts, on whichever record."""
    last_said = sorted(asked, key=lambda row: (row.recorded_at, row.id))
    answers = {
        row.person: Answered(whom(row.person), row.state, row.until) for row in last_said if row.what is act
    }
    exceptions = [
        Exempted(row.exception, row.first_day, row.last_day, row.person) for row in excused if row.what is act
    ]
    decide = [row.id for row in holders if row.decides_on(on)]
    return standing_of(age_on(on, birth_date), decide, list(answers.values()), exceptions, on=on)


def whom(person: UUID | None) -> Asked:
    return YOUNG_PERSON if person is None else Asked(Who.PERSON_WITH_AUTHORITY, person)
