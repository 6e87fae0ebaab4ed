"""Who holds a national contract (LTA)."""

from datetime import date
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.store.rows import NationalContractRow
from servicekit.transaction import Transaction


async def keep(
    tx: Transaction, contract_id: UUID, *, provider: UUID, valid_from: date, valid_until: date | None
) -> None:
    values = {"id": contract_id, "provider": provider, "valid_from": valid_from, "valid_until": valid_until}
    statement = upsert(NationalContractRow).values(values)
    await tx.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def forget(tx: Transaction, contract_id: UUID) -> None:
    await tx.session.execute(delete(NationalContractRow).where(col(NationalContractRow.id) == contract_id))


async def holds_one(tx: Transaction, provider: UUID, day: date) -> bool:
    query = select(col(NationalContractRow.id)).where(
        col(NationalContractRow.provider) == provider,
        col(NationalContractRow.valid_from) <= day,
        or_(col(NationalContractRow.valid_until).is_(None), col(NationalContractRow.valid_until) >= day),
    )
    return (await tx.session.execute(query.limit(1))).first() is not None
