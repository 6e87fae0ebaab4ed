"""Households: who belongs to them, who directs them, and what of them an organisation may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col

from doorkit.permissions import Standing
from referral.domain.household import HouseholdRelation
from referral.domain.relations import Relation
from referral.domain.status import CHOSEN, LIVE, ReferralStatus
from referral.store.emergency import let_in, needs_the_door
from referral.store.looking import OF_LOOKING, relations_today
from referral.store.rows import ClientRow, HouseholdRow, PlacementRow, ReferralRow
from referral.store.rows_household import DirectorRow, MemberRow, PlanRow
from region_policy.terms import local_day
from servicekit import tables
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

IS_MEMBER = col(MemberRow.ended_at).is_(None)
IS_ACTIVE = col(DirectorRow.ended_at).is_(None)


@dataclass
class Part:
    """The part of one organisation in one live referral of one member."""

    member: UUID
    client: UUID
    referral: UUID
    status: ReferralStatus
    region: str
    relations: set[str] = field(default_factory=set)


async def parts_of(tx: Transaction, organisation: Organisation, household: UUID) -> list[Part]:
    """Every live referral of those who live here now, oldest first, with this organisation's part in it.

    A provider that was only asked has none: it knows no more than a profile.
    """
    query: Any = (
        select(
            col(MemberRow.id).label("member"),
            col(ReferralRow.id),
            col(ReferralRow.client),
            col(ReferralRow.status),
            col(ReferralRow.feedback_stopped_at),
            col(ReferralRow.region),
            *OF_LOOKING,
            col(PlacementRow.status).label("placement"),
        )
        .join(ReferralRow, col(ReferralRow.client) == col(MemberRow.client))
        .outerjoin(
            PlacementRow,
            (col(PlacementRow.referral) == col(ReferralRow.id))
            & (col(PlacementRow.provider) == organisation.id)
            & col(PlacementRow.status).in_(sorted(CHOSEN)),
        )
        .where(col(MemberRow.household) == household, IS_MEMBER, col(ReferralRow.status).in_(sorted(LIVE)))
        .order_by(col(ReferralRow.id))
    )
    today, found = local_day(tx.now), {}
    for row in await tx.session.execute(query):
        relations: set[str] = set(relations_today(tx, organisation, row))
        if row.feedback_stopped_at is not None:
            # The young person has stopped the word back: what a plan says of the help is such word.
            relations.discard(Relation.REFERRING_ORGANISATION)
        if Relation.REFERRING_ORGANISATION in relations and row.measure_until and row.measure_until >= today:
            relations.add(HouseholdRelation.INSTITUTION_WITH_MEASURE)
        if row.placement:
            relations.add(Relation.CHOSEN_PROVIDER)
        status = ReferralStatus(row.status)
        found[row.id] = Part(row.member, row.client, row.id, status, row.region, relations)
    return list(found.values())


async def directs(tx: Transaction, organisation: UUID, household: UUID) -> bool:
    """Whether this organisation was appointed to direct; where a login was named, whether it calls.

    The municipality that directs because nobody else was appointed stands in its own relation or in none.
    """
    query = select(col(DirectorRow.subject)).where(
        col(DirectorRow.household) == household, IS_ACTIVE, col(DirectorRow.organisation) == organisation
    )
    subjects = (await tx.session.execute(query)).scalars().all()
    return any(subject in (None, tx.caller.subject) for subject in subjects)


async def standing_in_household(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    """By the live referrals of those who live there now; where none of them has one, nobody has a part."""
    parts = await parts_of(tx, organisation, ref)
    relations = {relation for part in parts for relation in part.relations}
    regions = [part.region for part in parts if part.relations]
    if parts and await directs(tx, organisation.id, ref):
        relations.add(HouseholdRelation.DIRECTING_ORGANISATION)
        regions = regions or [part.region for part in parts]
    directing = HouseholdRelation.DIRECTING_ORGANISATION in relations
    if not directing and needs_the_door(tx.caller.role, relations):
        by_the_door = frozenset({HouseholdRelation.EMERGENCY_DOOR})
        if opened := await let_in(tx, household=ref):
            return Standing(by_the_door, opened.region, opened.client, opened.id)
    if not relations:
        return None
    own = [region for region in regions if region in organisation.regions]
    theirs = [part.client for part in parts if part.relations] or [part.client for part in parts]
    return Standing(frozenset(relations), (own or regions)[0], others=frozenset(theirs))


async def household(tx: Transaction, ref: UUID) -> HouseholdRow:
    return (await tx.session.execute(select(HouseholdRow).where(col(HouseholdRow.id) == ref))).scalar_one()


async def lock_household(tx: Transaction, ref: UUID) -> HouseholdRow:
    """The household, for this transaction alone; after a referral, of several the lowest id first.

    Whoever refers a member meanwhile is not kept waiting.
    """
    query = select(HouseholdRow).where(col(HouseholdRow.id) == ref).with_for_update(key_share=True)
    return (await tx.session.execute(query.execution_options(populate_existing=True))).scalar_one()


async def lock_client(tx: Transaction, ref: UUID) -> ClientRow:
    """A child, so that nobody else moves it; after its referral, before any household."""
    query = select(ClientRow).where(col(ClientRow.id) == ref).with_for_update(key_share=True)
    return (await tx.session.execute(query.execution_options(populate_existing=True))).scalar_one()


async def next_version(tx: Transaction, ref: UUID, **changes: Any) -> HouseholdRow:
    statement = (
        update(HouseholdRow)
        .where(col(HouseholdRow.id) == ref)
        .values(version=HouseholdRow.version + 1, **changes)
        .returning(HouseholdRow)
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(statement)).scalar_one()


async def add_household(tx: Transaction, municipality: str) -> HouseholdRow:
    """A household of nobody yet, with a plan, directed by this municipality."""
    ref, director = uuid7(), uuid7()
    await tx.session.execute(
        insert(HouseholdRow).values(id=ref, version=1, director=director, created_at=tx.now)
    )
    await tx.session.execute(
        insert(DirectorRow).values(
            id=director, version=1, household=ref, municipality=municipality, since=tx.now
        )
    )
    await tx.session.execute(
        insert(PlanRow).values(id=uuid7(), version=1, household=ref, status="active", since=tx.now)
    )
    return await household(tx, ref)


async def members(tx: Transaction, ref: UUID) -> list[MemberRow]:
    """Those who live there now, the first to come first."""
    query = select(MemberRow).where(col(MemberRow.household) == ref, IS_MEMBER)
    rows = await tx.session.execute(query.order_by(col(MemberRow.recorded_at), col(MemberRow.id)))
    return list(rows.scalars())


async def homes_of(tx: Transaction, client: UUID) -> list[MemberRow]:
    """Every home that a child has or had, the latest first."""
    query = select(MemberRow).where(col(MemberRow.client) == client)
    rows = await tx.session.execute(
        query.order_by(col(MemberRow.recorded_at).desc(), col(MemberRow.id).desc()).execution_options(
            populate_existing=True
        )
    )
    return list(rows.scalars())


async def add_member(
    tx: Transaction, member_id: UUID, client: UUID, ref: UUID, *, is_main: bool, first_day: date
) -> MemberRow:
    values: dict[str, Any] = {"id": member_id, "version": 1, "client": client, "household": ref}
    values |= {"is_main": is_main, "first_day": first_day, "recorded_at": tx.now}
    return (await tx.session.execute(insert(MemberRow).values(values).returning(MemberRow))).scalar_one()


async def end_membership(tx: Transaction, row: MemberRow, last_day: date) -> MemberRow:
    """`last_day` may have been told too early: a child never left before it came."""
    statement = (
        update(MemberRow)
        .where(col(MemberRow.id) == row.id)
        .values(version=row.version + 1, last_day=max(last_day, row.first_day), ended_at=tx.now)
        .returning(MemberRow)
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(statement)).scalar_one()


async def set_main_home(tx: Transaction, client: UUID, ref: UUID) -> None:
    await tx.session.execute(update(ClientRow).where(col(ClientRow.id) == client).values(household=ref))


async def region_of(tx: Transaction, ref: UUID) -> str:
    """The region of the last referral of somebody who lives, or last lived, there."""
    query = (
        select(col(ReferralRow.region))
        .join(MemberRow, col(MemberRow.client) == col(ReferralRow.client))
        .where(col(MemberRow.household) == ref)
        .order_by(IS_MEMBER.desc(), col(ReferralRow.id).desc())
        .limit(1)
    )
    return str((await tx.session.execute(query)).scalar_one())


async def last_referrals(tx: Transaction, clients: Iterable[UUID]) -> dict[UUID, ReferralRow]:
    """Of each of these children the last referral, by child."""
    query = (
        select(ReferralRow)
        .where(col(ReferralRow.client).in_(list(clients)))
        .order_by(col(ReferralRow.client), col(ReferralRow.id).desc())
        .ext(distinct_on(col(ReferralRow.client)))
    )
    return {row.client: row for row in (await tx.session.execute(query)).scalars()}


async def referrals_with_ids(tx: Transaction, ids: Sequence[UUID]) -> list[ReferralRow]:
    query = select(ReferralRow).where(col(ReferralRow.id).in_(ids)).order_by(col(ReferralRow.id))
    return list((await tx.session.execute(query)).scalars())


async def organisation_of(tx: Transaction, director: DirectorRow) -> UUID | None:
    """Who directs, also where that is the municipality; None before its organisation is known."""
    if director.organisation is not None:
        return director.organisation
    known = tables.organisation
    query = select(known.c.id).where(known.c.kind == "municipality", known.c.area == director.municipality)
    found: UUID | None = (await tx.session.execute(query.order_by(known.c.id).limit(1))).scalar_one_or_none()
    return found


async def director_of(tx: Transaction, household: UUID) -> UUID | None:
    """The organisation that is accountable for this household; None before its municipality's is known."""
    query = (
        select(DirectorRow)
        .join(HouseholdRow, col(HouseholdRow.director) == col(DirectorRow.id))
        .where(col(HouseholdRow.id) == household)
    )
    return await organisation_of(tx, (await tx.session.execute(query)).scalar_one())


async def director_for(tx: Transaction, client: UUID) -> UUID | None:
    """The same of a child: by its main home, also where that is no longer the one of the referral."""
    home = select(col(ClientRow.household)).where(col(ClientRow.id) == client)
    return await director_of(tx, (await tx.session.execute(home)).scalar_one())
