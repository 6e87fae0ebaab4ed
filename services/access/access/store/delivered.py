"""All that was delivered in regions, in codes: by whom, for which municipality, how much, at which price."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from access.store.tables import EntitlementRow, LineRow
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class DeliveredLine:
    """Hours, etmalen or a product, each by its code; no reference to a request or a young person."""

    id: UUID
    provider: UUID
    municipality: str
    function_group: str | None
    minutes: int | None
    intensity: str | None
    etmalen: int | None
    product: str | None
    pieces: int | None
    delivered_on: date
    amount_cents: int


async def delivered_in(
    tx: Transaction,
    regions: Collection[str],
    *,
    municipality: str | None,
    first: date,
    last: date,
    after: UUID | None,
    limit: int,
) -> list[DeliveredLine]:
    """Lines with a day from `first` up to and including `last`, in the order of their ids.

    `municipality`: only what that one pays. A walk over all pages reads the table once, by its key.
    """
    columns = [
        col(LineRow.id),
        col(EntitlementRow.provider),
        col(EntitlementRow.municipality),
        col(LineRow.function_group),
        col(LineRow.minutes),
        col(LineRow.intensity),
        col(LineRow.etmalen),
        col(LineRow.product),
        col(LineRow.pieces),
        col(LineRow.delivered_on),
        col(LineRow.amount_cents),
    ]
    query = (
        select(*columns)
        .join(EntitlementRow, col(EntitlementRow.id) == col(LineRow.entitlement_id))
        .where(col(LineRow.region).in_(regions), col(LineRow.delivered_on).between(first, last))
    )
    if municipality is not None:
        query = query.where(col(EntitlementRow.municipality) == municipality)
    if after is not None:
        query = query.where(col(LineRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(LineRow.id)).limit(limit))
    return [DeliveredLine(**row._mapping) for row in rows]
