"""Signals and refusals."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlmodel import col

from access.domain.request import Ground
from access.store.tables import RefusalRow, SignalRow
from servicekit.encryption import Sealed
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
    """`about_day`: the day that it warns of; `made_at` in UTC."""

    id: UUID
    kind: str
    request: UUID
    grant: UUID
    about_day: date
    made_at: datetime


async def add(
    tx: Transaction,
    *,
    organisation: UUID | None = None,
    municipality: str | None = None,
    kind: str,
    request: UUID,
    grant: UUID,
    about_day: date,
) -> None:
    """A signal to one organisation, or to the desk of a municipality."""
    values = {
        "id": uuid7(),
        "organisation": organisation,
        "municipality": municipality,
        "kind": kind,
        "request_id": request,
        "grant_id": grant,
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
    query = select(SignalRow).where(mine)
    if after:
        query = query.where(col(SignalRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(SignalRow.id)).limit(limit))
    return [
        Signal(row.id, row.kind, row.request_id, row.grant_id, row.about_day, row.made_at)
        for row in rows.scalars()
    ]


async def add_refusal(tx: Transaction, request_id: UUID, ground: Ground, words: Sealed | None) -> None:
    values = {"request_id": request_id, "ground": ground, "words": words, "refused_at": tx.now}
    await tx.session.execute(insert(RefusalRow).values(values))


async def refusal_of(tx: Transaction, request_id: UUID) -> Refusal | None:
    query = select(RefusalRow).where(col(RefusalRow.request_id) == request_id)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return Refusal(Ground(row.ground), row.refused_at, row.words) if row else None
