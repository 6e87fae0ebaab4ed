"""What the register told of many organisations at once."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from servicekit import tables
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


async def organisations(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, Organisation]:
    """Those of these organisations that are known."""
    known = tables.organisation
    rows = await tx.session.execute(select(known).where(known.c.id.in_(list(ids))))
    return {
        row.id: Organisation(row.id, row.kind, row.name, row.area, tuple(row.regions), row.active_until)
        for row in rows
    }
