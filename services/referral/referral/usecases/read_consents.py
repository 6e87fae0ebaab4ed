"""The records of consent under a referral, and how each act stands today."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from referral.domain.consent import Act, Standing
from referral.store import people, referrals, secrecy
from referral.store.rows_people import ConsentExceptionRow, ConsentRow, PersonWithSayRow
from referral.usecases.consents import ASKING_CONSENT, standing_by_records
from referral.usecases.except_consent import Excepted, with_number
from referral.usecases.keep_person import key_of
from referral.usecases.read_referral import open_person
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class Consents:
    """`hidden`: providers that a mark of secrecy keeps from this reader, also as who wrote something down."""

    asked: list[ConsentRow]
    exceptions: list[Excepted]
    standings: Mapping[Act, Standing]
    hidden: frozenset[UUID]


async def read_consents(tx: Transaction, referral_id: UUID, by: Organisation) -> Consents:
    """What was recorded under this referral. The look is recorded. Raises RuleBroken (erased)."""
    row = await referrals.referral(tx, referral_id)
    key = await key_of(tx, row.client)
    tx.looked_at(row.client, ASKING_CONSENT)
    born = open_person(key, row).birth_date
    holders = await people.all_of(tx, PersonWithSayRow, referral_id)
    asked = await people.all_of(tx, ConsentRow, referral_id)
    excused = await people.all_of(tx, ConsentExceptionRow, referral_id)
    today = local_day(tx.now)
    standings = {act: standing_by_records(act, born, holders, asked, excused, on=today) for act in Act}
    hidden = await secrecy.providers_hidden_from(tx, by, [row.client])
    return Consents(asked, [with_number(key, each) for each in excused], standings, hidden)
