"""What is asked of the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Row, Select, cast, func, or_, select, true

from audit.domain.sight import Sight
from audit.store.tables import entry, head
from auditlog.entry import Action
from servicekit.tables import organisation
from servicekit.transaction import Transaction

NOT_FOR_THE_PERSON = "crisis"
"""A young person or parent reads nothing of this room: no log tells that somebody was called."""


@dataclass(frozen=True)
class Wanted:
    """Which entries, from `first` up to and without `last` (UTC). None asks for any."""

    first: datetime | None = None
    last: datetime | None = None
    organisation: UUID | None = None
    role: str | None = None
    action: Action | None = None
    operation: str | None = None
    room: str | None = None
    data_subject: str | None = None
    emergency: bool | None = None


async def entries(
    tx: Transaction, sight: Sight, wanted: Wanted, *, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Newest first, from before `after` on."""
    query = select(entry).where(_seen_by(sight), *_as(wanted))
    return await _page(tx, query, after, limit)


async def entries_of_person(
    tx: Transaction, data_subject: str, *, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Those that the person itself may read."""
    query = select(entry).where(
        entry.c.data_subject == data_subject, ~entry.c.may_betray, entry.c.room != NOT_FOR_THE_PERSON
    )
    return await _page(tx, query, after, limit)


async def counted(tx: Transaction, sight: Sight, wanted: Wanted) -> Sequence[Row[Any]]:
    """By local day, organisation and action, with how many of them went by the emergency door."""
    day = cast(func.timezone("Europe/Amsterdam", entry.c.at), Date).label("day")
    groups = (day, entry.c.organisation, entry.c.action)
    counts = (func.count().label("entries"), func.count(entry.c.emergency).label("by_door"))
    query: Select[Any] = select(*groups, *counts).where(_seen_by(sight), *_as(wanted))
    rows: Sequence[Row[Any]] = (await tx.session.execute(query.group_by(*groups).order_by(*groups))).all()
    return rows


async def newest_head(tx: Transaction) -> Row[Any] | None:
    return (await tx.session.execute(select(head).order_by(head.c.sequence.desc()).limit(1))).one_or_none()


async def _page(tx: Transaction, query: Select[Any], after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    if after is not None:
        query = query.where(entry.c.id < after)
    rows: Sequence[Row[Any]] = (
        await tx.session.execute(query.order_by(entry.c.id.desc()).limit(limit))
    ).all()
    return rows


def _seen_by(sight: Sight) -> ColumnElement[bool]:
    if sight.everybody:
        return true()
    near = organisation.c.regions.overlap(list(sight.regions)) if sight.regions else None
    same = organisation.c.area == sight.area if sight.area else None
    of_others = [
        entry.c.organisation.in_(select(organisation.c.id).where(each))
        for each in (near, same)
        if each is not None
    ]
    return or_(entry.c.organisation == sight.organisation, *of_others)


def _as(wanted: Wanted) -> list[ColumnElement[bool]]:
    equal = ("organisation", "role", "action", "operation", "room", "data_subject")
    asked = [entry.c[name] == getattr(wanted, name) for name in equal if getattr(wanted, name) is not None]
    if wanted.first is not None:
        asked.append(entry.c.at >= wanted.first)
    if wanted.last is not None:
        asked.append(entry.c.at < wanted.last)
    if wanted.emergency is not None:
        asked.append(entry.c.emergency.isnot(None) == wanted.emergency)
    return asked
