"""Clients and households."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Select, bindparam, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.domain.relations import Relation
from referral.domain.status import CHOSEN, LIVE, ReferralStatus
from referral.store.rows import ClientRow, HouseholdRow, PlacementRow, ReferralRow
from servicekit import tables
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


def _take_in() -> Select[Any]:
    """Built once: to build it costs more than to run it."""
    names = ("id", "bsn_hash", "household", "created_at")
    client = upsert(ClientRow).values({name: bindparam(name) for name in names})
    found = (
        client.on_conflict_do_update(index_elements=["bsn_hash"], set_={"bsn_hash": client.excluded.bsn_hash})
        .returning(col(ClientRow.id), col(ClientRow.household))
        .cte("found")
    )
    household = select(found.c.household, bindparam("created_at", type_=DateTime(timezone=True)))
    made = (
        insert(HouseholdRow)
        .from_select(["id", "created_at"], household.where(found.c.id == bindparam("id")))
        .cte("made")
    )
    known = tables.organisation
    return (
        select(found.c.id.label("client"), found.c.household.label("home"), known)
        .select_from(found.outerjoin(known, known.c.id == bindparam("preferred_provider")))
        .add_cte(made)
    )


TAKE_IN = _take_in()


@dataclass(frozen=True)
class TakenIn:
    """The client of a new referral, and what is known of the provider that the referrer prefers."""

    client: UUID
    household: UUID
    is_new: bool
    provider: Organisation | None


async def take_in(tx: Transaction, bsn_hash: bytes | None, *, preferred_provider: UUID | None) -> TakenIn:
    """Find the client by the keyed hash, or make one in a household of its own; look up the provider.

    One statement for all of it: a submission may cost eight. Two at once for one BSN get one client.
    """
    proposed = uuid7()
    values = {"id": proposed, "bsn_hash": bsn_hash, "household": uuid7(), "created_at": tx.now}
    row = (await tx.session.execute(TAKE_IN, {**values, "preferred_provider": preferred_provider})).one()
    provider = None
    if row.id is not None:
        provider = Organisation(row.id, row.kind, row.name, row.area, tuple(row.regions), row.active_until)
    return TakenIn(row.client, row.home, row.client == proposed, provider)


async def live_referrals_related_to(
    tx: Transaction, organisation: Organisation, bsn_hash: bytes
) -> list[tuple[UUID, ReferralStatus]]:
    """The live referrals of this person in which the organisation has a part.

    One statement, the same for whom nobody knows: a stranger must not be able to tell (LAW-08).
    """
    query: Select[Any, Any, Any, Any, Any] = (
        select(
            col(ReferralRow.id),
            col(ReferralRow.status),
            col(ReferralRow.organisation),
            col(ReferralRow.municipality),
            col(PlacementRow.status).label("placement"),
        )
        .select_from(ClientRow)
        .join(ReferralRow, col(ReferralRow.client) == col(ClientRow.id))
        .outerjoin(
            PlacementRow,
            (col(PlacementRow.referral) == col(ReferralRow.id))
            & (col(PlacementRow.provider) == organisation.id)
            & col(PlacementRow.status).in_(sorted(CHOSEN)),
        )
        .where(col(ClientRow.bsn_hash) == bsn_hash, col(ReferralRow.status).in_(sorted(LIVE)))
        .order_by(col(ReferralRow.id))
    )
    related: dict[UUID, ReferralStatus] = {}
    for row in await tx.session.execute(query):
        relations = relations_to(organisation, row.organisation, row.municipality)
        if relations or row.placement:
            related[row.id] = ReferralStatus(row.status)
    return list(related.items())


def relations_to(organisation: Organisation, referring: UUID, municipality: str) -> set[Relation]:
    """The relations that follow from the referral alone."""
    relations = set()
    if referring == organisation.id:
        relations.add(Relation.REFERRING_ORGANISATION)
    if organisation.kind == "municipality" and organisation.area == municipality:
        relations.add(Relation.RESPONSIBLE_MUNICIPALITY)
    return relations
