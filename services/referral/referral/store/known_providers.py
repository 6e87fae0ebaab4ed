"""Read models of `provider-registry`: contracts and partnerships, as far as a placement needs them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.domain.stopping import Contract
from referral.store.rows_duty import KnownContractRow, KnownPartnershipRow
from servicekit.transaction import Transaction

OF_PROVIDERS = 15
"""Sets the advisory locks of providers apart from others (ZHZ-15)."""


async def keep_contract(tx: Transaction, values: dict[str, Any]) -> None:
    statement = upsert(KnownContractRow).values(values)
    await tx.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def forget_contract(tx: Transaction, contract_id: UUID) -> None:
    await tx.session.execute(delete(KnownContractRow).where(col(KnownContractRow.id) == contract_id))


async def contracts_of(tx: Transaction, provider: UUID) -> list[Contract]:
    """All that is known of this provider, past ones too."""
    query = select(KnownContractRow).where(col(KnownContractRow.provider) == provider)
    rows = (await tx.session.execute(query.execution_options(populate_existing=True))).scalars()
    return [row.contract for row in rows]


async def keep_partnership(tx: Transaction, values: dict[str, Any]) -> None:
    statement = upsert(KnownPartnershipRow).values(values)
    await tx.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def forget_partnership(tx: Transaction, partnership_id: UUID) -> None:
    statement = delete(KnownPartnershipRow).where(col(KnownPartnershipRow.id) == partnership_id)
    await tx.session.execute(statement)


async def partnership(tx: Transaction, partnership_id: UUID) -> KnownPartnershipRow | None:
    query = select(KnownPartnershipRow).where(col(KnownPartnershipRow.id) == partnership_id)
    fresh = query.execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one_or_none()


async def leads_of(tx: Transaction, provider: UUID, region: str, day: date) -> list[UUID]:
    """The leads of the partnerships in this region of which the provider is a member on this day."""
    query = select(KnownPartnershipRow).where(
        col(KnownPartnershipRow.members).contains([provider]), col(KnownPartnershipRow.region) == region
    )
    rows: Sequence[KnownPartnershipRow] = (
        (await tx.session.execute(query.order_by(col(KnownPartnershipRow.id)))).scalars().all()
    )
    return list(dict.fromkeys(row.lead for row in rows if row.holds(day)))


async def hold_provider(tx: Transaction, provider: UUID, *, shared: bool = False) -> None:
    """Until the end of the transaction nobody is asked at this provider (`shared`: nothing new is learned).

    So who learns that a provider stops sees everybody who was asked before, and who asks sees that it stops.
    """
    lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
    await tx.session.execute(select(lock(func.hashtextextended(str(provider), OF_PROVIDERS))))
