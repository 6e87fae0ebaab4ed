"""Entitlements, delivery lines, and what is known of care."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from access.domain.delivery import Care, Hold, Line, LineStatus
from access.domain.entitlement import Entitlement, EntitlementStatus
from access.store.tables import CareRow, EntitlementRow, LineRow, StayRow
from servicekit.transaction import Transaction


async def add(tx: Transaction, entitlement: Entitlement) -> bool:
    """False when this grant has its entitlement already."""
    values = {
        "id": entitlement.id,
        "version": entitlement.version,
        "status": entitlement.status,
        "grant_id": entitlement.grant,
        "request_id": entitlement.request,
        "client": entitlement.client,
        "provider": entitlement.provider,
        "placement": entitlement.placement,
        "region": entitlement.region,
        "municipality": entitlement.municipality,
        "valid_from": entitlement.valid_from,
        "valid_until": entitlement.valid_until,
        "final_at": entitlement.final_at,
        "closed_at": entitlement.closed_at,
    }
    statement = upsert(EntitlementRow).values(values).on_conflict_do_nothing()
    return (await tx.session.execute(statement.returning(col(EntitlementRow.id)))).first() is not None


async def change(tx: Transaction, entitlement: Entitlement) -> None:
    changed = {
        "version": entitlement.version,
        "status": entitlement.status,
        "valid_until": entitlement.valid_until,
        "final_at": entitlement.final_at,
        "closed_at": entitlement.closed_at,
    }
    statement = update(EntitlementRow).where(col(EntitlementRow.id) == entitlement.id)
    await tx.session.execute(statement.values(changed))


async def entitlement(tx: Transaction, entitlement_id: UUID) -> Entitlement | None:
    """As it is now; lock its request first where it shall change."""
    return await _one(tx, col(EntitlementRow.id) == entitlement_id)


async def at_placement(tx: Transaction, placement: UUID) -> list[Entitlement]:
    """One, or more where a stay stepped down there, in the order in which they were granted."""
    return await _many(tx, None, None, col(EntitlementRow.placement) == placement)


async def of_grant(tx: Transaction, grant_id: UUID) -> Entitlement | None:
    return await _one(tx, col(EntitlementRow.grant_id) == grant_id)


async def of_requests(tx: Transaction, request_ids: Sequence[UUID]) -> list[Entitlement]:
    return await _many(tx, None, None, col(EntitlementRow.request_id).in_(request_ids))


async def exists(tx: Transaction, request_id: UUID) -> bool:
    """Whether anything that was granted on this request became an entitlement."""
    query = select(col(EntitlementRow.id)).where(col(EntitlementRow.request_id) == request_id).limit(1)
    return (await tx.session.execute(query)).first() is not None


async def providers_of(tx: Transaction, client: UUID) -> frozenset[UUID]:
    """From whom this young person has help now, or soon will."""
    query = select(col(EntitlementRow.provider)).where(
        col(EntitlementRow.client) == client,
        col(EntitlementRow.status).in_([EntitlementStatus.GRANTED, EntitlementStatus.RUNNING]),
    )
    # Also what another municipality pays: with whom the family has a bond is the question.
    async with tx.seeing_all():
        return frozenset((await tx.session.execute(query)).scalars())


async def place(tx: Transaction, entitlement_id: UUID) -> tuple[UUID, str, str, UUID] | None:
    """Provider, municipality, region and client of an entitlement, for the question whose it is."""
    query = select(
        col(EntitlementRow.provider),
        col(EntitlementRow.municipality),
        col(EntitlementRow.region),
        col(EntitlementRow.client),
    )
    row = (await tx.session.execute(query.where(col(EntitlementRow.id) == entitlement_id))).one_or_none()
    return (row.provider, row.municipality, row.region, row.client) if row else None


async def of_provider(
    tx: Transaction, provider: UUID, *, ended: bool | None, after: UUID | None, limit: int
) -> list[Entitlement]:
    """`ended`: those that were closed, or those that were not; None: all."""
    where = [col(EntitlementRow.provider) == provider]
    if ended is not None:
        where.append((col(EntitlementRow.status) == EntitlementStatus.CLOSED) == ended)
    return await _many(tx, after, limit, *where)


async def feed(tx: Transaction, after: UUID | None, limit: int) -> list[Entitlement]:
    return await _many(tx, after, limit)


async def add_line(tx: Transaction, line: Line) -> None:
    values = {
        "id": line.id,
        "version": line.version,
        "entitlement_id": line.entitlement,
        "region": line.region,
        "function_group": line.function_group,
        "minutes": line.minutes,
        "stay_id": line.stay,
        "intensity": line.intensity,
        "etmalen": line.etmalen,
        "product": line.product,
        "pieces": line.pieces,
        "delivered_on": line.delivered_on,
        "is_final": line.is_final,
        "tariff_cents": line.tariff_cents,
        "amount_cents": line.amount_cents,
        "left_cents": line.left_cents,
        "is_absence": line.is_absence,
        "illustrative": line.illustrative,
        "status": line.status,
        "held_because": list(line.held_because),
        "recorded_at": line.recorded_at,
    }
    await tx.session.execute(insert(LineRow).values(values))


async def add_stay(
    tx: Transaction, stay_id: UUID, entitlement: Entitlement, *, arrived_on: date, left_on: date
) -> bool:
    """Store the nights of a stay; False when one of them is told already, here or at another intensity."""
    values = {
        "id": stay_id,
        "request_id": entitlement.request,
        "entitlement_id": entitlement.id,
        "arrived_on": arrived_on,
        "left_on": left_on,
        "recorded_at": tx.now,
    }
    statement = upsert(StayRow).values(values).on_conflict_do_nothing()
    return (await tx.session.execute(statement.returning(col(StayRow.id)))).first() is not None


async def lines_of_stay(tx: Transaction, stay_id: UUID) -> list[Line]:
    return await _in_order(tx, select(LineRow).where(col(LineRow.stay_id) == stay_id))


async def _in_order(tx: Transaction, query: Select[LineRow]) -> list[Line]:
    """As they came in; ids made in one millisecond have no order among them."""
    keys = (col(LineRow.recorded_at), col(LineRow.delivered_on), col(LineRow.id))
    return [_line(row) for row in (await tx.session.execute(query.order_by(*keys))).scalars()]


async def change_line(tx: Transaction, line: Line) -> None:
    changed = {
        "version": line.version,
        "status": line.status,
        "held_because": list(line.held_because),
        "left_cents": line.left_cents,
    }
    await tx.session.execute(update(LineRow).where(col(LineRow.id) == line.id).values(changed))


async def line(tx: Transaction, entitlement_id: UUID, line_id: UUID) -> Line | None:
    query = select(LineRow).where(col(LineRow.id) == line_id, col(LineRow.entitlement_id) == entitlement_id)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return _line(row) if row else None


async def lines(
    tx: Transaction, entitlement_id: UUID, *, after: UUID | None, limit: int, newest_first: bool = False
) -> list[Line]:
    """Lines in the order in which they came in, or the other way round."""
    query = select(LineRow).where(col(LineRow.entitlement_id) == entitlement_id)
    id_ = col(LineRow.id)
    if after:
        query = query.where(id_ < after if newest_first else id_ > after)
    rows = await tx.session.execute(query.order_by(id_.desc() if newest_first else id_).limit(limit))
    return [_line(row) for row in rows.scalars()]


async def last_day_due(tx: Transaction, entitlement_id: UUID) -> date | None:
    """The last day on which something was delivered that is due."""
    last = col(LineRow.delivered_on) + func.coalesce(col(LineRow.etmalen), 1) - 1
    query = select(func.max(last)).where(
        col(LineRow.entitlement_id) == entitlement_id, col(LineRow.status) == LineStatus.DUE
    )
    found: date | None = (await tx.session.execute(query)).scalar_one()
    return found


async def units_due(tx: Transaction, entitlement_id: UUID) -> int:
    """How many units, of what this entitlement counts in, have become due."""
    units = func.coalesce(col(LineRow.minutes), col(LineRow.pieces), col(LineRow.etmalen))
    query = select(func.coalesce(func.sum(units), 0)).where(
        col(LineRow.entitlement_id) == entitlement_id, col(LineRow.status) == LineStatus.DUE
    )
    return int((await tx.session.execute(query)).scalar_one())


async def absent_nights(tx: Transaction, placement: UUID) -> set[date]:
    """The nights away that were told of this stay, also of those before it stepped down there."""
    query = (
        select(col(LineRow.delivered_on), col(LineRow.etmalen))
        .join(EntitlementRow, col(EntitlementRow.id) == col(LineRow.entitlement_id))
        .where(col(EntitlementRow.placement) == placement, col(LineRow.is_absence))
    )
    return {
        row.delivered_on + timedelta(days=night)
        for row in await tx.session.execute(query)
        for night in range(row.etmalen)
    }


async def nights_due_elsewhere(
    tx: Transaction, entitlement: Entitlement, first: date, last: date
) -> set[date]:
    """The nights, from first to last, that are due for this young person on another request.

    The client stays locked, so that two places that tell of one night at one moment go one after another.
    """
    lock = func.pg_advisory_xact_lock(func.hashtextextended(f"nights of {entitlement.client}", 0))
    await tx.session.execute(select(lock))
    query = (
        select(col(LineRow.delivered_on), col(LineRow.etmalen))
        .join(EntitlementRow, col(EntitlementRow.id) == col(LineRow.entitlement_id))
        .where(
            col(EntitlementRow.client) == entitlement.client,
            col(EntitlementRow.request_id) != entitlement.request,
            col(LineRow.etmalen).is_not(None),
            col(LineRow.status) == LineStatus.DUE,
            col(LineRow.delivered_on) <= last,
            col(LineRow.delivered_on) + col(LineRow.etmalen) > first,
        )
    )
    # No night is paid twice, and a provider does not see what another one told.
    async with tx.seeing_all():
        rows = await tx.session.execute(query)
    return {row.delivered_on + timedelta(days=night) for row in rows for night in range(row.etmalen)}


async def awaiting_lines(tx: Transaction, entitlement_id: UUID) -> list[Line]:
    """Lines that wait for the start of care, in the order in which they came in."""
    query = select(LineRow).where(
        col(LineRow.entitlement_id) == entitlement_id, col(LineRow.status) == LineStatus.AWAITING_START
    )
    return await _in_order(tx, query)


async def lock_placement(tx: Transaction, placement: UUID) -> None:
    """Let acceptance and care of one placement go one after another, in whichever order they come.

    Their events travel apart: without this each could miss what the other is just storing.
    """
    await tx.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(placement), 0))))


async def learn_care(
    tx: Transaction, care_id: UUID, *, placement: UUID, started_on: date, stopped_on: date | None
) -> None:
    values = {"id": care_id, "placement": placement, "started_on": started_on, "stopped_on": stopped_on}
    statement = upsert(CareRow).values(values)
    await tx.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def forget_care(tx: Transaction, care_id: UUID) -> None:
    await tx.session.execute(delete(CareRow).where(col(CareRow.id) == care_id))


async def care_at(tx: Transaction, placement: UUID) -> Care:
    query = select(col(CareRow.started_on), col(CareRow.stopped_on)).where(
        col(CareRow.placement) == placement
    )
    return Care.of([(row.started_on, row.stopped_on) for row in await tx.session.execute(query)])


async def _one(tx: Transaction, where: Any) -> Entitlement | None:
    query = select(EntitlementRow).where(where).execution_options(populate_existing=True)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return _entitlement(row) if row else None


async def _many(tx: Transaction, after: UUID | None, limit: int | None, *where: Any) -> list[Entitlement]:
    query = select(EntitlementRow).where(*where).order_by(col(EntitlementRow.id)).limit(limit)
    if after:
        query = query.where(col(EntitlementRow.id) > after)
    rows = await tx.session.execute(query.execution_options(populate_existing=True))
    return [_entitlement(row) for row in rows.scalars()]


def _entitlement(row: EntitlementRow) -> Entitlement:
    return Entitlement(
        id=row.id,
        version=row.version,
        status=EntitlementStatus(row.status),
        grant=row.grant_id,
        request=row.request_id,
        client=row.client,
        provider=row.provider,
        placement=row.placement,
        region=row.region,
        municipality=row.municipality,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        final_at=row.final_at,
        closed_at=row.closed_at,
    )


def _line(row: LineRow) -> Line:
    return Line(
        id=row.id,
        version=row.version,
        entitlement=row.entitlement_id,
        region=row.region,
        delivered_on=row.delivered_on,
        is_final=row.is_final,
        tariff_cents=row.tariff_cents,
        amount_cents=row.amount_cents,
        illustrative=row.illustrative,
        status=LineStatus(row.status),
        held_because=tuple(Hold(reason) for reason in row.held_because),
        recorded_at=row.recorded_at,
        function_group=row.function_group,
        minutes=row.minutes,
        stay=row.stay_id,
        intensity=row.intensity,
        etmalen=row.etmalen,
        product=row.product,
        pieces=row.pieces,
        left_cents=row.left_cents,
        is_absence=row.is_absence,
    )
