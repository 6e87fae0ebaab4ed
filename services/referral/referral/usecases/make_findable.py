"""Keep what a person is found by: a keyed hash of birth date and surname, of no use to who lacks the key."""

from datetime import date
from typing import Any
from uuid import UUID

from referral.domain.person import Person
from referral.domain.surname import normalised
from referral.store import name_hashes
from referral.usecases.read_referral import open_person
from sealing.keyring import Erased, Keyring
from servicekit.subscriptions import PLATFORM
from servicekit.transaction import Transactions
from wirekit.caller import Caller
from wirekit.logs import log

ROOM, OPERATION = Caller("room:referral", PLATFORM, "service"), "make findable"


def name_hash(keyring: Keyring, birth_date: date, surname: str) -> bytes:
    """The only place where it is made: to search, to store and to fill what is empty."""
    return keyring.keyed_hash(f"{birth_date.isoformat()} {normalised(surname)}")


def name_hash_of(keyring: Keyring, person: Person) -> bytes:
    return name_hash(keyring, person.birth_date, person.family_name)


async def make_findable(transactions: Transactions) -> int:
    """Fill the hash of the referrals from before there was one, and count them: no migration opens them."""
    count, after = 0, UUID(int=0)
    while True:
        async with transactions.begin(ROOM, operation=OPERATION) as tx, tx.seeing_all():
            rows = await name_hashes.without_one(tx, after=after)
            if not rows:
                return count
            hashes = {}
            for row in rows:
                try:
                    key = await tx.keyring.data_key(tx.session, row.client)
                except Erased:
                    continue
                hashes[row.id] = name_hash_of(tx.keyring, open_person(key, row))
            await name_hashes.fill(tx, hashes)
            count, after = count + len(hashes), rows[-1].id


async def keep_findable(settings: Any, transactions: Transactions) -> None:
    """Once at each start: whatever is written since has its hash."""
    try:
        if count := await make_findable(transactions):
            log.info("referrals of before can be found by name", referrals=count)
    except Exception as error:
        log.warning("referrals of before cannot be found by name until the next start", exc_info=error)
