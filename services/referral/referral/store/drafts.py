"""Drafts of referrals that follow a crisis."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from doorkit.permissions import Standing
from referral.domain.draft import DraftRelation, DraftStatus
from referral.store.rows import ReferralRow
from referral.store.rows_drafts import DraftRow
from servicekit import tables as kit
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

DRAFT_AWAITED = "draft-awaited"
"""The kind of the deadline of a draft."""


async def add_drafts(tx: Transaction, drafts: Sequence[dict[str, Any]]) -> list[DraftRow]:
    """Store those that are not there yet: an alarm leaves one draft per component, ever."""
    statement = upsert(DraftRow).values(list(drafts)).on_conflict_do_nothing().returning(DraftRow)
    return list((await tx.session.execute(statement)).scalars())


async def draft(tx: Transaction, draft_id: UUID) -> DraftRow:
    return (await tx.session.execute(select(DraftRow).where(col(DraftRow.id) == draft_id))).scalar_one()


async def lock_draft(tx: Transaction, draft_id: UUID, *, wait: bool = True) -> DraftRow:
    """The draft, for this transaction alone. `wait=False` where a deadline's row is held already."""
    query = select(DraftRow).where(col(DraftRow.id) == draft_id).with_for_update(nowait=not wait)
    fresh = query.execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one()


async def lock_draft_to_refer(tx: Transaction, organisation: Organisation, ref: UUID) -> DraftRow | None:
    """The draft, for this transaction alone; None unless this organisation may make a referral of it."""
    query = select(DraftRow).where(col(DraftRow.id) == ref, _may_refer(organisation)).with_for_update()
    fresh = query.execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one_or_none()


async def lock_drafts_of_alarm(tx: Transaction, alarm: UUID) -> list[DraftRow]:
    """All that an alarm left, for this transaction alone."""
    query = select(DraftRow).where(col(DraftRow.alarm) == alarm).order_by(col(DraftRow.id)).with_for_update()
    fresh = query.execution_options(populate_existing=True)
    return list((await tx.session.execute(fresh)).scalars())


async def move_draft(tx: Transaction, row: DraftRow, municipality: str) -> None:
    """Bring a locked draft to another municipality, as its next version."""
    values = {"municipality": municipality, "version": row.version + 1}
    await tx.session.execute(update(DraftRow).where(col(DraftRow.id) == row.id).values(values))


async def set_nights(tx: Transaction, row: DraftRow, nights: int) -> None:
    """The young person has left the crisis bed: so many nights, as the draft's next version."""
    values = {"nights": nights, "in_a_bed": False, "version": row.version + 1}
    await tx.session.execute(update(DraftRow).where(col(DraftRow.id) == row.id).values(values))


async def awaited_until(tx: Transaction, draft_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Until when (UTC) something must become of each of these drafts, where that still waits."""
    waiting = kit.deadline
    query = select(waiting.c.ref, waiting.c.due_at).where(
        waiting.c.ref.in_(draft_ids), waiting.c.kind == DRAFT_AWAITED, waiting.c.fired_at.is_(None)
    )
    return {row.ref: row.due_at for row in await tx.session.execute(query)}


async def referrals_of(tx: Transaction, rows: Sequence[DraftRow]) -> list[ReferralRow]:
    """Those that were made of these drafts."""
    made = [row.referral for row in rows if row.referral]
    if not made:
        return []
    query = select(ReferralRow).where(col(ReferralRow.id).in_(made))
    return list((await tx.session.execute(query)).scalars())


async def drafts_of_referral(tx: Transaction, referral: UUID) -> list[DraftRow]:
    query = select(DraftRow).where(col(DraftRow.referral) == referral)
    return list((await tx.session.execute(query)).scalars())


async def close_draft(
    tx: Transaction, row: DraftRow, to: DraftStatus, *, referral: UUID | None = None
) -> DraftRow:
    """End a locked draft, as its next version."""
    values = {"status": to.value, "version": row.version + 1, "closed_at": tx.now, "referral": referral}
    statement = update(DraftRow).where(col(DraftRow.id) == row.id).values(values)
    returning = statement.returning(DraftRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


async def drafts_of(
    tx: Transaction, organisation: Organisation, *, after: UUID | None, limit: int
) -> list[DraftRow]:
    """The drafts that this organisation asked for or makes a referral of, in the order of ids."""
    query = select(DraftRow).where(
        or_(col(DraftRow.organisation) == organisation.id, _may_refer(organisation))
    )
    if after:
        query = query.where(col(DraftRow.id) > after)
    return list((await tx.session.execute(query.order_by(col(DraftRow.id)).limit(limit))).scalars())


async def standing_in_draft(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    """Columns and not rows are read, as everywhere before something is locked."""
    query = select(
        col(DraftRow.organisation),
        col(DraftRow.region),
        col(DraftRow.alarm),
        _may_refer(organisation).label("may_refer"),
    ).where(col(DraftRow.id) == ref)
    row = (await tx.session.execute(query)).one_or_none()
    if row is None:
        return None
    if row.may_refer:
        relations = {DraftRelation.REFERRING_ORGANISATION}
    else:
        relations = {DraftRelation.ASKING_ORGANISATION} if row.organisation == organisation.id else set()
    # Nobody is named yet: the alarm stands for that person, as in the room that had it.
    return Standing(frozenset(relations), row.region, row.alarm)


def _may_refer(organisation: Organisation) -> ColumnElement[bool]:
    """Who asked makes the referral; where that is a crisis desk, the municipality does."""
    own = and_(col(DraftRow.organisation) == organisation.id, col(DraftRow.made_by_municipality).is_(False))
    if organisation.kind != "municipality" or organisation.area is None:
        return own
    by_area = col(DraftRow.municipality) == organisation.area
    return or_(own, and_(col(DraftRow.made_by_municipality), by_area))
