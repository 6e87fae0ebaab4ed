"""Which clients are one young person."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, any_, func, insert, select, update
from sqlmodel import col

from doorkit.permissions import Standing
from referral.domain.merging import MergeStatus
from referral.store.rows import ClientRow, ReferralRow
from referral.store.rows_move import MergeRow
from servicekit.organisations import Organisation
from servicekit.transaction import EVERYBODY, Transaction

WHO_MERGED = "who-merged"
IS_MERGED = col(MergeRow.status) == MergeStatus.MERGED.value


def is_of_person(column: Any, bsn_hash: bytes | None) -> ColumnElement[bool]:
    """Whether a column holds the client of this BSN or one that was merged into it.

    Who that is is asked once, and then looked up by the index of the column: a join with "or" reads all rows.
    """
    kept = select(col(ClientRow.id)).where(col(ClientRow.bsn_hash) == bsn_hash)
    doubles = (
        select(col(MergeRow.double))
        .join(ClientRow, col(ClientRow.id) == col(MergeRow.kept))
        .where(col(ClientRow.bsn_hash) == bsn_hash, IS_MERGED)
    )
    person: ColumnElement[bool] = column == any_(func.array(kept.union_all(doubles).scalar_subquery()))
    return person


def _doubles(client: Any) -> Select[Any]:
    doubles: Select[Any] = select(col(MergeRow.double)).where(col(MergeRow.kept) == client, IS_MERGED)
    return doubles


async def kept_of(tx: Transaction, client: UUID) -> UUID:
    """The client under which this one is known: itself, or the one into which it was merged."""
    query = select(col(MergeRow.kept)).where(col(MergeRow.double) == client, IS_MERGED)
    return (await tx.session.execute(query)).scalar_one_or_none() or client


async def same_person(tx: Transaction, client: UUID) -> list[UUID]:
    """The kept client, and every one that was merged into it."""
    kept = await kept_of(tx, client)
    return [kept, *(await tx.session.execute(_doubles(kept))).scalars()]


async def has_doubles(tx: Transaction, client: UUID) -> bool:
    return (await tx.session.execute(_doubles(client).limit(1))).first() is not None


async def clients(tx: Transaction, *ids: UUID) -> dict[UUID, ClientRow]:
    """These clients, locked in the order of their ids."""
    query = select(ClientRow).where(col(ClientRow.id).in_(ids)).order_by(col(ClientRow.id))
    fresh = query.with_for_update().execution_options(populate_existing=True)
    return {row.id: row for row in (await tx.session.execute(fresh)).scalars()}


async def find_referral(tx: Transaction, referral_id: UUID) -> ReferralRow | None:
    query = select(ReferralRow).where(col(ReferralRow.id) == referral_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def lock_referrals(tx: Transaction, *clients: UUID) -> list[ReferralRow]:
    """Every referral of these clients, locked in the order of their ids."""
    # Merged, split or erased is the whole young person: also what others asked for it.
    await tx.seen_by(EVERYBODY)
    query = select(ReferralRow).where(col(ReferralRow.client).in_(clients)).order_by(col(ReferralRow.id))
    fresh = query.with_for_update().execution_options(populate_existing=True)
    return list((await tx.session.execute(fresh)).scalars())


async def add(tx: Transaction, values: dict[str, Any]) -> MergeRow:
    return (await tx.session.execute(insert(MergeRow).values(values).returning(MergeRow))).scalar_one()


async def merge(tx: Transaction, merge_id: UUID, *, lock: bool = False) -> MergeRow | None:
    query = select(MergeRow).where(col(MergeRow.id) == merge_id)
    query = query.with_for_update() if lock else query
    fresh = query.execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one_or_none()


async def change(tx: Transaction, row: MergeRow, **changes: Any) -> MergeRow:
    statement = update(MergeRow).where(col(MergeRow.id) == row.id).values(version=row.version + 1, **changes)
    returning = statement.returning(MergeRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


async def standing_in_merge(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    """Who merged may undo it, whoever pays by then."""
    query = (
        select(col(MergeRow.merged_by), col(ReferralRow.region), col(ReferralRow.client))
        .join(ReferralRow, col(ReferralRow.client) == col(MergeRow.double))
        .where(col(MergeRow.id) == ref)
    )
    row = (await tx.session.execute(query.limit(1))).one_or_none()
    if row is None:
        return None
    relations = frozenset({WHO_MERGED} if row.merged_by == organisation.id else ())
    return Standing(relations, row.region, row.client)
