"""What is kept by client and holds for a young person: also for every double that was merged."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, func, literal, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from referral.domain.merging import MergeStatus
from referral.store.rows import ClientRow, ReferralRow
from referral.store.rows_move import MergeRow
from servicekit.transaction import Transaction


def is_one_person(column: Any, client: Any) -> ColumnElement[bool]:
    """Whether a column holds this client, the one that it was merged into, or another double of that.

    `client`: one, or a column of `ReferralRow` beside which this is asked. An array, because an index on the
    column serves that, and serves no alternative of subqueries.
    """
    known = literal(client, Uuid()) if isinstance(client, UUID) else client
    own, beside = aliased(MergeRow), aliased(MergeRow)
    merged = MergeStatus.MERGED.value
    into = select(col(own.kept)).where(col(own.double) == known, col(own.status) == merged)
    doubles = select(col(own.double)).where(col(own.kept) == known, col(own.status) == merged)
    others = (
        select(col(beside.double))
        .join(own, col(own.kept) == col(beside.kept))
        .where(col(own.double) == known, col(own.status) == merged, col(beside.status) == merged)
    )
    beyond = union_all(*(each.correlate(ReferralRow) for each in (into, doubles, others)))
    found: ColumnElement[bool] = column == func.any(
        func.array_append(func.array(beyond.scalar_subquery()), known)
    )
    return found


async def clients_of(tx: Transaction, client: UUID) -> list[UUID]:
    """This client with every other that is the same young person."""
    query = select(col(ClientRow.id)).where(is_one_person(col(ClientRow.id), client))
    return list((await tx.session.execute(query.order_by(col(ClientRow.id)))).scalars())
