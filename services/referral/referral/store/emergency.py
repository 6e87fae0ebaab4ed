"""The openings of the emergency door: stored, found, and who stands in one as an officer."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, insert, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from doorkit.permissions import Standing
from referral.domain.emergency import EmergencyRelation
from referral.domain.relations import Relation
from referral.store.erasures import WAS_ERASED
from referral.store.one_person import clients_of, is_one_person
from referral.store.rows import ClientRow, ReferralRow
from referral.store.rows_household import MemberRow
from referral.store.rows_trust import EmergencyOpeningRow
from servicekit import tables
from servicekit.organisations import Organisation
from servicekit.transaction import EVERYBODY, Transaction

BY_THE_DOOR_ALONE, PROVIDER_WORKER = frozenset({"crisis-desk", "director"}), "provider-worker"
OPENS_THE_FILE = frozenset({Relation.REFERRING_ORGANISATION, Relation.RESPONSIBLE_MUNICIPALITY})
SHOWN = 20
"""So many referrals of one young person are opened at most, the latest first."""


async def add(tx: Transaction, values: dict[str, Any]) -> EmergencyOpeningRow:
    statement = insert(EmergencyOpeningRow).values(values).returning(EmergencyOpeningRow)
    return (await tx.session.execute(statement)).scalar_one()


async def opening(tx: Transaction, opening_id: UUID, *, lock: bool = False) -> EmergencyOpeningRow | None:
    query = select(EmergencyOpeningRow).where(col(EmergencyOpeningRow.id) == opening_id)
    query = query.with_for_update() if lock else query
    fresh = query.execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one_or_none()


async def judge(tx: Transaction, row: EmergencyOpeningRow, **verdict: Any) -> EmergencyOpeningRow:
    statement = update(EmergencyOpeningRow).where(col(EmergencyOpeningRow.id) == row.id)
    judged = statement.values(version=row.version + 1, judged_at=tx.now, **verdict)
    returning = judged.returning(EmergencyOpeningRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


async def told_to(
    tx: Transaction, organisation: UUID, *, unjudged: bool, after: UUID | None, limit: int
) -> list[EmergencyOpeningRow]:
    """Those of which the privacy officer of this organisation was told, the first one first."""
    query = select(EmergencyOpeningRow).where(col(EmergencyOpeningRow.told).contains([organisation]))
    query = query.where(col(EmergencyOpeningRow.judged_at).is_(None)) if unjudged else query
    query = query.where(col(EmergencyOpeningRow.id) > after) if after else query
    rows = await tx.session.execute(query.order_by(col(EmergencyOpeningRow.id)).limit(limit))
    return list(rows.scalars())


async def open_now(tx: Transaction) -> list[EmergencyOpeningRow]:
    """What the caller itself, in this role, has opened and may read at this moment."""
    who, opened = tx.caller, EmergencyOpeningRow
    query = select(opened).where(
        col(opened.organisation) == who.organisation,
        col(opened.subject) == who.subject,
        col(opened.role) == who.role,
        col(opened.until) > tx.now,
        col(opened.client).is_not(None),
    )
    return list((await tx.session.execute(query.order_by(col(opened.id).desc()))).scalars())


def needs_the_door(role: str, relations: Collection[str]) -> bool:
    """Whether what its organisation is to a file lets this role read nothing of who it is about: a crisis
    desk and a director read by the door alone, and no doctor for being asked as a provider too."""
    if role in BY_THE_DOOR_ALONE:
        return True
    return not relations if role == PROVIDER_WORKER else not {*relations} & OPENS_THE_FILE


async def let_in(
    tx: Transaction, *, referral: UUID | None = None, household: UUID | None = None
) -> EmergencyOpeningRow | None:
    """The opening by which the caller reads this; from then on the database hides nothing from it.

    Asked only where it `needs_the_door`, and answered by the few operations that the door has rows for.
    """
    opened = await open_now(tx)
    if not opened:
        return None
    query = select(col(ReferralRow.client)).where(col(ReferralRow.id) == referral, ~WAS_ERASED)
    if household is not None:
        query = select(col(MemberRow.client)).where(col(MemberRow.household) == household)
        query = query.where(col(MemberRow.ended_at).is_(None))
    async with tx.seeing_all():
        there = set((await tx.session.execute(query)).scalars())
        doubles = [await clients_of(tx, _of(each)) for each in opened]
    by = next((each for each, clients in zip(opened, doubles, strict=True) if there & {*clients}), None)
    if by is None:
        return None
    # None of the caller's parties has a stake here: the door is what lets it in.
    await tx.seen_by(EVERYBODY)
    return by


async def clients_let_in(tx: Transaction) -> frozenset[UUID]:
    """Whose files the caller has opened, doubles too; nobody's where it does not read by the door."""
    if tx.right.emergency is None:
        return frozenset()
    return frozenset({each for row in await open_now(tx) for each in await clients_of(tx, _of(row))})


def _of(row: EmergencyOpeningRow) -> UUID:
    assert row.client is not None, "only openings upon somebody are looked at"
    return row.client


async def referrals_of(tx: Transaction, client: UUID | None) -> list[ReferralRow]:
    """The referrals of this young person that were not erased, the latest first."""
    if client is None:
        return []
    query = select(ReferralRow).where(is_one_person(col(ReferralRow.client), client), ~WAS_ERASED)
    return list((await tx.session.execute(query.order_by(col(ReferralRow.id).desc()).limit(SHOWN))).scalars())


async def client_of(tx: Transaction, *, referral: UUID | None, bsn_hash: bytes | None) -> UUID | None:
    """Who is meant; None where nobody is known."""
    query = select(col(ClientRow.id)).where(col(ClientRow.bsn_hash) == bsn_hash)
    if referral is not None:
        query = select(col(ReferralRow.client)).where(col(ReferralRow.id) == referral, ~WAS_ERASED)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def who_oversees(tx: Transaction, municipality: str | None, regions: Collection[str]) -> list[UUID]:
    """Whose privacy officer is told: that of this municipality and of these regions."""
    known = tables.organisation
    of_region = (known.c.kind == "region") & known.c.regions.overlap(cast(sorted(regions), ARRAY(Text)))
    of_municipality = (known.c.kind == "municipality") & (known.c.area == municipality)
    query = select(known.c.id).where(or_(of_region, of_municipality)).order_by(known.c.id)
    return list((await tx.session.execute(query)).scalars())


async def standing_in_opening(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    row = await opening(tx, ref)
    if row is None:
        return None
    is_officer = organisation.id in row.told
    return Standing(frozenset({EmergencyRelation.OVERSEES} if is_officer else ()), row.region, row.client)
