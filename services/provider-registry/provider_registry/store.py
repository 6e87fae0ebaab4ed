"""Tables and named queries."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, Text, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel, col

from provider_registry.domain.organisation import Kind, Organisation
from servicekit.transaction import Transaction


class Row(SQLModel, registry=registry()):
    """This room's own registry: a shared one would mix the tables of all rooms."""


metadata = Row.metadata


class OrganisationRow(Row, table=True):
    __tablename__ = "organisation"
    __table_args__ = (Index("organisation_by_region", "regions", postgresql_using="gin"),)

    id: UUID = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    regions: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    area: str | None = Field(sa_type=Text)
    agb: str | None = Field(sa_type=Text)
    kvk: str | None = Field(sa_type=Text)
    active_until: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))
    version: int

    def organisation(self) -> Organisation:
        return Organisation(
            id=self.id,
            kind=Kind(self.kind),
            name=self.name,
            regions=tuple(self.regions),
            area=self.area,
            agb=self.agb,
            kvk=self.kvk,
            active_until=self.active_until,
            version=self.version,
        )


async def organisation(tx: Transaction, organisation_id: UUID, *, lock: bool = False) -> Organisation | None:
    """The entry, locked for the rest of the transaction where it shall change."""
    query = select(OrganisationRow).where(col(OrganisationRow.id) == organisation_id)
    row = (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    return row.organisation() if row else None


async def organisations(
    tx: Transaction, *, kind: Kind | None, region: str | None, after: UUID | None, limit: int
) -> list[Organisation]:
    """Entries in the order of their ids, after this one."""
    query = select(OrganisationRow).order_by(col(OrganisationRow.id)).limit(limit)
    if kind:
        query = query.where(col(OrganisationRow.kind) == kind)
    if region:
        query = query.where(col(OrganisationRow.regions).contains([region]))
    if after:
        query = query.where(col(OrganisationRow.id) > after)
    return [row.organisation() for row in (await tx.session.execute(query)).scalars()]


async def add(tx: Transaction, entry: Organisation) -> bool:
    """Store a new entry; False when somebody else stored one under this id a moment ago."""
    statement = upsert(OrganisationRow).values(_values(entry)).on_conflict_do_nothing()
    return (await tx.session.execute(statement.returning(col(OrganisationRow.id)))).first() is not None


async def replace(tx: Transaction, entry: Organisation) -> None:
    statement = update(OrganisationRow).where(col(OrganisationRow.id) == entry.id)
    await tx.session.execute(statement.values(_values(entry)))


def _values(entry: Organisation) -> dict[str, Any]:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "name": entry.name,
        "regions": list(entry.regions),
        "area": entry.area,
        "agb": entry.agb,
        "kvk": entry.kvk,
        "active_until": entry.active_until,
        "version": entry.version,
    }
