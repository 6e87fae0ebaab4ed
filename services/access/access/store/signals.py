"""Signals and refusals."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlmodel import col

from access.domain.request import Ground
from access.store.tables import EntitlementRow, RefusalRow, SignalRow
from sealing.keyring import Sealed
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


@dataclass(frozen=True)
class Refusal:
    """`refused_at` in UTC; `words` are sealed."""

    ground: Ground
    refused_at: datetime
    words: Sealed | None


@dataclass(frozen=True)
class Signal:
    """`about_day`: the day that it warns of; `made_at` in UTC.

    About a grant, at its `entitlement` where there is one, or about a `frame_line` of the own budget.
    `percent`: of the ceiling, or of that line.
    """

    id: UUID
    kind: str
    request: UUID | None
    grant: UUID | None
    entitlement: UUID | None
    delivery: UUID | None
    frame_line: str | None
    percent: int | None
    early_start: UUID | None
    about_day: date
    made_at: datetime


async def add(
    tx: Transaction,
    *,
    organisation: UUID | None = None,
    municipality: str | None = None,
    kind: str,
    about_day: date,
    request: UUID | None = None,
    grant: UUID | None = None,
    delivery: UUID | None = None,
    frame_line: str | None = None,
    percent: int | None = None,
    early_start: UUID | None = None,
) -> None:
    """A signal to one organisation, or to the desk of a municipality."""
    values = {
        "id": uuid7(),
        "organisation": organisation,
        "municipality": municipality,
        "kind": kind,
        "request_id": request,
        "grant_id": grant,
        "delivery_id": delivery,
        "frame_line": frame_line,
        "percent": percent,
        "early_start_id": early_start,
        "about_day": about_day,
        "made_at": tx.now,
    }
    await tx.session.execute(insert(SignalRow).values(values))


async def exists(tx: Transaction, request_id: UUID, kind: str, about_day: date) -> bool:
    query = select(col(SignalRow.id)).where(
        col(SignalRow.request_id) == request_id,
        col(SignalRow.kind) == kind,
        col(SignalRow.about_day) == about_day,
    )
    return (await tx.session.execute(query.limit(1))).first() is not None


async def signals_for(
    tx: Transaction, organisation: Organisation, *, after: UUID | None, limit: int
) -> list[Signal]:
    """Those to this organisation, or to the municipality that it is, in the order of their ids."""
    mine = col(SignalRow.organisation) == organisation.id
    if organisation.kind == "municipality" and organisation.area is not None:
        mine = mine | (col(SignalRow.municipality) == organisation.area)
    at_grant = col(EntitlementRow.grant_id) == col(SignalRow.grant_id)
    query = select(SignalRow, col(EntitlementRow.id)).outerjoin(EntitlementRow, at_grant).where(mine)
    if after:
        query = query.where(col(SignalRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(SignalRow.id)).limit(limit))
    return [
        Signal(
            id=row.id,
            kind=row.kind,
            request=row.request_id,
            grant=row.grant_id,
            entitlement=entitlement,
            delivery=row.delivery_id,
            frame_line=row.frame_line,
            percent=row.percent,
            early_start=row.early_start_id,
            about_day=row.about_day,
            made_at=row.made_at,
        )
        for row, entitlement in rows
    ]


async def add_refusal(tx: Transaction, request_id: UUID, ground: Ground, words: Sealed | None) -> None:
    values = {"request_id": request_id, "ground": ground, "words": words, "refused_at": tx.now}
    await tx.session.execute(insert(RefusalRow).values(values))


async def refusal_of(tx: Transaction, request_id: UUID) -> Refusal | None:
    query = select(RefusalRow).where(col(RefusalRow.request_id) == request_id)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return Refusal(Ground(row.ground), row.refused_at, row.words) if row else None
