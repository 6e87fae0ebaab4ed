"""What was reported of the duty to accept, and the figures of a municipality on it and on passing on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.domain.onward import COUNTED
from referral.store.rows_duty import DutyReportRow, OnwardRow
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class Counted:
    """How often at this provider; `code` is a ground or a reason, None where it said nothing in time."""

    provider: UUID
    code: str | None
    times: int


async def report(tx: Transaction, values: dict[str, Any]) -> None:
    """Once per placement request."""
    await tx.session.execute(upsert(DutyReportRow).values(values).on_conflict_do_nothing())


async def reports(
    tx: Transaction, places: Sequence[str], *, since: datetime, until: datetime
) -> Sequence[Counted]:
    """Of these municipalities. `since` and `until` in UTC, the second one not included."""
    provider, ground = col(DutyReportRow.provider), col(DutyReportRow.ground)
    at = col(DutyReportRow.reported_at)
    query = (
        select(provider, ground, func.count())
        .where(col(DutyReportRow.municipality).in_(places), at >= since, at < until)
        .group_by(provider, ground)
        .order_by(provider, ground)
    )
    return [Counted(*row) for row in await tx.session.execute(query)]


async def passed_on(
    tx: Transaction, places: Sequence[str], *, since: datetime, until: datetime
) -> Sequence[Counted]:
    """By whom and why, of what was not declined. `since` and `until` in UTC, the second one not included."""
    provider, reason, at = col(OnwardRow.from_provider), col(OnwardRow.reason), col(OnwardRow.asked_at)
    query = (
        select(provider, reason, func.count())
        .where(
            col(OnwardRow.municipality).in_(places),
            col(OnwardRow.status).in_(sorted(COUNTED)),
            at >= since,
            at < until,
        )
        .group_by(provider, reason)
        .order_by(provider, reason)
    )
    return [Counted(*row) for row in await tx.session.execute(query)]
