"""Read models of `provider-registry`: contracts, partnerships, places, as far as a placement needs them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, delete, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.domain.stopping import Contract
from referral.store.rows_duty import KnownContractRow, KnownEnrolmentRow, KnownPartnershipRow
from servicekit.transaction import Transaction

OF_PROVIDERS = 15
"""Sets the advisory locks of providers apart from others (ZHZ-15)."""


async def keep_contract(tx: Transaction, values: dict[str, Any]) -> None:
    statement = upsert(KnownContractRow).values(values)
    await tx.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def forget_contract(tx: Transaction, contract_id: UUID) -> None:
    await tx.session.execute(delete(KnownContractRow).where(col(KnownContractRow.id) == contract_id))


async def contracts_of(tx: Transaction, providers: Iterable[UUID]) -> Mapping[UUID, Sequence[Contract]]:
    """All that is known of each of these providers, past ones too."""
    query = select(KnownContractRow).where(col(KnownContractRow.provider).in_(list(providers)))
    found: defaultdict[UUID, list[Contract]] = defaultdict(list)
    for row in (await tx.session.execute(query.execution_options(populate_existing=True))).scalars():
        found[row.provider].append(row.contract)
    return found


async def keep_partnership(tx: Transaction, values: dict[str, Any]) -> None:
    statement = upsert(KnownPartnershipRow).values(values)
    await tx.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def forget_partnership(tx: Transaction, partnership_id: UUID) -> None:
    statement = delete(KnownPartnershipRow).where(col(KnownPartnershipRow.id) == partnership_id)
    await tx.session.execute(statement)


async def keep_enrolment(tx: Transaction, values: dict[str, Any]) -> None:
    statement = upsert(KnownEnrolmentRow).values(values)
    await tx.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def forget_enrolment(tx: Transaction, enrolment_id: UUID) -> None:
    statement = delete(KnownEnrolmentRow).where(col(KnownEnrolmentRow.id) == enrolment_id)
    await tx.session.execute(statement)


async def is_enrolled(tx: Transaction, enrolment_id: UUID, provider: UUID, day: date) -> bool:
    """Whether this is a place of this provider, and still is on this day."""
    last = col(KnownEnrolmentRow.valid_until)
    query = select(col(KnownEnrolmentRow.id)).where(
        col(KnownEnrolmentRow.id) == enrolment_id,
        col(KnownEnrolmentRow.provider) == provider,
        or_(last.is_(None), last >= day),
    )
    return (await tx.session.execute(query)).first() is not None


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


async def hold_providers(tx: Transaction, providers: Iterable[UUID], *, to_learn: bool = False) -> None:
    """Until the end of the transaction nothing new is learned of these; `to_learn`: nobody is asked there.

    So who learns that a provider stops sees everybody who was asked before, and who asks sees that it stops.
    """
    lock = func.pg_advisory_xact_lock if to_learn else func.pg_advisory_xact_lock_shared
    one = func.unnest(bindparam("providers", sorted(map(str, providers)), ARRAY(Text))).column_valued("one")
    await tx.session.execute(select(lock(func.hashtextextended(one, OF_PROVIDERS))))
