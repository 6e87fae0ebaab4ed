"""Reviews of running help."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import delete, insert, select, tuple_, update
from sqlmodel import col

from access.domain.entitlement import Entitlement
from access.domain.review import Review, ReviewOutcome
from access.store.change_tables import ReviewRow
from sealing.keyring import Sealed
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


async def of_entitlement(tx: Transaction, entitlement_id: UUID) -> list[Review]:
    return await _many(tx, col(ReviewRow.entitlement_id) == entitlement_id)


async def of_request(tx: Transaction, request_id: UUID) -> list[Review]:
    return await _many(tx, col(ReviewRow.request_id) == request_id)


async def review(tx: Transaction, review_id: UUID) -> Review | None:
    """As it is now; lock its request first where it shall change."""
    found = await _many(tx, col(ReviewRow.id) == review_id)
    return found[0] if found else None


async def request_of(tx: Transaction, review_id: UUID) -> UUID | None:
    query = select(col(ReviewRow.request_id)).where(col(ReviewRow.id) == review_id)
    found: UUID | None = (await tx.session.execute(query)).scalar_one_or_none()
    return found


async def finding_of(tx: Transaction, review_id: UUID) -> Sealed | None:
    query = select(col(ReviewRow.finding)).where(col(ReviewRow.id) == review_id)
    found: Sealed | None = (await tx.session.execute(query)).scalar_one_or_none()
    return found


async def place(tx: Transaction, review_id: UUID) -> tuple[str, str, UUID] | None:
    """Municipality, region and client, for the question whose it is."""
    query = select(col(ReviewRow.municipality), col(ReviewRow.region), col(ReviewRow.client))
    row = (await tx.session.execute(query.where(col(ReviewRow.id) == review_id))).one_or_none()
    return (row.municipality, row.region, row.client) if row else None


async def add(tx: Transaction, entitlement: Entitlement, after_days: int, due_on: date) -> UUID:
    review_id = uuid7()
    values = {
        "id": review_id,
        "version": 1,
        "entitlement_id": entitlement.id,
        "request_id": entitlement.request,
        "client": entitlement.client,
        "region": entitlement.region,
        "municipality": entitlement.municipality,
        "after_days": after_days,
        "due_on": due_on,
    }
    await tx.session.execute(insert(ReviewRow).values(values))
    return review_id


async def move(tx: Transaction, found: Review, due_on: date) -> None:
    values = {"due_on": due_on, "version": found.version + 1}
    await tx.session.execute(update(ReviewRow).where(col(ReviewRow.id) == found.id).values(values))


async def drop(tx: Transaction, review_id: UUID) -> None:
    await tx.session.execute(delete(ReviewRow).where(col(ReviewRow.id) == review_id))


async def finish(tx: Transaction, found: Review, finding: Sealed) -> None:
    values = {
        "version": found.version,
        "outcome": found.outcome,
        "finding": finding,
        "done_at": found.done_at,
    }
    await tx.session.execute(update(ReviewRow).where(col(ReviewRow.id) == found.id).values(values))


async def listed(
    tx: Transaction,
    municipality: str,
    *,
    state: Literal["open", "overdue", "all"],
    today: date,
    after: UUID | None,
    limit: int,
) -> list[Review]:
    """Reviews of one municipality, the first due first. One that is due today is not overdue yet."""
    where: list[Any] = [col(ReviewRow.municipality) == municipality]
    if state != "all":
        where.append(col(ReviewRow.done_at).is_(None))
    if state == "overdue":
        where.append(col(ReviewRow.due_on) < today)
    if after:
        last = select(col(ReviewRow.due_on), col(ReviewRow.id)).where(
            col(ReviewRow.id) == after, col(ReviewRow.municipality) == municipality
        )
        where.append(tuple_(col(ReviewRow.due_on), col(ReviewRow.id)) > last.scalar_subquery())
    return await _many(tx, *where, limit=limit)


async def _many(tx: Transaction, *where: Any, limit: int | None = None) -> list[Review]:
    query = select(ReviewRow).where(*where).order_by(col(ReviewRow.due_on), col(ReviewRow.id)).limit(limit)
    rows = await tx.session.execute(query.execution_options(populate_existing=True))
    return [
        Review(
            id=row.id,
            version=row.version,
            entitlement=row.entitlement_id,
            request=row.request_id,
            client=row.client,
            region=row.region,
            municipality=row.municipality,
            after_days=row.after_days,
            due_on=row.due_on,
            outcome=ReviewOutcome(row.outcome) if row.outcome else None,
            done_at=row.done_at,
        )
        for row in rows.scalars()
    ]
