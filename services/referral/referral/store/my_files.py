"""What stands in the file of one young person, as it is read by the person itself and by a parent."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from referral.domain.letter import LetterStatus
from referral.store.one_person import is_one_person
from referral.store.rows import ReferralRow
from referral.store.rows_letters import LetterRow
from referral.store.rows_people import ConsentRow
from servicekit import tables
from servicekit.transaction import Transaction


async def referrals_of_person(tx: Transaction, client: UUID) -> list[ReferralRow]:
    """Every referral of this young person, the last one first."""
    query = select(ReferralRow).where(is_one_person(col(ReferralRow.client), client))
    return list((await tx.session.execute(query.order_by(col(ReferralRow.id).desc()))).scalars())


async def letters_sent(tx: Transaction, referrals: Collection[UUID]) -> list[LetterRow]:
    """The last one first."""
    query = select(LetterRow).where(
        col(LetterRow.referral).in_(referrals), col(LetterRow.status) == LetterStatus.ISSUED.value
    )
    return list((await tx.session.execute(query.order_by(col(LetterRow.id).desc()))).scalars())


async def consents_of_person(
    tx: Transaction, referrals: Collection[UUID], person: UUID | None
) -> list[ConsentRow]:
    """What was asked of one person; None is the young person."""
    query = select(ConsentRow).where(
        col(ConsentRow.referral).in_(referrals), col(ConsentRow.person).is_not_distinct_from(person)
    )
    return list((await tx.session.execute(query.order_by(col(ConsentRow.id)))).scalars())


async def named(tx: Transaction, organisations: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Of each known organisation its name and its kind."""
    known = tables.organisation
    query: Any = select(known.c.id, known.c.name, known.c.kind).where(known.c.id.in_(organisations))
    return {row.id: (row.name, row.kind) for row in await tx.session.execute(query)}


async def desks_of(tx: Transaction, municipalities: Collection[str]) -> list[UUID]:
    """The organisations that decide for these municipalities, by code."""
    known = tables.organisation
    query = select(known.c.id).where(known.c.kind == "municipality", known.c.area.in_(municipalities))
    return list((await tx.session.execute(query)).scalars())
