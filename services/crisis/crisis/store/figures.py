"""What the figures and the hand-over report are made from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import col

from crisis.domain.alarm import Alarm, StepKind
from crisis.domain.call_back import CallBack
from crisis.domain.calling import AttemptKind
from crisis.domain.figures import Measured
from crisis.domain.shift import Shift, ShiftStatus
from crisis.store.alarms import AlarmRow, StepRow
from crisis.store.attempts import AttemptRow
from crisis.store.call_backs import CallBackRow
from crisis.store.gaps import GapRow
from crisis.store.roster import DutyLineRow
from crisis.store.shifts import ShiftRow
from servicekit.transaction import Transaction


async def measured(tx: Transaction, region: str, start: datetime, end: datetime) -> list[Measured]:
    """What can be counted of each alarm that was raised in this period (UTC, `end` not included)."""
    attempts = (
        select(
            col(AttemptRow.alarm),
            func.count().label("called_on"),
            func.max(col(AttemptRow.round)).label("rounds"),
        )
        .where(col(AttemptRow.kind) == AttemptKind.CALL)
        .group_by(col(AttemptRow.alarm))
        .subquery()
    )
    query = (
        select(AlarmRow, attempts.c.called_on, attempts.c.rounds, col(StepRow.happened_at))
        .outerjoin(attempts, attempts.c.alarm == col(AlarmRow.id))
        .outerjoin(
            StepRow, (col(StepRow.alarm) == col(AlarmRow.id)) & (col(StepRow.kind) == StepKind.ON_SITE)
        )
        .where(
            col(AlarmRow.region) == region, col(AlarmRow.raised_at) >= start, col(AlarmRow.raised_at) < end
        )
    )
    return [
        Measured(row.alarm(), on_site_at, called_on or 0, rounds or 0)
        for row, called_on, rounds, on_site_at in await tx.session.execute(query)
    ]


async def running_at(tx: Transaction, regions: Collection[str], at: datetime) -> list[Alarm]:
    """Alarms of these regions that were raised and not closed at this moment (UTC), the first first."""
    closed = col(AlarmRow.closed_at)
    query = select(AlarmRow).where(
        col(AlarmRow.region).in_(sorted(regions)),
        col(AlarmRow.raised_at) <= at,
        or_(closed.is_(None), closed > at),
    )
    return [
        row.alarm() for row in (await tx.session.execute(query.order_by(col(AlarmRow.raised_at)))).scalars()
    ]


async def closed_between(
    tx: Transaction, regions: Collection[str], start: datetime, end: datetime
) -> list[Alarm]:
    closed = col(AlarmRow.closed_at)
    query = select(AlarmRow).where(col(AlarmRow.region).in_(sorted(regions)), closed > start, closed <= end)
    return [row.alarm() for row in (await tx.session.execute(query.order_by(closed))).scalars()]


async def call_backs_open_at(tx: Transaction, regions: Collection[str], at: datetime) -> list[CallBack]:
    done = col(CallBackRow.done_at)
    query = select(CallBackRow).where(
        col(CallBackRow.region).in_(sorted(regions)),
        col(CallBackRow.left_at) <= at,
        or_(done.is_(None), done > at),
    )
    rows = await tx.session.execute(query.order_by(col(CallBackRow.due_at)))
    return [row.call_back() for row in rows.scalars()]


@dataclass(frozen=True)
class GapSeen:
    """A gap ahead, as it was known at a moment."""

    line: UUID
    rank: int
    start: datetime
    end: datetime
    needed: int
    there: int


async def gaps_known_at(tx: Transaction, region: str, at: datetime, until: datetime) -> list[GapSeen]:
    """Gaps of the lines of a region between `at` and `until`, as far as they were known at `at` (UTC)."""
    row, closed = GapRow, col(GapRow.closed_at)
    query = (
        select(GapRow)
        .join(DutyLineRow, col(DutyLineRow.id) == col(row.duty_line))
        .where(
            col(DutyLineRow.region) == region,
            col(row.found_at) <= at,
            or_(closed.is_(None), closed > at),
            col(row.starts_at) < until,
            col(row.ends_at) > at,
        )
        .order_by(col(row.starts_at), col(row.id))
    )
    return [
        GapSeen(
            gap.duty_line, gap.rank, max(gap.starts_at, at), min(gap.ends_at, until), gap.needed, gap.there
        )
        for gap in (await tx.session.execute(query)).scalars()
    ]


async def shifts_at(tx: Transaction, lines: Collection[UUID], at: datetime) -> list[Shift]:
    """What was on call on these lines just before or at this moment, and what begins or ends there."""
    query = select(ShiftRow).where(
        col(ShiftRow.duty_line).in_(sorted(lines)),
        col(ShiftRow.status) == ShiftStatus.PLANNED,
        col(ShiftRow.starts_at) <= at,
        col(ShiftRow.ends_at) >= at,
    )
    rows = await tx.session.execute(query.order_by(col(ShiftRow.rank), col(ShiftRow.seat)))
    return [row.shift() for row in rows.scalars()]
