"""What an erasure does to the tables: keys gone, sealed columns empty, nobody to be found again (LAW-11)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.domain.consultation import ConsultationStatus
from referral.store.rows import ClientRow, ReferralRow, metadata
from referral.store.rows_consultation import ConsultationRow
from referral.store.rows_household import GoalRow, MemberRow, PlanRow
from referral.store.rows_letters import LetterDocumentRow, LetterRow
from referral.store.rows_move import ErasureRow, MoveRow, ResidenceRow
from referral.store.rows_people import ContactPreferenceRow
from referral.store.rows_persons import LinkCodeRow, PersonLinkRow
from sealing.keyring import Sealed, SealedColumn
from sealing.tables import data_key
from servicekit import tables
from servicekit.transaction import Transaction

NOTHING = Sealed(b"")
WAS_ERASED = exists().where(col(ErasureRow.client) == col(ReferralRow.client))
"""Beside a referral: what was known of its young person was destroyed."""


def sealed_columns(table: Table) -> list[Any]:
    return [column for column in table.columns if isinstance(column.type, SealedColumn)]


async def objections_until(tx: Transaction, clients: Sequence[UUID]) -> list[date]:
    """The last day of objection of each letter that was sent."""
    query = select(col(LetterRow.objection_until)).where(
        col(LetterRow.client).in_(clients), col(LetterRow.objection_until).is_not(None)
    )
    return [day for day in (await tx.session.execute(query)).scalars() if day is not None]


async def destroy_key(tx: Transaction, data_subject: UUID) -> None:
    """Also where nothing was sealed yet: no key is made after this."""
    gone = {"wrapped": None, "destroyed_at": tx.now}
    statement = upsert(data_key).values(data_subject=data_subject, created_at=tx.now, **gone)
    await tx.session.execute(statement.on_conflict_do_update(index_elements=["data_subject"], set_=gone))


async def empty(tx: Transaction, clients: Sequence[UUID], referrals: Sequence[UUID]) -> None:
    """Empty whatever was sealed about these clients, in every table; and drop addresses, wishes and PDFs."""
    for table in metadata.sorted_tables:
        columns = sealed_columns(table)
        if columns and "client" in table.c:
            emptied = {column.name: None if column.nullable else NOTHING for column in columns}
            emptied |= {column.name: None for column in table.c if column.name == "name_hash"}
            await tx.session.execute(update(table).where(table.c.client.in_(clients)).values(emptied))
    letters = select(col(LetterRow.id)).where(col(LetterRow.client).in_(clients))
    await tx.session.execute(delete(LetterDocumentRow).where(col(LetterDocumentRow.letter).in_(letters)))
    # First closed, so that nobody keeps a stake in what is gone.
    links = update(PersonLinkRow).where(col(PersonLinkRow.client).in_(clients))
    await tx.session.execute(links.values(is_open=False))
    for row in (ResidenceRow, MoveRow, ContactPreferenceRow, PersonLinkRow, LinkCodeRow):
        await tx.session.execute(delete(row).where(col(row.client).in_(clients)))
    by_hash = [each.name for each in metadata.tables["client"].c if each.name.endswith("_hash")]
    nobody = update(ClientRow).where(col(ClientRow.id).in_(clients))
    await tx.session.execute(nobody.values(dict.fromkeys(by_hash)))
    told = tables.idempotency
    await tx.session.execute(delete(told).where(told.c.resource_id.in_(referrals)))
    # Events are codes and references; those that nobody could handle do not wait here for a person to read.
    named = [str(each) for each in (*clients, *referrals)]
    for waiting in (tables.parked, tables.dead_letter):
        body = func.encode(waiting.c.body, "escape")
        await tx.session.execute(delete(waiting).where(or_(*(func.strpos(body, ref) > 0 for ref in named))))


async def empty_consultations(tx: Transaction, referrals: Sequence[UUID]) -> None:
    """A question to a specialist that led to one of these referrals: its words have a key of their own.

    One that was not answered yet is taken back: there is nothing left to answer.
    """
    query = select(col(ConsultationRow.id)).where(col(ConsultationRow.referral).in_(referrals))
    await destroy_consultation(tx, list((await tx.session.execute(query)).scalars()))


async def destroy_consultation(tx: Transaction, found: Sequence[UUID]) -> None:
    """The words of these questions and answers, and the key under which each was sealed."""
    for consultation in found:
        await destroy_key(tx, consultation)
    those = update(ConsultationRow).where(col(ConsultationRow.id).in_(found))
    await tx.session.execute(those.values(question=NOTHING, reply=None))
    still_asked = those.where(col(ConsultationRow.status) == ConsultationStatus.ASKED.value)
    withdrawn = {"status": ConsultationStatus.WITHDRAWN.value, "closed_at": tx.now}
    await tx.session.execute(still_asked.values(version=ConsultationRow.version + 1, **withdrawn))


async def empty_households(tx: Transaction, clients: Sequence[UUID]) -> None:
    """Words about a household go with the last of those who ever lived in it."""
    homes = select(col(MemberRow.household)).where(col(MemberRow.client).in_(clients))
    for home in sorted(set((await tx.session.execute(homes)).scalars())):
        others = exists().where(
            col(MemberRow.household) == home,
            ~exists().where(col(ErasureRow.client) == col(MemberRow.client)),
        )
        if (await tx.session.execute(select(others))).scalar_one():
            continue
        await destroy_key(tx, home)
        plans = select(col(PlanRow.id)).where(col(PlanRow.household) == home)
        goals = update(GoalRow).where(col(GoalRow.plan).in_(plans), col(GoalRow.client).is_(None))
        await tx.session.execute(goals.values(words=NOTHING))


async def stop_waiting(tx: Transaction, clients: Sequence[UUID], referrals: Sequence[UUID]) -> None:
    """Nothing of them waits any more: their ages, letters, and whatever hangs under a referral."""
    waiting = tables.deadline
    under = [waiting.c.ref.in_([*clients, *referrals])]
    under += [
        waiting.c.ref.in_(select(table.c.id).where(table.c.referral.in_(referrals)))
        for table in metadata.sorted_tables
        if "referral" in table.c and "id" in table.c
    ]
    for those in under:
        await tx.session.execute(delete(waiting).where(those, waiting.c.fired_at.is_(None)))


async def add(tx: Transaction, values: dict[str, Any]) -> ErasureRow:
    return (await tx.session.execute(insert(ErasureRow).values(values).returning(ErasureRow))).scalar_one()


async def erasure(tx: Transaction, erasure_id: UUID) -> ErasureRow:
    return (await tx.session.execute(select(ErasureRow).where(col(ErasureRow.id) == erasure_id))).scalar_one()


async def of_municipality(
    tx: Transaction, municipality: str, *, after: UUID | None, limit: int
) -> list[ErasureRow]:
    query = select(ErasureRow).where(col(ErasureRow.municipality) == municipality)
    if after:
        query = query.where(col(ErasureRow.id) > after)
    return list((await tx.session.execute(query.order_by(col(ErasureRow.id)).limit(limit))).scalars())


async def was_erased(tx: Transaction, client: UUID) -> bool:
    query = select(col(ErasureRow.id)).where(col(ErasureRow.client) == client)
    return (await tx.session.execute(query)).first() is not None
