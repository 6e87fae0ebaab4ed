"""On whom an alarm called, with the one-time token of each, and what they answered."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    Uuid,
    insert,
    select,
    update,
)
from sqlmodel import Field, col

from crisis.domain.alarm import Alarm
from crisis.domain.calling import Attempt, AttemptKind, CallAnswer
from crisis.store.rows import Row, instant
from sealing.keyring import Sealed, SealedColumn
from servicekit.transaction import Transaction

SCREEN = "screen"
"""Whoever is called on sees it in the list too, whatever other channels there are."""


class AttemptRow(Row, table=True):
    """Whom an alarm called on, and when: every one is kept.

    `token` is sealed under the key of the alarm, so that at closing no link opens anything any more.
    """

    __tablename__ = "alarm_attempt"
    __table_args__ = (
        Index("alarm_attempt_by_alarm", "alarm", "at"),
        Index("alarm_attempt_by_organisation", "organisation", "alarm"),
        Index("alarm_attempt_by_token", "token_hash", unique=True),
    )

    id: UUID = Field(primary_key=True)
    alarm: UUID = Field(sa_column=Column(Uuid, ForeignKey("alarm.id"), nullable=False))
    worker: UUID | None
    organisation: UUID | None
    rank: int | None = Field(sa_type=SmallInteger)
    line: UUID | None
    round: int
    channel: str = Field(sa_type=Text)
    is_drill: bool
    at: datetime = Field(sa_column=instant())
    kind: str = Field(sa_type=Text)
    token: Sealed | None = Field(sa_column=Column(SealedColumn, nullable=True))
    token_hash: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    answer: str | None = Field(sa_type=Text)
    answered_at: datetime | None = Field(sa_column=instant(nullable=True))
    unreachable_at: datetime | None = Field(sa_column=instant(nullable=True))

    def attempt(self) -> Attempt:
        return Attempt(
            id=self.id,
            worker=self.worker,
            organisation=self.organisation,
            rank=self.rank,
            line=self.line,
            round=self.round,
            at=self.at,
            kind=AttemptKind(self.kind),
            answer=CallAnswer(self.answer) if self.answer else None,
            answered_at=self.answered_at,
            unreachable_at=self.unreachable_at,
        )


class Token(NamedTuple):
    """A one-time token as it is kept: to send once more, and to find."""

    sealed: Sealed
    hash: bytes


async def add(tx: Transaction, alarm: Alarm, attempt: Attempt, token: Token | None) -> None:
    values = {
        "id": attempt.id,
        "alarm": alarm.id,
        "worker": attempt.worker,
        "organisation": attempt.organisation,
        "rank": attempt.rank,
        "line": attempt.line,
        "round": attempt.round,
        "channel": SCREEN,
        "is_drill": alarm.is_drill,
        "at": attempt.at,
        "kind": attempt.kind,
        "token": token.sealed if token else None,
        "token_hash": token.hash if token else None,
    }
    await tx.session.execute(insert(AttemptRow).values(values))


async def attempts(tx: Transaction, alarm_id: UUID) -> list[Attempt]:
    """In the order in which they were made."""
    query = select(AttemptRow).where(col(AttemptRow.alarm) == alarm_id)
    query = query.order_by(col(AttemptRow.at), col(AttemptRow.id)).execution_options(populate_existing=True)
    return [row.attempt() for row in (await tx.session.execute(query)).scalars()]


async def with_token(tx: Transaction, attempt_id: UUID) -> tuple[Attempt, Sealed | None]:
    query = select(AttemptRow).where(col(AttemptRow.id) == attempt_id)
    row = (await tx.session.execute(query)).scalar_one()
    return row.attempt(), row.token


async def by_token(tx: Transaction, token_hash: bytes) -> tuple[UUID, UUID] | None:
    """The alarm and the attempt to which this token belongs."""
    query = select(col(AttemptRow.alarm), col(AttemptRow.id)).where(col(AttemptRow.token_hash) == token_hash)
    row = (await tx.session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None


async def answer(tx: Transaction, attempt_id: UUID, told: CallAnswer) -> None:
    values = {"answer": told, "answered_at": tx.now}
    await tx.session.execute(update(AttemptRow).where(col(AttemptRow.id) == attempt_id).values(values))


async def mark_unreachable(tx: Transaction, attempt_id: UUID) -> None:
    statement = update(AttemptRow).where(col(AttemptRow.id) == attempt_id)
    await tx.session.execute(statement.values(unreachable_at=tx.now))
