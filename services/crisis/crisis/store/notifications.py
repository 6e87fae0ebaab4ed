"""What an alarm sends: one row per attempt, channel and recipient, and one per try."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Text, Uuid, bindparam, insert, select, text, update
from sqlmodel import Field, col

from crisis.domain.notification import (
    GRACE,
    STATUS_AFTER,
    NotificationStatus,
    Recipient,
    Sending,
    pause_after,
)
from crisis.store.rows import Row, instant
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

WAITING = NotificationStatus.WAITING.value


class NotificationRow(Row, table=True):
    """`id` is the stable key by which a receiver knows what was sent twice.

    `lease`: of the worker that sends it now, until `next_try_at`. `wanted_until`: set once the alarm has
    climbed past.
    """

    __tablename__ = "notification"
    __table_args__ = (
        Index("notification_once", "attempt", "channel", "recipient", unique=True),
        Index("notification_by_alarm", "alarm"),
        Index("notification_waiting", "next_try_at", postgresql_where=text("status = 'waiting'")),
    )

    id: UUID = Field(primary_key=True)
    alarm: UUID = Field(sa_column=Column(Uuid, ForeignKey("alarm.id"), nullable=False))
    attempt: UUID = Field(sa_column=Column(Uuid, ForeignKey("alarm_attempt.id"), nullable=False))
    channel: str = Field(sa_type=Text)
    recipient: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    tries: int
    next_try_at: datetime = Field(sa_column=instant())
    lease: UUID | None
    wanted_until: datetime | None = Field(sa_column=instant(nullable=True))
    at: datetime = Field(sa_column=instant())


class TryRow(Row, table=True):
    """One try, stored before it is made: without an outcome the worker that made it has died."""

    __tablename__ = "notification_try"
    __table_args__ = (Index("notification_try_by_notification", "notification"),)

    id: UUID = Field(primary_key=True)
    notification: UUID = Field(sa_column=Column(Uuid, ForeignKey("notification.id"), nullable=False))
    at: datetime = Field(sa_column=instant())
    outcome: str | None = Field(sa_type=Text)
    ended_at: datetime | None = Field(sa_column=instant(nullable=True))


@dataclass(frozen=True)
class Taken:
    """A notification that this worker tries now."""

    id: UUID
    alarm: UUID
    attempt: UUID
    channel: str
    recipient: Recipient
    lease: UUID
    tries: int


_this = col(NotificationRow.id)
_next = (
    select(_this)
    .where(
        col(NotificationRow.status) == WAITING,
        col(NotificationRow.next_try_at) <= bindparam("now_"),
        col(NotificationRow.channel).not_in(bindparam("busy", expanding=True)),
    )
    .order_by(col(NotificationRow.next_try_at))
    .limit(1)
    .with_for_update(skip_locked=True)
)
TAKE_NEXT = (
    update(NotificationRow)
    .where(_this == _next.scalar_subquery())
    .values(lease=bindparam("lease_"), next_try_at=bindparam("until"), tries=col(NotificationRow.tries) + 1)
    .returning(NotificationRow)
    .execution_options(synchronize_session=False)
)


async def add(
    tx: Transaction,
    alarm: UUID,
    attempt: UUID,
    wanted: Sequence[tuple[str, Recipient, NotificationStatus]],
) -> None:
    """To be sent over each of these channels, with the status that it begins with."""
    rows = [
        {
            "id": uuid7(),
            "alarm": alarm,
            "attempt": attempt,
            "channel": channel,
            "recipient": recipient,
            "status": status,
            "tries": 0,
            "next_try_at": tx.now,
            "at": tx.now,
        }
        for channel, recipient, status in wanted
    ]
    if rows:
        await tx.session.execute(insert(NotificationRow), rows)


async def take_next(tx: Transaction, *, for_: timedelta, busy: Collection[str]) -> Taken | None:
    """The one that waits the longest, leased; should this process end, another one takes it after the lease.

    What is not wanted any more is put aside on the way. `busy` channels are passed over.
    """
    given = {"now_": tx.now, "until": tx.now + for_, "busy": sorted(busy)}
    while True:
        row = (await tx.session.execute(TAKE_NEXT, given | {"lease_": uuid7()})).scalar_one_or_none()
        if row is None:
            return None
        assert row.lease is not None, "it was leased by this very statement"
        taken = Taken(
            row.id, row.alarm, row.attempt, row.channel, Recipient(row.recipient), row.lease, row.tries
        )
        if row.wanted_until is None or row.wanted_until > tx.now:
            return taken
        await put_aside(tx, taken)


async def begin_try(tx: Transaction, taken: Taken) -> UUID:
    try_id = uuid7()
    values = {"id": try_id, "notification": taken.id, "at": tx.now}
    await tx.session.execute(insert(TryRow).values(values))
    return try_id


async def end_try(tx: Transaction, taken: Taken, try_id: UUID, outcome: Sending) -> None:
    """Store what came of it; while the lease stands, and it still waits, that decides what is next."""
    done = {"outcome": outcome, "ended_at": tx.now}
    await tx.session.execute(update(TryRow).where(col(TryRow.id) == try_id).values(done))
    status = STATUS_AFTER.get(outcome, NotificationStatus.WAITING)
    statement = update(NotificationRow).where(
        _this == taken.id, col(NotificationRow.lease) == taken.lease, col(NotificationRow.status) == WAITING
    )
    later = tx.now + pause_after(taken.tries)
    await tx.session.execute(statement.values(status=status, lease=None, next_try_at=later))


async def put_off(tx: Transaction, taken: Taken) -> None:
    """Nothing was sent; it is looked at again after a pause."""
    later = tx.now + pause_after(taken.tries)
    statement = update(NotificationRow).where(_this == taken.id)
    await tx.session.execute(statement.values(lease=None, next_try_at=later))


async def put_aside(tx: Transaction, taken: Taken) -> None:
    statement = update(NotificationRow).where(_this == taken.id)
    await tx.session.execute(statement.values(status=NotificationStatus.NOT_NEEDED, lease=None))


async def call_off(tx: Transaction, alarm: UUID) -> None:
    """Somebody has answered, or the alarm is closed: what was not sent yet is not needed any more."""
    statement = update(NotificationRow).where(
        col(NotificationRow.alarm) == alarm, col(NotificationRow.status) == WAITING
    )
    await tx.session.execute(statement.values(status=NotificationStatus.NOT_NEEDED))


async def climb_past(tx: Transaction, alarm: UUID) -> None:
    """The alarm calls on the next in line: who was called on before is sought a little while longer.

    What the crisis desk must hear it hears, however far the alarm has climbed.
    """
    statement = update(NotificationRow).where(
        col(NotificationRow.alarm) == alarm,
        col(NotificationRow.status) == WAITING,
        col(NotificationRow.recipient) == Recipient.WORKER,
        col(NotificationRow.wanted_until).is_(None),
    )
    await tx.session.execute(statement.values(wanted_until=tx.now + GRACE))


async def of_alarm(tx: Transaction, alarm: UUID) -> list[NotificationRow]:
    """All of an alarm, in the order in which they were made."""
    query = select(NotificationRow).where(col(NotificationRow.alarm) == alarm).order_by(_this)
    query = query.execution_options(populate_existing=True)
    return list((await tx.session.execute(query)).scalars())


async def statuses(tx: Transaction, attempt: UUID) -> list[NotificationStatus]:
    """Those of what goes to the worker of this attempt."""
    query = select(col(NotificationRow.status)).where(
        col(NotificationRow.attempt) == attempt, col(NotificationRow.recipient) == Recipient.WORKER
    )
    return [NotificationStatus(status) for status in (await tx.session.execute(query)).scalars()]
