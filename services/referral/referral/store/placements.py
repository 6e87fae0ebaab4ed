"""Placement requests and care periods."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.domain.status import CHOSEN, OPEN_PLACEMENTS, PlacementStatus
from referral.store.referrals import lock_referral
from referral.store.rows import CareRow, GrantRow, PlacementRow, ReferralRow
from servicekit.transaction import Transaction


async def add_placements(tx: Transaction, values: Sequence[dict[str, Any]]) -> list[PlacementRow]:
    """Store new placement requests, but for those to a provider that is asked for this grant already."""
    statement = upsert(PlacementRow).values(list(values)).on_conflict_do_nothing().returning(PlacementRow)
    stored = {row.id: row for row in (await tx.session.execute(statement)).scalars()}
    return [stored[each["id"]] for each in values if each["id"] in stored]


async def placement(tx: Transaction, placement_id: UUID) -> PlacementRow:
    query = select(PlacementRow).where(col(PlacementRow.id) == placement_id)
    return (await tx.session.execute(query)).scalar_one()


async def lock_placement(
    tx: Transaction, placement_id: UUID, *, wait: bool = True
) -> tuple[ReferralRow, PlacementRow]:
    """A placement request with its referral, the referral locked first, as everywhere."""
    query = select(col(PlacementRow.referral)).where(col(PlacementRow.id) == placement_id)
    referral_id = (await tx.session.execute(query)).scalar_one()
    referral = await lock_referral(tx, referral_id, wait=wait)
    found = select(PlacementRow).where(col(PlacementRow.id) == placement_id).with_for_update(nowait=not wait)
    fresh = found.execution_options(populate_existing=True)
    return referral, (await tx.session.execute(fresh)).scalar_one()


async def lock_placement_of(tx: Transaction, referral_id: UUID, placement_id: UUID) -> PlacementRow | None:
    """This placement request of a referral that the caller holds already."""
    query = select(PlacementRow).where(
        col(PlacementRow.id) == placement_id, col(PlacementRow.referral) == referral_id
    )
    fresh = query.with_for_update().execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one_or_none()


async def open_placements(tx: Transaction, referral_id: UUID) -> list[PlacementRow]:
    """The placement requests that are open, locked; the caller holds the referral already."""
    query = select(PlacementRow).where(
        col(PlacementRow.referral) == referral_id, col(PlacementRow.status).in_(sorted(OPEN_PLACEMENTS))
    )
    fresh = query.order_by(col(PlacementRow.id)).with_for_update().execution_options(populate_existing=True)
    return list((await tx.session.execute(fresh)).scalars())


async def others_open(tx: Transaction, row: PlacementRow) -> list[PlacementRow]:
    """The other open placement requests for the same grant, locked; the caller holds the referral already."""
    opened = await open_placements(tx, row.referral)
    return [each for each in opened if each.grant_id == row.grant_id and each.id != row.id]


async def is_taken(tx: Transaction, row: PlacementRow) -> bool:
    """Whether another provider of the same round was the one."""
    query = select(col(PlacementRow.id)).where(
        col(PlacementRow.round) == row.round, col(PlacementRow.status).in_(sorted(CHOSEN))
    )
    return (await tx.session.execute(query.limit(1))).first() is not None


async def move_placements(
    tx: Transaction, rows: Sequence[PlacementRow], to: PlacementStatus
) -> list[PlacementRow]:
    """Bring locked placement requests to this status, each as its next version."""
    if not rows:
        return []
    ids = [row.id for row in rows]
    values = {"status": to.value, "version": col(PlacementRow.version) + 1}
    statement = update(PlacementRow).where(col(PlacementRow.id).in_(ids)).values(values)
    returning = statement.returning(PlacementRow).execution_options(populate_existing=True)
    moved = {row.id: row for row in (await tx.session.execute(returning)).scalars()}
    return [moved[one] for one in ids]


async def move_placement(
    tx: Transaction, row: PlacementRow, to: PlacementStatus, **changes: Any
) -> PlacementRow:
    """Bring a locked placement request to this status, as its next version."""
    values = {"status": to.value, "version": row.version + 1, **changes}
    statement = update(PlacementRow).where(col(PlacementRow.id) == row.id).values(values)
    returning = statement.returning(PlacementRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


async def placements_of(
    tx: Transaction,
    provider: UUID | None,
    *,
    statuses: Collection[PlacementStatus] = (),
    after: UUID | None,
    limit: int,
) -> list[tuple[PlacementRow, GrantRow, CareRow | None]]:
    """Placement requests to this provider (to all: None), what they are for, and the care that followed.

    `statuses`: only those; none named: all. In the order of ids.
    """
    query = (
        select(PlacementRow, GrantRow, CareRow)
        .join(GrantRow, col(GrantRow.id) == col(PlacementRow.grant_id))
        .outerjoin(CareRow, col(CareRow.placement) == col(PlacementRow.id))
    )
    if provider:
        query = query.where(col(PlacementRow.provider) == provider)
    if statuses:
        query = query.where(col(PlacementRow.status).in_(statuses))
    if after:
        query = query.where(col(PlacementRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(PlacementRow.id)).limit(limit))
    return [(request, grant, care) for request, grant, care in rows]


async def unanswered_by(
    tx: Transaction, provider: UUID, *, after: UUID | None, limit: int
) -> list[tuple[PlacementRow, GrantRow, CareRow | None]]:
    """What this provider has not answered: safety before all, then urgent, then by what is due (HLM-15)."""
    row = (~col(PlacementRow.safety), ~col(PlacementRow.is_urgent), col(PlacementRow.answer_due_at))
    query = (
        select(PlacementRow, GrantRow)
        .join(GrantRow, col(GrantRow.id) == col(PlacementRow.grant_id))
        .where(
            col(PlacementRow.provider) == provider,
            col(PlacementRow.status) == PlacementStatus.REQUESTED.value,
        )
    )
    if after:
        seen = await placement_or_none(tx, after, provider)
        if seen is None:
            return []
        # One that its lead passed on meanwhile has another's term: rather some again than any left out.
        due_at = seen.answer_due_at if seen.provider == provider else seen.requested_at
        place = (not seen.safety, not seen.is_urgent, due_at, seen.id)
        query = query.where(tuple_(*row, col(PlacementRow.id)) > tuple_(*map(literal, place)))
    rows = await tx.session.execute(query.order_by(*row, col(PlacementRow.id)).limit(limit))
    return [(request, grant, None) for request, grant in rows]


async def placement_or_none(tx: Transaction, placement_id: UUID, provider: UUID) -> PlacementRow | None:
    """A placement request to this provider, or one that it passed on to a member of its partnership."""
    query = select(PlacementRow).where(
        col(PlacementRow.id) == placement_id,
        or_(col(PlacementRow.provider) == provider, col(PlacementRow.lead) == provider),
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def led_by(
    tx: Transaction, lead: UUID, *, after: UUID | None, limit: int
) -> list[tuple[PlacementRow, GrantRow]]:
    """What was asked of partnerships under this lead, with it or with a member, in the order of ids."""
    query = (
        select(PlacementRow, GrantRow)
        .join(GrantRow, col(GrantRow.id) == col(PlacementRow.grant_id))
        .where(col(PlacementRow.lead) == lead)
    )
    if after:
        query = query.where(col(PlacementRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(PlacementRow.id)).limit(limit))
    return [(request, grant) for request, grant in rows]


async def add_care(tx: Transaction, values: dict[str, Any]) -> CareRow:
    statement = insert(CareRow).values(values).returning(CareRow)
    return (await tx.session.execute(statement)).scalar_one()


async def care(tx: Transaction, care_id: UUID) -> CareRow:
    return (await tx.session.execute(select(CareRow).where(col(CareRow.id) == care_id))).scalar_one()


async def care_of(tx: Transaction, placement_id: UUID, *, lock: bool = False) -> CareRow | None:
    query = select(CareRow).where(col(CareRow.placement) == placement_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def change_care(tx: Transaction, row: CareRow, **changes: Any) -> CareRow:
    values = {"version": row.version + 1, **changes}
    statement = update(CareRow).where(col(CareRow.id) == row.id).values(values)
    returning = statement.returning(CareRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


async def care_periods(tx: Transaction, *, after: UUID | None, limit: int) -> list[CareRow]:
    query = select(CareRow).order_by(col(CareRow.id)).limit(limit)
    if after:
        query = query.where(col(CareRow.id) > after)
    return list((await tx.session.execute(query)).scalars())


async def providers_asked(tx: Transaction, referral_id: UUID) -> list[UUID]:
    """Every provider that was asked for any part of this referral, whatever it said."""
    query = select(col(PlacementRow.provider)).where(col(PlacementRow.referral) == referral_id).distinct()
    return list((await tx.session.execute(query.order_by(col(PlacementRow.provider)))).scalars())
