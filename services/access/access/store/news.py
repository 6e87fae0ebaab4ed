"""Who of a desk last looked at a request, and what came in since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from access.domain.news import News
from access.store.desk_tables import LookRow, NewsRow
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


@dataclass(frozen=True)
class Looked:
    """When this worker last looked (UTC), and what was told after that."""

    at: datetime
    told: tuple[News, ...]


async def look(tx: Transaction, request_id: UUID) -> None:
    """Who is signed in looks at it now."""
    values = {
        "request_id": request_id,
        "organisation": tx.caller.organisation,
        "subject": tx.caller.subject,
        "looked_at": tx.now,
    }
    await tx.session.execute(
        upsert(LookRow)
        .values(values)
        .on_conflict_do_update(
            index_elements=["request_id", "organisation", "subject"], set_={"looked_at": tx.now}
        )
    )


async def tell(tx: Transaction, request_id: UUID, kind: News) -> None:
    """Rows are added and none is changed: who tells, such as a provider, does not see what the desk sees."""
    values = {"id": uuid7(), "request_id": request_id, "kind": kind.value, "told_at": tx.now}
    await tx.session.execute(insert(NewsRow).values(values))


async def looked(tx: Transaction, requests: Sequence[UUID]) -> dict[UUID, Looked]:
    """The last look of who is signed in at each of these requests; those never looked at are not in it."""
    kinds = func.array_remove(func.array_agg(col(NewsRow.kind).distinct()), None)
    after_it = and_(
        col(NewsRow.request_id) == col(LookRow.request_id), col(NewsRow.told_at) > col(LookRow.looked_at)
    )
    query = (
        select(col(LookRow.request_id), col(LookRow.looked_at), kinds.label("kinds"))
        .outerjoin(NewsRow, after_it)
        .where(
            col(LookRow.request_id).in_(requests),
            col(LookRow.organisation) == tx.caller.organisation,
            col(LookRow.subject) == tx.caller.subject,
        )
        .group_by(col(LookRow.request_id), col(LookRow.looked_at))
    )
    return {
        row.request_id: Looked(row.looked_at, tuple(map(News, row.kinds)))
        for row in await tx.session.execute(query)
    }


async def forget(tx: Transaction, requests: Sequence[UUID]) -> None:
    for table in (LookRow, NewsRow):
        await tx.session.execute(delete(table).where(col(table.request_id).in_(requests)))
