"""The transaction edge: one use case, one transaction, its events.

A `Transaction` holds the session, the moment, who calls, and what is to be told. Events, deadlines
and looks are gathered and written together just before the commit, so that each kind costs one
statement; nothing is sent before the commit has happened.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from servicekit import tables
from servicekit.encryption import Keyring
from wirekit.events import Event, Trace
from wirekit.identifiers import uuid7
from wirekit.tokens import Caller

Clock = Callable[[], datetime]

# Values are handed over beside a statement and never put into it: SQLAlchemy compiles one with a list of
# values anew at every call, which costs more than all the rest of it.
_new_deadline = upsert(tables.deadline)
SET_DEADLINE = _new_deadline.on_conflict_do_update(
    index_elements=["kind", "ref"],
    index_where=tables.deadline.c.fired_at.is_(None),
    set_={name: _new_deadline.excluded[name] for name in ("due_at", "next_try_at", "owner")},
)


def utc_now() -> datetime:
    return datetime.now(UTC)


def database_is_away(error: BaseException) -> bool:
    """Whether this says that the database cannot be reached or is going down, and nothing about the work."""
    original = getattr(error, "orig", None) or error
    state = str(getattr(original, "sqlstate", None) or "")
    # Connection lost, out of resources, going down; and 55000: it takes no connections.
    told = state[:2] in {"08", "53", "57"} or state == "55000"
    lost = getattr(error, "connection_invalidated", False)
    return told or lost or isinstance(error, OSError | TimeoutError | PoolTimeout | InterfaceError)


@dataclass
class Transaction:
    """What a use case works with: `session`, `now` (UTC, the same throughout), `caller`, `publish`.

    `resources` is what the room opened once at its start, such as texts that it reads from files.
    """

    session: AsyncSession
    now: datetime
    caller: Caller
    room: str
    keyring: Keyring
    trace: Trace = field(default_factory=Trace)
    operation: str = "background"
    resources: Any = None
    _events: list[dict[str, Any]] = field(default_factory=list)
    _deadlines: list[dict[str, Any]] = field(default_factory=list)
    _looks: list[dict[str, Any]] = field(default_factory=list)

    def publish(self, event: Event) -> None:
        """Tell the other rooms, if and only if this transaction commits."""
        envelope = event.envelope(room=self.room, at=self.now, by=self.caller, trace=self.trace)
        self._events.append(
            {
                "event_id": envelope.id,
                "nats_subject": event.nats_subject(self.room),
                "body": envelope.to_bytes(),
                "created_at": self.now,
            }
        )

    def looked_at(self, data_subject: UUID | str, purpose: str) -> None:
        """Record that this caller read the file of a person; stored before the answer leaves."""
        self._looks.append(
            {
                "id": uuid7(),
                "data_subject": str(data_subject),
                "purpose": purpose,
                "operation": self.operation,
                "subject": self.caller.subject,
                "organisation": self.caller.organisation,
                "role": self.caller.role,
                "correlation_id": self.trace.correlation_id,
                "looked_at": self.now,
            }
        )

    def set_deadline(self, kind: str, ref: UUID, *, region: str, owner: str, due_at: datetime) -> None:
        """Make `owner` answerable for `ref` until `due_at` (UTC); a new moment replaces the old one."""
        moments = {"due_at": due_at, "next_try_at": due_at}
        self._deadlines.append(
            {"id": uuid7(), "kind": kind, "ref": ref, "region": region, "owner": owner, **moments}
        )

    async def cancel_deadline(self, kind: str, ref: UUID) -> None:
        """What was waited for has come, or need not come any more."""
        open_one = tables.deadline.c.fired_at.is_(None)
        await self.session.execute(
            delete(tables.deadline).where(
                tables.deadline.c.kind == kind, tables.deadline.c.ref == ref, open_one
            )
        )

    def forget_gathered(self) -> None:
        """Drop what a failed use case gathered, so that the rest of the transaction can go on."""
        for gathered in (self._events, self._deadlines, self._looks):
            gathered.clear()

    async def flush(self) -> None:
        """Write what was gathered; the edge calls this just before the commit."""
        for statement, rows in (
            (SET_DEADLINE, self._deadlines),
            (insert(tables.outbox), self._events),
            (insert(tables.read_log), self._looks),
        ):
            if rows:
                await self.session.execute(statement, rows)
        self.forget_gathered()


@dataclass(frozen=True)
class Transactions:
    """Opens transactions on one room's database."""

    engine: AsyncEngine
    room: str
    keyring: Keyring
    clock: Clock = utc_now
    resources: Any = None

    @asynccontextmanager
    async def begin(
        self, caller: Caller, *, trace: Trace | None = None, operation: str = "background"
    ) -> AsyncIterator[Transaction]:
        """Commit at the end, roll back on any error. No connection is taken before the first query."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            trace = trace or Trace()
            tx = Transaction(
                session, self.clock(), caller, self.room, self.keyring, trace, operation, self.resources
            )
            yield tx
            await tx.flush()
            await session.commit()
