"""Contacts: help without a decision, with how much of it, and what of it began too early to be registered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from access.domain.contact import Change, Contact
from access.domain.delivery import Care
from access.store.route_tables import ContactChangeRow, ContactRow
from region_policy.codes import Route
from servicekit.transaction import Transaction


async def add(tx: Transaction, contact: Contact) -> bool:
    """False where this placement has its contact already."""
    values = {
        "id": contact.id,
        "version": contact.version,
        "keeper": contact.keeper,
        "region": contact.region,
        "municipality": contact.municipality,
        "route": contact.route,
        "provision": contact.provision,
        "client": contact.client,
        "started_on": contact.started_on,
        "stopped_on": contact.stopped_on,
        "request_id": contact.request,
        "placement": contact.placement,
        "recorded_at": contact.recorded_at,
    }
    statement = upsert(ContactRow).values(values).on_conflict_do_nothing()
    return (await tx.session.execute(statement.returning(col(ContactRow.id)))).first() is not None


async def contact(tx: Transaction, contact_id: UUID, *, lock: bool = False) -> Contact | None:
    query = select(ContactRow).where(col(ContactRow.id) == contact_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return _contact(row) if row else None


async def of_request(tx: Transaction, request_id: UUID, keeper: UUID) -> Contact | None:
    """The first contact that this organisation keeps of a request."""
    query = select(ContactRow).where(
        col(ContactRow.request_id) == request_id, col(ContactRow.keeper) == keeper
    )
    row = (await tx.session.execute(query.order_by(col(ContactRow.id)).limit(1))).scalar_one_or_none()
    return _contact(row) if row else None


async def kept_by(tx: Transaction, keeper: UUID, *, after: UUID | None, limit: int) -> list[Contact]:
    query = select(ContactRow).where(col(ContactRow.keeper) == keeper)
    if after:
        query = query.where(col(ContactRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(ContactRow.id)).limit(limit))
    return [_contact(row) for row in rows.scalars()]


async def change(tx: Transaction, contact: Contact) -> None:
    changed = {
        "version": contact.version,
        "started_on": contact.started_on,
        "stopped_on": contact.stopped_on,
    }
    await tx.session.execute(update(ContactRow).where(col(ContactRow.id) == contact.id).values(changed))


async def follow_care(tx: Transaction, placement: UUID, care: Care) -> None:
    """Bring the days of the contact of a placement, if there is one, to those of its care."""
    days = {"started_on": care.started_on, "stopped_on": care.stopped_on}
    statement = update(ContactRow).where(
        col(ContactRow.placement) == placement,
        or_(
            col(ContactRow.started_on).is_distinct_from(care.started_on),
            col(ContactRow.stopped_on).is_distinct_from(care.stopped_on),
        ),
    )
    await tx.session.execute(statement.values(**days, version=col(ContactRow.version) + 1))


async def add_change(tx: Transaction, contact_id: UUID, change: Change) -> None:
    values = {
        "contact_id": contact_id,
        "first_day": change.first_day,
        "minutes_per_week": change.minutes_per_week,
        "recorded_at": tx.now,
    }
    await tx.session.execute(insert(ContactChangeRow).values(values))


async def changes_of(tx: Transaction, contact_id: UUID) -> list[Change]:
    """In the order of their days."""
    query = select(ContactChangeRow).where(col(ContactChangeRow.contact_id) == contact_id)
    rows = await tx.session.execute(query.order_by(col(ContactChangeRow.first_day)))
    return [Change(row.first_day, row.minutes_per_week) for row in rows.scalars()]


@dataclass(frozen=True)
class Counted:
    """How often help began and stopped in a period, and how often it runs on its last day."""

    municipality: str
    keeper: UUID
    route: Route
    provision: str | None
    started: int
    stopped: int
    running: int


async def counts(
    tx: Transaction,
    *,
    municipality: str | None,
    regions: Collection[str],
    first: date,
    last: date,
) -> list[Counted]:
    """Per municipality, organisation and kind of help; of one municipality, or of all in these regions."""
    started, stopped = col(ContactRow.started_on), col(ContactRow.stopped_on)
    kinds = (
        col(ContactRow.municipality),
        col(ContactRow.keeper),
        col(ContactRow.route),
        col(ContactRow.provision),
    )
    query = select(
        *kinds,
        func.count().filter(started.between(first, last)).label("started"),
        func.count().filter(stopped.between(first, last)).label("stopped"),
        func.count().filter(started <= last, or_(stopped.is_(None), stopped > last)).label("running"),
    )
    mine: Any = (
        col(ContactRow.region).in_(regions)
        if municipality is None
        else col(ContactRow.municipality) == municipality
    )
    rows = await tx.session.execute(query.where(mine).group_by(*kinds).order_by(*kinds))
    return [
        Counted(
            municipality=row.municipality,
            keeper=row.keeper,
            route=Route(row.route),
            provision=row.provision,
            started=row.started,
            stopped=row.stopped,
            running=row.running,
        )
        for row in rows
        if row.started or row.stopped or row.running
    ]


def _contact(row: ContactRow) -> Contact:
    return Contact(
        id=row.id,
        version=row.version,
        keeper=row.keeper,
        region=row.region,
        municipality=row.municipality,
        route=Route(row.route),
        provision=row.provision,
        client=row.client,
        started_on=row.started_on,
        stopped_on=row.stopped_on,
        recorded_at=row.recorded_at,
        request=row.request_id,
        placement=row.placement,
    )
