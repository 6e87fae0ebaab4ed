"""Who signed up for a group, and in which order."""

from uuid import UUID

from sqlalchemy import insert, text, update
from sqlmodel import col

from provider_registry.domain.sign_up import SignUp, SignUpStatus
from provider_registry.store.mapping import every, first, rows_of, table_of, thing_of
from provider_registry.store.tables import SignUpRow
from servicekit.transaction import Transaction

NEXT_IN_LINE = text("DEFAULT")
"""The next number of the line; the database gives it and takes no other."""


async def sign_up(tx: Transaction, offer: UUID, placement: UUID) -> SignUp | None:
    query = rows_of(SignUpRow).where(col(SignUpRow.offer) == offer, col(SignUpRow.placement) == placement)
    return await first(tx, SignUp, query)


async def signed_up_by(tx: Transaction, placement: UUID) -> list[UUID]:
    """Who signed this placement up for any group, also where that was withdrawn."""
    found = await every(tx, SignUp, rows_of(SignUpRow).where(col(SignUpRow.placement) == placement))
    return [each.signed_up_by for each in found]


async def in_turn(tx: Transaction, offer: UUID) -> list[SignUp]:
    """Everybody who sits or waits, in the order of joining."""
    query = rows_of(SignUpRow).where(
        col(SignUpRow.offer) == offer, col(SignUpRow.status) != SignUpStatus.WITHDRAWN
    )
    return await every(tx, SignUp, query.order_by(col(SignUpRow.position)))


async def join_line(tx: Transaction, offer: UUID, placement: UUID, by: UUID, version: int) -> SignUp:
    """Last in the line; with version 1 for the first time, else after a withdrawal."""
    table = table_of(SignUpRow)
    values = {"version": version, "status": SignUpStatus.WAITING, "signed_up_by": by}
    if version == 1:
        joining = insert(table).values(offer=offer, placement=placement, **values).returning(*table.c)
        row = (await tx.session.execute(joining)).mappings().one()
    else:
        this = update(table).where(table.c.offer == offer, table.c.placement == placement)
        again = this.values(position=NEXT_IN_LINE, **values).returning(*table.c)
        row = (await tx.session.execute(again)).mappings().one()
    return thing_of(SignUp, dict(row))


async def move(tx: Transaction, moved: SignUp) -> None:
    """Bring its status and version to what they are."""
    table = table_of(SignUpRow)
    this = update(table).where(table.c.offer == moved.offer, table.c.placement == moved.placement)
    await tx.session.execute(this.values(status=moved.status, version=moved.version))
