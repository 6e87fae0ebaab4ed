"""What ends in cases: named queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col

from access.domain.ends import Given
from access.domain.words import Period
from access.store import decisions, entitlements
from access.store.quote_tables import DeterminationRow
from access.store.tables import RequestRow
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class Standing:
    """What hangs on one request: its grants, and the court's authorisation of its determination."""

    given: tuple[Given, ...]
    has_determination: bool
    authorised: Period | None


async def standing_of(tx: Transaction, request_ids: Sequence[UUID]) -> dict[UUID, Standing]:
    """By request, in three questions however many there are."""
    # A last day names no provider; who may know of which end is asked by the use case.
    async with tx.seeing_all():
        grants = await decisions.grants_of_requests(tx, request_ids)
        taken = {each.grant: each for each in await entitlements.of_requests(tx, request_ids)}
        determined = await _determined(tx, request_ids)
    return {
        each: Standing(
            tuple(Given(grant, taken.get(grant.id)) for grant in grants if grant.request == each),
            each in determined,
            determined.get(each),
        )
        for each in request_ids
    }


async def told(tx: Transaction, request_id: UUID) -> list[str]:
    """Which ends were told, under `End.told_as`."""
    query = select(col(RequestRow.ends_told)).where(col(RequestRow.id) == request_id)
    return list((await tx.session.execute(query)).scalar_one())


async def keep(
    tx: Transaction, request_id: UUID, *, first_end: date | None, told: Sequence[str] | None = None
) -> None:
    """Store which end comes first, and what was told where something was. The request must be locked."""
    values: dict[str, Any] = {"first_end": first_end}
    if told is not None:
        values["ends_told"] = list(told)
    await tx.session.execute(update(RequestRow).where(col(RequestRow.id) == request_id).values(values))


async def _determined(tx: Transaction, request_ids: Sequence[UUID]) -> dict[UUID, Period | None]:
    query = select(
        col(DeterminationRow.request_id),
        col(DeterminationRow.authorised_from),
        col(DeterminationRow.authorised_until),
    )
    rows = await tx.session.execute(query.where(col(DeterminationRow.request_id).in_(request_ids)))
    return {
        row.request_id: Period(row.authorised_from, row.authorised_until) if row.authorised_until else None
        for row in rows
    }
