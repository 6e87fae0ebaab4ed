"""The specialists around each local team."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import col

from provider_registry.domain.shell import ShellLink
from provider_registry.store.contract_tables import ShellLinkRow
from provider_registry.store.mapping import every, first, rows_of, table_of, thing_of
from provider_registry.store.tables import OrganisationRow
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class LinkSeen:
    link: ShellLink
    specialist_name: str


async def shell_link(tx: Transaction, link_id: UUID) -> ShellLink | None:
    return await first(tx, ShellLink, rows_of(ShellLinkRow).where(col(ShellLinkRow.id) == link_id))


async def links_between(tx: Transaction, team: UUID, specialist: UUID) -> list[ShellLink]:
    """Past ones too; stable while the entry of the team is locked."""
    both = (col(ShellLinkRow.team) == team) & (col(ShellLinkRow.specialist) == specialist)
    return await every(tx, ShellLink, rows_of(ShellLinkRow).where(both))


async def shell_of(tx: Transaction, team: UUID, expertise: str | None, day: date) -> list[LinkSeen]:
    """Whom this team may consult on this day, by expertise and then by name."""
    table, entry = table_of(ShellLinkRow), table_of(OrganisationRow)
    query = (
        select(*table.c, entry.c.name.label("specialist_name"))
        .join(entry, entry.c.id == table.c.specialist)
        .where(table.c.team == team, table.c.valid_from <= day)
        .where(or_(table.c.valid_until.is_(None), table.c.valid_until >= day))
        .where(or_(entry.c.active_until.is_(None), entry.c.active_until > tx.now))
        .order_by(table.c.expertise, entry.c.name, table.c.id)
    )
    if expertise:
        query = query.where(table.c.expertise == expertise)
    rows = (await tx.session.execute(query)).mappings().all()
    return [LinkSeen(thing_of(ShellLink, row), row["specialist_name"]) for row in rows]
