"""Swaps, with the shifts that they are about."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Select, Text, Uuid, insert, or_, select, text, update
from sqlalchemy.orm import aliased
from sqlmodel import Field, col

from crisis.domain.swap import Offered, Swap, SwapStatus
from crisis.store.roster import DutyLineRow, OnCallWorkerRow
from crisis.store.rows import Row, instant
from crisis.store.shifts import ShiftRow
from servicekit.transaction import Transaction

IS_OPEN = text("status = 'open'")


class SwapRow(Row, table=True):
    """One open offer per shift: who offers it twice has two takers at once."""

    __tablename__ = "swap"
    __table_args__ = (
        Index("swap_by_line", "duty_line", "status", "id"),
        Index("swap_one_open_per_shift", "given", unique=True, postgresql_where=IS_OPEN),
    )

    id: UUID = Field(primary_key=True)
    duty_line: UUID = Field(sa_column=Column(Uuid, ForeignKey("duty_line.id"), nullable=False))
    given: UUID = Field(sa_column=Column(Uuid, ForeignKey("shift.id"), nullable=False))
    given_version: int
    back: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("shift.id"), nullable=True))
    back_version: int | None
    to_worker: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("on_call_worker.id"), nullable=True))
    why: str | None = Field(sa_type=Text)
    offered_by: str = Field(sa_type=Text)
    organisation: UUID
    offered_at: datetime = Field(sa_column=instant())
    lapses_at: datetime = Field(sa_column=instant())
    status: str = Field(sa_type=Text)
    taken_by: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("on_call_worker.id"), nullable=True))
    ended_at: datetime | None = Field(sa_column=instant(nullable=True))
    version: int

    def swap(self, given: ShiftRow, back: ShiftRow | None) -> Swap:
        return Swap(
            id=self.id,
            line=self.duty_line,
            given=Offered(given.shift(), self.given_version),
            back=Offered(back.shift(), self.back_version or 0) if back else None,
            to=self.to_worker,
            why=self.why,
            offered_by=self.offered_by,
            organisation=self.organisation,
            offered_at=self.offered_at,
            lapses_at=self.lapses_at,
            status=SwapStatus(self.status),
            taken_by=self.taken_by,
            ended_at=self.ended_at,
            version=self.version,
        )


_Back = aliased(ShiftRow)


def _swaps() -> "Select[SwapRow, ShiftRow, ShiftRow]":  # the last is None where nothing comes back
    query = select(SwapRow, ShiftRow, _Back).join(ShiftRow, col(ShiftRow.id) == col(SwapRow.given))
    return query.outerjoin(_Back, col(_Back.id) == col(SwapRow.back))


async def add(tx: Transaction, swap: Swap) -> None:
    values = {
        "id": swap.id,
        "duty_line": swap.line,
        "given": swap.given.shift.id,
        "given_version": swap.given.version,
        "back": swap.back.shift.id if swap.back else None,
        "back_version": swap.back.version if swap.back else None,
        "to_worker": swap.to,
        "why": swap.why,
        "offered_by": swap.offered_by,
        "organisation": swap.organisation,
        "offered_at": swap.offered_at,
        "lapses_at": swap.lapses_at,
        "status": swap.status,
        "version": swap.version,
    }
    await tx.session.execute(insert(SwapRow).values(values))


async def end(tx: Transaction, swap: Swap) -> None:
    """Store how it ended."""
    values = {
        "status": swap.status,
        "taken_by": swap.taken_by,
        "ended_at": swap.ended_at,
        "version": swap.version,
    }
    await tx.session.execute(update(SwapRow).where(col(SwapRow.id) == swap.id).values(values))


async def lock(tx: Transaction, swap_id: UUID, *, wait: bool = True) -> None:
    query = select(col(SwapRow.id)).where(col(SwapRow.id) == swap_id)
    await tx.session.execute(query.with_for_update(nowait=not wait))


async def swap(tx: Transaction, swap_id: UUID) -> Swap | None:
    query = _swaps().where(col(SwapRow.id) == swap_id).execution_options(populate_existing=True)
    found = (await tx.session.execute(query)).one_or_none()
    return found[0].swap(found[1], found[2]) if found else None


async def open_of_shift(tx: Transaction, shift_id: UUID) -> UUID | None:
    """The offer of this shift that waits for an answer."""
    query = select(col(SwapRow.id)).where(col(SwapRow.given) == shift_id)
    return (
        await tx.session.execute(query.where(col(SwapRow.status) == SwapStatus.OPEN))
    ).scalar_one_or_none()


async def of_line(
    tx: Transaction, line_id: UUID, *, only_open: bool, after: UUID | None, limit: int
) -> list[Swap]:
    """Swaps of a line, the first offered first. Open ones: those that nobody is too late for."""
    query = _swaps().where(col(SwapRow.duty_line) == line_id)
    if only_open:
        query = query.where(col(SwapRow.status) == SwapStatus.OPEN, col(SwapRow.lapses_at) > tx.now)
    if after:
        query = query.where(col(SwapRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(SwapRow.id)).limit(limit))
    return [row.swap(given, back) for row, given, back in rows]


async def to_answer(tx: Transaction, organisation: UUID, *, after: UUID | None, limit: int) -> list[Swap]:
    """Open offers of which a worker of this organisation may take the shift, the first offered first."""
    asked = aliased(OnCallWorkerRow)
    query = (
        _swaps()
        .join(DutyLineRow, col(DutyLineRow.id) == col(SwapRow.duty_line))
        .outerjoin(asked, col(asked.id) == col(SwapRow.to_worker))
        .where(col(SwapRow.status) == SwapStatus.OPEN, col(SwapRow.lapses_at) > tx.now)
        .where(col(DutyLineRow.crisis_group).contains([organisation]))
        .where(or_(col(SwapRow.to_worker).is_(None), col(asked.organisation) == organisation))
    )
    if after:
        query = query.where(col(SwapRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(SwapRow.id)).limit(limit))
    return [row.swap(given, back) for row, given, back in rows]
