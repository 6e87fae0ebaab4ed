"""What was said of places, last and before."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from provider_registry.domain.capacity import Capacity, Word
from provider_registry.domain.enrolment import Enrolment
from provider_registry.domain.offer import Offer
from provider_registry.store.mapping import every, first, rows_of, table_of, values_of
from provider_registry.store.tables import (
    CapacityRow,
    CapacitySaidRow,
    CapacityUploadRow,
    EnrolmentRow,
    OfferRow,
)
from servicekit.transaction import Transaction

_new = upsert(table_of(CapacityRow))
SAY = _new.on_conflict_do_update(
    index_elements=["enrolment"],
    set_={name: _new.excluded[name] for name in CapacityRow.model_fields if name != "enrolment"},
)
KEPT = timedelta(hours=24)


async def capacity(tx: Transaction, enrolment: UUID) -> Capacity | None:
    return await first(tx, Capacity, rows_of(CapacityRow).where(col(CapacityRow.enrolment) == enrolment))


async def capacities_of(tx: Transaction, provider: UUID) -> dict[UUID, Capacity | None]:
    """What was said last of each enrolment of this provider; None where nothing ever was."""
    own = select(col(EnrolmentRow.id)).where(col(EnrolmentRow.provider) == provider)
    found: dict[UUID, Capacity | None] = dict.fromkeys((await tx.session.execute(own)).scalars())
    said = await every(tx, Capacity, rows_of(CapacityRow).where(col(CapacityRow.enrolment).in_(own)))
    return found | {each.enrolment: each for each in said}


async def capacities_after(tx: Transaction, after: UUID | None, limit: int) -> list[Capacity]:
    """Those of all providers, in the order of their enrolments."""
    query = rows_of(CapacityRow).order_by(col(CapacityRow.enrolment)).limit(limit)
    return await every(tx, Capacity, query.where(col(CapacityRow.enrolment) > after) if after else query)


async def places(tx: Transaction, enrolments: Collection[UUID]) -> dict[UUID, tuple[Enrolment, Offer]]:
    """What these are places of."""
    found = await every(tx, Enrolment, rows_of(EnrolmentRow).where(col(EnrolmentRow.id).in_(enrolments)))
    offered = rows_of(OfferRow).where(col(OfferRow.id).in_({each.offer for each in found}))
    by_id = {offer.id: offer for offer in await every(tx, Offer, offered)}
    return {each.id: (each, by_id[each.offer]) for each in found}


async def said_at(tx: Transaction, moments: Collection[tuple[UUID, datetime]]) -> list[Word]:
    """What was said of these enrolments as of just these moments."""
    key = tuple_(col(CapacitySaidRow.enrolment), col(CapacitySaidRow.as_of))
    return await every(tx, Word, rows_of(CapacitySaidRow).where(key.in_(list(moments))))


async def keep(tx: Transaction, words: Sequence[Word], latest: Sequence[Capacity]) -> None:
    """Add to the history, and bring what was said last to it."""
    if words:
        await tx.session.execute(insert(table_of(CapacitySaidRow)), [values_of(word) for word in words])
    if latest:
        await tx.session.execute(SAY, [values_of(each) for each in latest])


async def history(tx: Transaction, enrolment: UUID, before: datetime | None, limit: int) -> list[Word]:
    """The newest first; those before this moment."""
    query = rows_of(CapacitySaidRow).where(col(CapacitySaidRow.enrolment) == enrolment)
    if before:
        query = query.where(col(CapacitySaidRow.as_of) < before)
    return await every(tx, Word, query.order_by(col(CapacitySaidRow.as_of).desc()).limit(limit))


async def said_between(tx: Transaction, enrolment: UUID, start: datetime, end: datetime) -> list[Word]:
    """All that held at some moment from `start` to `end`, in the order of its moment."""
    held = await history(tx, enrolment, start, 1)
    since = held[0].as_of if held else start
    query = rows_of(CapacitySaidRow).where(
        col(CapacitySaidRow.enrolment) == enrolment,
        col(CapacitySaidRow.as_of) >= since,
        col(CapacitySaidRow.as_of) < end,
    )
    return await every(tx, Word, query.order_by(col(CapacitySaidRow.as_of)))


async def keep_report(tx: Transaction, upload: UUID, provider: UUID, lines: list[dict[str, Any]]) -> None:
    """Keep it for as long as a key of a call is kept; older ones of this provider go."""
    table = table_of(CapacityUploadRow)
    old = (table.c.provider == provider) & (table.c.made_at < tx.now - KEPT)
    await tx.session.execute(delete(table).where(old))
    values = {"id": upload, "provider": provider, "made_at": tx.now, "lines": lines}
    await tx.session.execute(insert(table), values)


async def report(tx: Transaction, upload: UUID) -> list[dict[str, Any]] | None:
    query = select(col(CapacityUploadRow.lines)).where(col(CapacityUploadRow.id) == upload)
    return (await tx.session.execute(query)).scalar_one_or_none()
