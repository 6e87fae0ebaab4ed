"""Marks of secrecy, and what they keep out of messages."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import exists, insert, or_, select, update
from sqlmodel import col

from referral.domain.relations import Relation
from referral.domain.secrecy import MarkStatus, knows_whereabouts
from referral.store.clients import relations_to
from referral.store.one_person import is_one_person
from referral.store.rows import PlacementRow, ReferralRow
from referral.store.rows_care import BridgingRow
from referral.store.rows_messages import MessageRow
from referral.store.rows_people import SecrecyMarkRow
from region_policy.terms import local_day
from servicekit import tables
from servicekit.organisations import Organisation
from servicekit.subscriptions import PLATFORM
from servicekit.transaction import Transaction

IN_FORCE = col(SecrecyMarkRow.status) == MarkStatus.IN_FORCE.value
IS_MARKED = exists().where(is_one_person(col(SecrecyMarkRow.client), col(ReferralRow.client)), IN_FORCE)
"""Beside a referral: a mark is in force on its young person, set from whichever referral."""


async def mark_on(tx: Transaction, client: UUID) -> SecrecyMarkRow | None:
    """The mark that is in force on this young person; the last one, where doubles were marked before."""
    query = select(SecrecyMarkRow).where(is_one_person(col(SecrecyMarkRow.client), client), IN_FORCE)
    last = query.order_by(col(SecrecyMarkRow.id).desc()).limit(1)
    return (await tx.session.execute(last)).scalar_one_or_none()


async def marks_of(tx: Transaction, client: UUID) -> list[SecrecyMarkRow]:
    """Every mark that was ever set on this young person, the first one first."""
    query = select(SecrecyMarkRow).where(is_one_person(col(SecrecyMarkRow.client), client))
    fresh = query.order_by(col(SecrecyMarkRow.id)).execution_options(populate_existing=True)
    return list((await tx.session.execute(fresh)).scalars())


async def add_mark(tx: Transaction, values: dict[str, Any]) -> SecrecyMarkRow:
    statement = insert(SecrecyMarkRow).values(values).returning(SecrecyMarkRow)
    return (await tx.session.execute(statement)).scalar_one()


async def change_mark(tx: Transaction, row: SecrecyMarkRow, **changes: Any) -> SecrecyMarkRow:
    values = {"version": row.version + 1, **changes}
    statement = update(SecrecyMarkRow).where(col(SecrecyMarkRow.id) == row.id).values(values)
    returning = statement.returning(SecrecyMarkRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


async def who_knows_whereabouts(tx: Transaction, referral: ReferralRow) -> set[UUID]:
    """The organisations from which a mark hides nothing of this referral."""
    known = tables.organisation
    query = select(known.c.id).where(known.c.kind == "municipality", known.c.area == referral.municipality)
    named = set((await tx.session.execute(query)).scalars())
    relations = {Relation.REFERRING_ORGANISATION}
    if knows_whereabouts(relations, referral.measure_until, on=local_day(tx.now)):
        named.add(referral.organisation)
    return named


async def providers_hidden_from(
    tx: Transaction, by: Organisation, clients: Collection[UUID]
) -> frozenset[UUID]:
    """The providers that would tell this organisation where a marked one of these clients is.

    For what names an organisation beside a referral: who wrote something down, who directs.
    """
    of_referral = (
        col(ReferralRow.organisation),
        col(ReferralRow.municipality),
        col(ReferralRow.measure_until),
    )
    hidden: set[UUID] = set()
    # Unseen, a provider or the mark of a brother or sister would hide nothing.
    async with tx.seeing_all():
        marked = [client for client in clients if await mark_on(tx, client) is not None]
        for table in (PlacementRow, BridgingRow) if marked else ():
            query = (
                select(col(table.provider), *of_referral)
                .join(ReferralRow, col(ReferralRow.id) == col(table.referral))
                .where(or_(*(is_one_person(col(table.client), client) for client in marked)))
            )
            for row in await tx.session.execute(query):
                relations = relations_to(by, row.organisation, row.municipality)
                if not knows_whereabouts(relations, row.measure_until, on=local_day(tx.now)):
                    hidden.add(row.provider)
    return frozenset(hidden - {by.id})


async def may_know_whereabouts(tx: Transaction, referral: ReferralRow) -> bool:
    """Whether the caller may name providers to the young person of this referral, and learn of them."""
    if await mark_on(tx, referral.client) is None:
        return True
    return tx.caller.organisation in await who_knows_whereabouts(tx, referral)


async def hide_whereabouts(tx: Transaction, values: Collection[dict[str, Any]]) -> None:
    """Take out of new messages about one referral what tells where a marked young person is.

    A mark is set with every referral of the client locked, and messages about a referral are written under
    its lock: so none slips through beside a mark that is set at the same moment.
    """
    about = next((each["referral"] for each in values if each["referral"] is not None), None)
    telling = any(
        each["provider"] is not None or each["acted_organisation"] != each["recipient"] for each in values
    )
    if about is None or not telling:
        return
    query = select(ReferralRow).where(col(ReferralRow.id) == about, IS_MARKED)
    referral = (await tx.session.execute(query)).scalar_one_or_none()
    if referral is None:
        return
    named = await who_knows_whereabouts(tx, referral)
    for each in values:
        if each["recipient"] in named:
            continue
        if each["provider"] != each["recipient"]:
            each["provider"] = None
        if each["acted_organisation"] not in named | {each["recipient"], referral.organisation, PLATFORM}:
            each["acted_organisation"] = None


async def strip_messages(tx: Transaction, referrals: Collection[ReferralRow]) -> None:
    """The same of messages that are there already; it is not undone when the mark is lifted."""
    for referral in referrals:
        named = await who_knows_whereabouts(tx, referral)
        to_others = update(MessageRow).where(
            col(MessageRow.referral) == referral.id, col(MessageRow.recipient).not_in(named)
        )
        others_provider = col(MessageRow.provider) != col(MessageRow.recipient)
        await tx.session.execute(to_others.where(others_provider).values(provider=None))
        actor = col(MessageRow.acted_organisation)
        hidden = actor.not_in(named | {referral.organisation, PLATFORM}) & (
            actor != col(MessageRow.recipient)
        )
        await tx.session.execute(to_others.where(hidden).values(acted_organisation=None))
