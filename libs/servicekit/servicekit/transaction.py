"""The transaction edge: one use case, one transaction, its events.

A `Transaction` holds the session, the moment, who calls, and what is to be told. Events, deadlines
and looks are gathered and written together just before the commit, so that each kind costs one
statement; nothing is sent before the commit has happened.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from auditlog.entry import Action, Entry, Right
from auditlog.looks import Looks
from sealing.keyring import Keyring
from servicekit import tables
from wirekit.caller import Caller
from wirekit.events import Event, Trace
from wirekit.identifiers import uuid7

Clock = Callable[[], datetime]

# Values are handed over beside a statement and never put into it: SQLAlchemy compiles one with a list of
# values anew at every call, which costs more than all the rest of it.
_new_deadline = upsert(tables.deadline)
SET_DEADLINE = _new_deadline.on_conflict_do_update(
    index_elements=["kind", "ref"],
    index_where=tables.deadline.c.fired_at.is_(None),
    set_={name: _new_deadline.excluded[name] for name in ("due_at", "next_try_at", "owner")},
)


SEEN_BY = text("SELECT set_config('wegwijs.parties', :parties, true)")
NOBODY, EVERYBODY = "{}", "{*}"
"""For whom the database shows rows (row-level security), where it is not for the parties of a caller."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def database_is_away(error: BaseException) -> bool:
    """Whether this says that the database cannot be reached or is going down, and nothing about the work."""
    original = getattr(error, "orig", None) or error
    state = str(getattr(original, "sqlstate", None) or "")
    # Connection lost, out of resources, going down or out of time; 55000: it takes no connections; 55P03 and
    # 25P03: a lock did not come in time, or the work stood still for too long.
    told = state[:2] in {"08", "53", "57"} or state in {"55000", "55P03", "25P03"}
    lost = getattr(error, "connection_invalidated", False)
    return told or lost or isinstance(error, OSError | TimeoutError | PoolTimeout | InterfaceError)


@dataclass
class Transaction:
    """What a use case works with: `session`, `now` (UTC, the same throughout), `caller`, `publish`.

    `resources` is what the room opened once at its start, such as texts that it reads from files.
    `parties` is for whom the database shows rows: nobody, until the caller's organisation is known.
    """

    session: AsyncSession
    now: datetime
    caller: Caller
    room: str
    keyring: Keyring
    trace: Trace = field(default_factory=Trace)
    operation: str = "background"
    resources: Any = None
    right: Right = field(default_factory=Right)
    parties: str = EVERYBODY
    _events: list[dict[str, Any]] = field(default_factory=list)
    _deadlines: list[dict[str, Any]] = field(default_factory=list)
    _looks: list[Entry] = field(default_factory=list)

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

    def looked_at(
        self,
        data_subject: UUID | str | None,
        purpose: str,
        *,
        action: Action | None = None,
        may_betray: bool = False,
    ) -> None:
        """Record what this caller does with the file of a person; stored before the answer leaves.

        None: of nobody in particular, as in a list without names. `may_betray`: not for the eyes of the
        person itself. Twice the same is one entry.
        """
        subject = None if data_subject is None else str(data_subject)
        entry = self.entry(subject, purpose, action or self.right.action)
        entry = replace(entry, may_betray=may_betray or self.right.may_betray)
        same = (entry.data_subject, entry.purpose, entry.action)
        if all((each.data_subject, each.purpose, each.action) != same for each in self._looks):
            self._looks.append(entry)

    def entry(self, data_subject: str | None, purpose: str, action: Action) -> Entry:
        """An entry of the log about this caller, now, by its right."""
        call = (self.room, self.operation, self.trace.correlation_id)
        who = (self.caller.subject, self.caller.organisation, self.caller.role)
        return self.right.entry(data_subject, purpose, action, at=self.now, call=call, who=who)

    async def seen_by(self, parties: str) -> None:
        """From here on the database shows the rows of these parties (an array as text)."""
        if self.parties != parties:
            await self.session.execute(SEEN_BY, {"parties": parties})
            self.parties = parties

    @asynccontextmanager
    async def seeing_all(self) -> AsyncIterator[None]:
        """Inside, the database shows the rows of everybody. Each use says in a comment why."""
        before = self.parties
        await self.seen_by(EVERYBODY)
        yield
        await self.seen_by(before)

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

    async def flush(self) -> list[Entry]:
        """Write what was gathered, and give the looks; the edge calls this just before the commit."""
        for whose in self.right.data_subjects:
            if all(each.data_subject != whose for each in self._looks):
                self.looked_at(whose, self.operation)
        looks = list(self._looks)
        for statement, rows in (
            (SET_DEADLINE, self._deadlines),
            (insert(tables.outbox), self._events),
        ):
            if rows:
                await self.session.execute(statement, rows)
        self.forget_gathered()
        return looks


@dataclass(frozen=True)
class Transactions:
    """Opens transactions on one room's database."""

    engine: AsyncEngine
    room: str
    keyring: Keyring
    clock: Clock = utc_now
    resources: Any = None
    _looks: Looks | None = None
    _guarded: AsyncEngine | None = None

    @property
    def engines(self) -> tuple[AsyncEngine, ...]:
        """Ours, and the one of callers."""
        return (self.engine, self._guarded) if self._guarded else (self.engine,)

    @property
    def looks(self) -> Looks:
        """The way to the log."""
        return self._looks or Looks(self.engine, self.room, None)

    @asynccontextmanager
    async def begin(
        self,
        caller: Caller,
        *,
        trace: Trace | None = None,
        operation: str = "background",
        guarded: bool = False,
    ) -> AsyncIterator[Transaction]:
        """Commit at the end, roll back on any error. No connection is taken before the first query.

        `guarded`: for a caller, to whom the database shows nothing until it is known who that is. What is
        to be logged is stored before the commit: better a look told that did not happen than one not told.
        """
        engine = self._guarded if guarded and self._guarded else self.engine
        async with AsyncSession(engine, expire_on_commit=False) as session:
            tx = Transaction(
                session,
                self.clock(),
                caller,
                self.room,
                self.keyring,
                trace or Trace(),
                operation,
                self.resources,
                parties=NOBODY if engine is self._guarded else EVERYBODY,
            )
            yield tx
            await self.looks.store(session, await tx.flush())
            await session.commit()
