"""Case partners: stored, found, and who has which part in one."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlmodel import col

from doorkit.permissions import Standing
from referral.domain.case_partners import CasePartnerRelation
from referral.store.rows_trust import CasePartnerRow
from referral.store.standings import standing_in_referral
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


async def add(tx: Transaction, values: dict[str, Any]) -> CasePartnerRow:
    statement = insert(CasePartnerRow).values(values).returning(CasePartnerRow)
    return (await tx.session.execute(statement)).scalar_one()


async def partner(tx: Transaction, partner_id: UUID, *, lock: bool = False) -> CasePartnerRow | None:
    query = select(CasePartnerRow).where(col(CasePartnerRow.id) == partner_id)
    query = query.with_for_update() if lock else query
    fresh = query.execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one_or_none()


async def of_referral(tx: Transaction, referral: UUID) -> list[CasePartnerRow]:
    query = select(CasePartnerRow).where(col(CasePartnerRow.referral) == referral)
    return list((await tx.session.execute(query.order_by(col(CasePartnerRow.id)))).scalars())


async def end(tx: Transaction, row: CasePartnerRow) -> CasePartnerRow:
    statement = update(CasePartnerRow).where(col(CasePartnerRow.id) == row.id)
    ended = statement.values(version=row.version + 1, ended_at=tx.now).returning(CasePartnerRow)
    return (await tx.session.execute(ended.execution_options(populate_existing=True))).scalar_one()


async def shared_with(
    tx: Transaction, organisation: UUID, today: date, *, after: UUID | None, limit: int
) -> list[CasePartnerRow]:
    """In which cases this organisation is a partner today."""
    query = (
        select(CasePartnerRow)
        .where(col(CasePartnerRow.organisation) == organisation, col(CasePartnerRow.ended_at).is_(None))
        .where(col(CasePartnerRow.first_day) <= today, col(CasePartnerRow.last_day) >= today)
        # Of one that was erased nothing sealed is left.
        .where(func.octet_length(col(CasePartnerRow.purpose)) > 0)
    )
    query = query.where(col(CasePartnerRow.id) > after) if after else query
    return list((await tx.session.execute(query.order_by(col(CasePartnerRow.id)).limit(limit))).scalars())


async def standing_in_case_partner(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    """The partner itself as long as its period runs; and who has a part in the referral."""
    row = await partner(tx, ref)
    if row is None or not row.purpose:
        return None
    here = await standing_in_referral(tx, organisation, row.referral)
    relations = set(here.relations) if here else set()
    if row.organisation == organisation.id and row.works_on(local_day(tx.now)):
        relations.add(CasePartnerRelation.CASE_PARTNER)
    return Standing(frozenset(relations), row.region, row.client)
