"""Who directs a household, since when and until when."""

from typing import Any
from uuid import UUID

from sqlalchemy import exists, insert, select, update
from sqlmodel import col

from referral.domain.status import LIVE
from referral.store.households import IS_ACTIVE
from referral.store.rows import ClientRow, HouseholdRow, ReferralRow
from referral.store.rows_household import DirectorRow
from servicekit import tables
from servicekit.transaction import Transaction


async def directors(tx: Transaction, household: UUID, *, only_active: bool = False) -> list[DirectorRow]:
    """All who direct or did, the last first; the accountable one before those beside."""
    query = select(DirectorRow).where(col(DirectorRow.household) == household)
    if only_active:
        query = query.where(IS_ACTIVE)
    order = (col(DirectorRow.beside).is_not(None), col(DirectorRow.since).desc(), col(DirectorRow.id).desc())
    rows = await tx.session.execute(query.order_by(*order).execution_options(populate_existing=True))
    return list(rows.scalars())


async def director(tx: Transaction, household: UUID, director_id: UUID) -> DirectorRow | None:
    """One of this household, after that was locked."""
    query = select(DirectorRow).where(
        col(DirectorRow.id) == director_id, col(DirectorRow.household) == household
    )
    return (await tx.session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def add(tx: Transaction, values: dict[str, Any]) -> DirectorRow:
    statement = insert(DirectorRow).values(version=1, since=tx.now, **values).returning(DirectorRow)
    return (await tx.session.execute(statement)).scalar_one()


async def end(tx: Transaction, row: DirectorRow) -> DirectorRow:
    statement = (
        update(DirectorRow)
        .where(col(DirectorRow.id) == row.id)
        .values(version=row.version + 1, ended_at=tx.now)
        .returning(DirectorRow)
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(statement)).scalar_one()


async def cases_without(
    tx: Transaction, municipality: str, *, after: UUID | None, limit: int
) -> list[ReferralRow]:
    """The open cases of a municipality for whose main home nobody is accountable now (ZHZ-08).

    An organisation that has stopped is nobody.
    """
    somebody = select(col(DirectorRow.id)).where(
        col(DirectorRow.id) == col(HouseholdRow.director),
        col(DirectorRow.household) == col(HouseholdRow.id),
        IS_ACTIVE,
        ~exists().where(
            tables.organisation.c.id == col(DirectorRow.organisation),
            tables.organisation.c.active_until <= tx.now,
        ),
    )
    query = (
        select(ReferralRow)
        .join(ClientRow, col(ClientRow.id) == col(ReferralRow.client))
        .join(HouseholdRow, col(HouseholdRow.id) == col(ClientRow.household))
        .where(
            col(ReferralRow.municipality) == municipality,
            col(ReferralRow.closed_at).is_(None),
            col(ReferralRow.status).in_(sorted(LIVE)),
            ~somebody.exists(),
        )
    )
    if after:
        query = query.where(col(ReferralRow.id) > after)
    return list((await tx.session.execute(query.order_by(col(ReferralRow.id)).limit(limit))).scalars())
