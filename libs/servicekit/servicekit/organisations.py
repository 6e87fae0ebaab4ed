"""Who exists and where it works: what every room keeps of the register, and authorisation asks."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime
from sqlalchemy import Text, bindparam, cast, delete, func, select
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.dialects.postgresql import insert as upsert

from servicekit import tables
from servicekit.subscriptions import PLATFORM, Subscription
from servicekit.transaction import EVERYBODY, Transaction
from wirekit.events import Reading

KNOWN = tables.organisation
ONE_KNOWN = select(KNOWN).where(KNOWN.c.id == bindparam("wanted"))
_PARTIES = func.array_remove(
    array([cast(KNOWN.c.id, Text), KNOWN.c.area, bindparam("person", type_=Text)]), None, type_=ARRAY(Text)
)
# One question, asked before every operation: who is this, and whose rows does the database show it?
KNOWN_AND_SIGHT = select(
    KNOWN, func.set_config("wegwijs.parties", cast(_PARTIES, Text), True).label("parties")
).where(KNOWN.c.id == bindparam("wanted"))


@dataclass(frozen=True)
class Organisation:
    """`area` is the code of the area it decides for, if any; `active_until` (UTC) ends its part in all."""

    id: UUID
    kind: str
    name: str
    area: str | None
    regions: tuple[str, ...]
    active_until: datetime | None

    def works(self, at: datetime) -> bool:
        return self.active_until is None or at < self.active_until


class OrganisationChanged(Reading):
    kind: str
    name: str
    area: str | None
    regions: tuple[str, ...]
    active_until: AwareDatetime | None


async def known_organisation(tx: Transaction, organisation_id: UUID) -> Organisation | None:
    row = (await tx.session.execute(ONE_KNOWN, {"wanted": organisation_id})).one_or_none()
    if row is None:
        return None
    return Organisation(row.id, row.kind, row.name, row.area, tuple(row.regions), row.active_until)


async def organisation_and_its_sight(tx: Transaction) -> Organisation | None:
    """The caller's organisation; from here on the database shows rows of its own parties: the organisation,
    the area that it decides for, and whoever is on the platform as a person."""
    caller = tx.caller
    person = f"person:{caller.subject}" if caller.organisation == PLATFORM else None
    values = {"wanted": caller.organisation, "person": person}
    row = (await tx.session.execute(KNOWN_AND_SIGHT, values)).one_or_none()
    if row is None:
        return None
    if tx.parties != EVERYBODY:
        tx.parties = row.parties
    return Organisation(row.id, row.kind, row.name, row.area, tuple(row.regions), row.active_until)


async def learn_organisation(tx: Transaction, organisation: Organisation) -> None:
    """Bring the read model to this public state."""
    values = {**asdict(organisation), "regions": list(organisation.regions)}
    statement = upsert(KNOWN).values(values)
    await tx.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def _learn(tx: Transaction, entry: OrganisationChanged) -> None:
    known = (entry.ref, entry.kind, entry.name, entry.area, entry.regions, entry.active_until)
    await learn_organisation(tx, Organisation(*known))


async def _forget(tx: Transaction, organisation_id: UUID) -> None:
    await tx.session.execute(delete(KNOWN).where(KNOWN.c.id == organisation_id))


def organisations_of(register: str) -> Subscription[OrganisationChanged]:
    """The subscription by which a room knows the organisations that the room `register` enters."""
    return Subscription("organisation.changed", register, OrganisationChanged, _learn, True, _forget)
