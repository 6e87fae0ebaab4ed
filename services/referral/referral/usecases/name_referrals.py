"""The names that belong to referrals, for a list of another room to be shown with names beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from referral.store import referrals
from referral.store.looking import still_looks
from referral.usecases.read_referral import open_person
from sealing.keyring import Erased
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

NAMING = "name beside a list"


@dataclass(frozen=True)
class Named:
    referral: UUID
    given_name: str
    family_name: str


async def name_referrals(tx: Transaction, ids: Sequence[UUID], *, by: Organisation) -> list[Named]:
    """Those that the own organisation made or that are of the own municipality; others are left out as if
    they did not exist.

    Each look is recorded, for each young person apart.
    """
    found = []
    municipality = by.area if by.kind == "municipality" else None
    for row in await referrals.made_or_answered_for(tx, ids, by.id, municipality):
        if not still_looks(tx, by, row.region, row.closed_at, row.measure_until):
            continue
        try:
            key = await tx.keyring.data_key(tx.session, row.client)
        except Erased:
            continue
        person = open_person(key, row)
        tx.looked_at(row.client, NAMING)
        found.append(Named(row.id, person.given_name, person.family_name))
    return found
