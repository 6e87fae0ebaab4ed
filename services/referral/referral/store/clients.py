"""Clients and households."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Date,
    DateTime,
    Label,
    Row,
    Select,
    Text,
    Uuid,
    bindparam,
    column,
    func,
    insert,
    literal_column,
    select,
    true,
)
from sqlmodel import col

from referral.domain.relations import Relation
from referral.domain.status import CHOSEN, LIVE, ReferralStatus
from referral.store.merges import is_of_person
from referral.store.rows import ClientRow, HouseholdRow, PlacementRow, ReferralRow
from referral.store.rows_doors import ProfessionalOfRecordRow
from referral.store.rows_household import DirectorRow, MemberRow, PlanRow
from region_policy.terms import local_day
from servicekit import tables
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


def _take_in() -> Select[Any]:
    """Built once: to build it costs more than to run it."""
    names = ("id", "bsn_hash", "household", "created_at")
    # Past row-level security: whether a number is known, its referrer is not told (LAW-08).
    types = ClientRow.metadata.tables["client"].c
    client = func.client_by_bsn(*(bindparam(name, type_=types[name].type) for name in names))
    in_it = client.table_valued(column("id", Uuid), column("household", Uuid))
    found = select(in_it).cte("found")
    is_new = found.c.id == bindparam("id")
    now: Any = bindparam("created_at", type_=DateTime(timezone=True))
    first_version: Any = literal_column("1")
    director, home = bindparam("director", type_=Uuid), found.c.household
    household = select(home, first_version, director, now).where(is_new)
    member = select(
        bindparam("member", type_=Uuid),
        first_version,
        found.c.id,
        home,
        true(),
        bindparam("today", type_=Date),
        now,
    ).where(is_new)
    # Who is accountable from the first moment on: the responsible municipality (ZHZ-08).
    directs = select(director, first_version, home, bindparam("municipality", type_=Text), now).where(is_new)
    plan = select(bindparam("plan", type_=Uuid), first_version, home, literal_column("'active'"), now).where(
        is_new
    )
    made = (
        insert(HouseholdRow).from_select(["id", "version", "director", "created_at"], household).cte("made"),
        insert(MemberRow)
        .from_select(["id", "version", "client", "household", "is_main", "first_day", "recorded_at"], member)
        .cte("joined"),
        insert(DirectorRow)
        .from_select(["id", "version", "household", "municipality", "since"], directs)
        .cte("directed"),
        insert(PlanRow).from_select(["id", "version", "household", "status", "since"], plan).cte("planned"),
    )
    known = tables.organisation
    preferred = known.c.id == bindparam("preferred_provider")
    own_record = col(ProfessionalOfRecordRow.organisation) == bindparam("referring")
    agb: Label[str] = col(ProfessionalOfRecordRow.agb).label("agb_of_record")
    return (
        select(found.c.id.label("client"), found.c.household.label("home"), agb, known)
        .select_from(found.outerjoin(known, preferred).outerjoin(ProfessionalOfRecordRow, own_record))
        .add_cte(*made)
    )


TAKE_IN = _take_in()


@dataclass(frozen=True)
class TakenIn:
    """The client of a new referral, and what is known of the provider that the referrer prefers.

    `agb_of_record`: the AGB code under which the referring organisation refers, where it put one on record.
    """

    client: UUID
    household: UUID
    is_new: bool
    provider: Organisation | None
    agb_of_record: str | None = None


async def take_in(
    tx: Transaction,
    bsn_hash: bytes | None,
    *,
    municipality: str,
    referring: UUID,
    preferred_provider: UUID | None,
) -> TakenIn:
    """Find the client by the keyed hash, or make one in a household of its own; look up the provider.

    A new household has a plan without goals, and is directed by the responsible `municipality`. One statement
    for all of it: a submission may cost eight. Two at once for one BSN get one client.
    """
    proposed = uuid7()
    values: dict[str, Any] = {
        "id": proposed,
        "bsn_hash": bsn_hash,
        "household": uuid7(),
        "created_at": tx.now,
    }
    values |= {"member": uuid7(), "today": local_day(tx.now), "plan": uuid7()}
    values |= {"director": uuid7(), "municipality": municipality}
    asked = {"preferred_provider": preferred_provider, "referring": referring}
    row = (await tx.session.execute(TAKE_IN, {**values, **asked})).one()
    is_new = row.client == proposed
    return TakenIn(row.client, row.home, is_new, provider_in(row), row.agb_of_record)


def provider_in(row: Row[Any]) -> Organisation | None:
    """The provider whose columns stand in this row, if it is known."""
    if row.id is None:
        return None
    return Organisation(row.id, row.kind, row.name, row.area, tuple(row.regions), row.active_until)


async def live_referrals_related_to(
    tx: Transaction, organisation: Organisation, bsn_hash: bytes
) -> list[tuple[UUID, ReferralStatus]]:
    """The live referrals of this person in which the organisation has a part.

    One statement, the same for whom nobody knows: a stranger must not be able to tell (LAW-08).
    """
    query: Select[Any, Any, Any, Any, Any, Any] = (
        select(
            col(ReferralRow.id),
            col(ReferralRow.status),
            col(ReferralRow.status_told),
            col(ReferralRow.organisation),
            col(ReferralRow.municipality),
            col(PlacementRow.status).label("placement"),
        )
        .select_from(ReferralRow)
        .outerjoin(
            PlacementRow,
            (col(PlacementRow.referral) == col(ReferralRow.id))
            & (col(PlacementRow.provider) == organisation.id)
            & col(PlacementRow.status).in_(sorted(CHOSEN)),
        )
        .where(is_of_person(col(ReferralRow.client), bsn_hash), col(ReferralRow.status).in_(sorted(LIVE)))
        .order_by(col(ReferralRow.id))
    )
    related: dict[UUID, ReferralStatus] = {}
    for row in await tx.session.execute(query):
        relations = relations_to(organisation, row.organisation, row.municipality)
        if relations or row.placement:
            only_referred = relations == {Relation.REFERRING_ORGANISATION} and not row.placement
            told = row.status_told if only_referred else None
            related[row.id] = ReferralStatus(told or row.status)
    return list(related.items())


def relations_to(organisation: Organisation, referring: UUID, municipality: str) -> set[Relation]:
    """The relations that follow from the referral alone."""
    relations = set()
    if referring == organisation.id:
        relations.add(Relation.REFERRING_ORGANISATION)
    if organisation.kind == "municipality" and organisation.area == municipality:
        relations.add(Relation.RESPONSIBLE_MUNICIPALITY)
    return relations
