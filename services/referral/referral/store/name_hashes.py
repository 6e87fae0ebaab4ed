"""Referrals by the keyed hash of birth date and surname, or by that of the BSN."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, func, or_, select, update
from sqlmodel import col

from referral.domain.household import HouseholdRelation
from referral.domain.relations import Relation
from referral.domain.status import ReferralStatus
from referral.store.erasures import WAS_ERASED
from referral.store.households import IS_ACTIVE
from referral.store.looking import OF_LOOKING, relations_today
from referral.store.merges import is_of_person
from referral.store.rows import ReferralRow
from referral.store.rows_household import DirectorRow
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

DIRECTOR = "director"
AT_ONCE, AT_MOST = 200, 10
LOOKS_AT = 50
"""How many referrals of one name the database gives: some of them may be looked at no longer."""

Found = tuple[UUID, UUID, UUID, ReferralStatus]
"""Referral, household, client, and the status as far as the searcher hears of it."""


async def search(
    tx: Transaction, by: Organisation, *, bsn_hash: bytes | None = None, name_hash: bytes | None = None
) -> list[Found]:
    """The referrals of this person to which the organisation stands in a relation, the latest first.

    One statement, the same for whom nobody knows: a stranger must not be able to tell (LAW-08).
    """
    directing = exists().where(
        col(DirectorRow.household) == col(ReferralRow.household),
        col(DirectorRow.organisation) == by.id,
        IS_ACTIVE,
        or_(col(DirectorRow.subject).is_(None), col(DirectorRow.subject) == tx.caller.subject),
    )
    query = select(
        col(ReferralRow.id),
        col(ReferralRow.household),
        col(ReferralRow.status),
        col(ReferralRow.status_told),
        *OF_LOOKING,
        directing.label("directs"),
    ).where(~WAS_ERASED)
    if name_hash is not None:
        query = query.where(col(ReferralRow.name_hash) == name_hash)
    else:
        query = query.where(is_of_person(col(ReferralRow.client), bsn_hash))
    latest = query.order_by(col(ReferralRow.id).desc()).limit(LOOKS_AT)
    rows = (await tx.session.execute(latest)).all()
    found = [(row, relations) for row in rows if (relations := _relations(tx, by, row))]
    return [(row.id, row.household, row.client, _heard(row, relations)) for row, relations in found[:AT_MOST]]


def _relations(tx: Transaction, by: Organisation, row: Row[Any]) -> set[str]:
    relations: set[str] = set(relations_today(tx, by, row))
    if tx.caller.role == DIRECTOR:
        # A director searches as that, whatever else its organisation may be to the young person.
        return {HouseholdRelation.DIRECTING_ORGANISATION} if row.directs else set()
    return relations


def _heard(row: Row[Any], relations: set[str]) -> ReferralStatus:
    only_referred = relations == {Relation.REFERRING_ORGANISATION}
    return ReferralStatus((row.status_told if only_referred else None) or row.status)


async def without_one(tx: Transaction, *, after: UUID) -> list[ReferralRow]:
    """The next that nobody finds by name yet; what was erased holds no name."""
    query = select(ReferralRow).where(
        col(ReferralRow.id) > after,
        col(ReferralRow.name_hash).is_(None),
        func.octet_length(col(ReferralRow.person)) > 0,
    )
    rows = await tx.session.execute(query.order_by(col(ReferralRow.id)).limit(AT_ONCE))
    return list(rows.scalars())


async def fill(tx: Transaction, hashes: Mapping[UUID, bytes]) -> None:
    """Where there is none yet: what was put right in the meantime is newer. In the order of their ids."""
    for referral in sorted(hashes):
        empty = update(ReferralRow).where(
            col(ReferralRow.id) == referral, col(ReferralRow.name_hash).is_(None)
        )
        await tx.session.execute(empty.values(name_hash=hashes[referral]))
