"""Partnerships, who belongs to them, and what their members can be asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from provider_registry.domain.partnership import Given, Partnership
from provider_registry.store.contract_tables import PartnershipMemberRow, PartnershipRow
from provider_registry.store.mapping import every, first, rows_of, table_of, thing_of
from provider_registry.store.tables import OrganisationRow
from servicekit.transaction import Transaction

# What can be placed under a contract, whether a place is free now or not.
GIVEN = text("""
    SELECT DISTINCT o.form, d.domain
    FROM option o CROSS JOIN LATERAL unnest(o.domains) AS d(domain)
    WHERE o.provider = ANY(:members) AND o.municipality = ANY(:municipalities)
        AND o.contract IS NOT NULL AND o.valid_from <= :day AND o.valid_until >= :day
""")


@dataclass(frozen=True)
class Member:
    organisation: UUID
    name: str


async def partnership(tx: Transaction, partnership_id: UUID, *, lock: bool = False) -> Partnership | None:
    query = rows_of(PartnershipRow).where(col(PartnershipRow.id) == partnership_id)
    return await first(tx, Partnership, query.with_for_update() if lock else query)


async def partnerships(
    tx: Transaction, *, region: str | None, after: UUID | None, limit: int
) -> list[Partnership]:
    query = rows_of(PartnershipRow)
    if region:
        query = query.where(col(PartnershipRow.region) == region)
    if after:
        query = query.where(col(PartnershipRow.id) > after)
    return await every(tx, Partnership, query.order_by(col(PartnershipRow.id)).limit(limit))


async def members(tx: Transaction, partnership_id: UUID) -> list[Member]:
    query = (
        select(col(PartnershipMemberRow.organisation), col(OrganisationRow.name))
        .join(OrganisationRow, col(OrganisationRow.id) == col(PartnershipMemberRow.organisation))
        .where(col(PartnershipMemberRow.partnership) == partnership_id)
        .order_by(col(PartnershipMemberRow.organisation))
    )
    return [Member(row[0], row[1]) for row in await tx.session.execute(query)]


async def add_member(tx: Transaction, partnership_id: UUID, organisation: UUID) -> bool:
    """False where it is a member already."""
    table = table_of(PartnershipMemberRow)
    statement = upsert(table).values(partnership=partnership_id, organisation=organisation)
    added = statement.on_conflict_do_nothing().returning(table.c.organisation)
    return (await tx.session.execute(added)).first() is not None


async def remove_member(tx: Transaction, partnership_id: UUID, organisation: UUID) -> bool:
    """False where it is no member."""
    table = table_of(PartnershipMemberRow)
    this = (table.c.partnership == partnership_id) & (table.c.organisation == organisation)
    removed = delete(table).where(this).returning(table.c.organisation)
    return (await tx.session.execute(removed)).first() is not None


async def given_by(
    tx: Transaction, organisations: Iterable[UUID], municipalities: Sequence[str], day: date
) -> frozenset[Given]:
    """Each form and part of youth care that one of them can be asked for there on this day."""
    asked = {"members": list(organisations), "municipalities": list(municipalities), "day": day}
    return frozenset(thing_of(Given, row) for row in (await tx.session.execute(GIVEN, asked)).mappings())
