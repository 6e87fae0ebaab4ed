"""What a room does with the events of the others: each event has its effect once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from servicekit import tables
from servicekit.transaction import Transaction, Transactions
from wirekit.caller import Caller
from wirekit.events import Envelope, Reading
from wirekit.logs import log

R = TypeVar("R", bound=Reading)


class NotYet(Exception):
    """This event needs another one first, which is on its way: it is parked until that one came."""

    def __init__(self, noun: str, ref: UUID) -> None:
        super().__init__(f"{noun} {ref}")
        self.waiting_for = f"{noun}:{ref}"


@dataclass(frozen=True)
class Subscription(Generic[R]):
    """`event` of `room`, read as `reading`, goes to `use_case`.

    `projects` tells that the use case only brings a read model to the state that the event carries:
    then older versions are passed over, and `./wegwijs rebuild` may apply it again at any time, and
    calls `forget` for what its owner has no longer.
    """

    event: str
    room: str
    reading: type[R]
    use_case: Callable[[Transaction, R], Awaitable[None]]
    projects: bool = False
    forget: Callable[[Transaction, UUID], Awaitable[None]] | None = None

    @property
    def noun(self) -> str:
        return self.event.partition(".")[0]


class Subscriptions:
    """Applies envelopes: inbox, version check, use case, in one transaction."""

    def __init__(self, transactions: Transactions, subscriptions: Sequence[Subscription[Any]]) -> None:
        self._transactions = transactions
        self._by_name: Mapping[str, Subscription[Any]] = {s.event: s for s in subscriptions}
        self.per_room: Mapping[str, tuple[str, ...]] = {
            room: tuple(s.event for s in subscriptions if s.room == room)
            for room in sorted({s.room for s in subscriptions})
        }
        self.projections = tuple(s for s in subscriptions if s.projects)

    async def apply(self, envelope: Envelope, *, rebuilding: bool = False) -> bool:
        """Have the effect of this event, once. True when parked events may go on because of it.

        Raises NotYet (park it), or whatever the use case raises (try it again).
        """
        subscription = self._by_name[envelope.name]
        actor = Caller(envelope.actor, envelope.actororganisation, envelope.actorrole)
        async with self._transactions.begin(actor, trace=envelope.trace, operation=envelope.name) as tx:
            if not rebuilding and not await _first_time(tx, envelope):
                return False
            if not subscription.projects or await _newer(tx, envelope, or_equal=rebuilding):
                await subscription.use_case(tx, subscription.reading.of(envelope))
            await tx.session.execute(delete(tables.parked).where(tables.parked.c.event_id == envelope.id))
            woken = await tx.session.execute(
                update(tables.parked)
                .where(tables.parked.c.waiting_for == f"{envelope.noun}:{envelope.subject}")
                .values(next_try_at=tx.now)
                .returning(tables.parked.c.event_id)
            )
            return woken.first() is not None

    async def park(self, envelope: Envelope, waiting_for: str, delay: timedelta) -> None:
        """Keep an event until what it waits for has come (looked at again after `delay` at the latest)."""
        async with self._transactions.begin(_self(self._transactions.room)) as tx:
            values = {
                "event_id": envelope.id,
                "waiting_for": waiting_for,
                "body": envelope.to_bytes(),
                "parked_at": tx.now,
                "next_try_at": tx.now + delay,
            }
            statement = upsert(tables.parked).values(values)
            fresh = {"waiting_for": waiting_for, "next_try_at": values["next_try_at"]}
            await tx.session.execute(statement.on_conflict_do_update(index_elements=["event_id"], set_=fresh))

    async def bury(self, event_id: UUID, event_type: str, body: bytes, reason: str) -> None:
        """Move an event that cannot be handled to the dead letters, where a person looks at it."""
        async with self._transactions.begin(_self(self._transactions.room)) as tx:
            values = {"event_id": event_id, "event_type": event_type, "body": body, "reason": reason}
            statement = upsert(tables.dead_letter).values({**values, "died_at": tx.now})
            await tx.session.execute(statement.on_conflict_do_nothing())
            await tx.session.execute(delete(tables.parked).where(tables.parked.c.event_id == event_id))

    async def until_the_database_answers(self) -> None:
        """Ask every second until it does."""
        while True:
            try:
                async with self._transactions.engine.connect() as connection:
                    await connection.execute(select(1))
                    return
            except Exception as error:
                log.warning("database is away", exc_info=error)
                await asyncio.sleep(1)

    async def due_parked(self, limit: int = 100) -> list[tuple[Envelope, timedelta]]:
        """Parked events to look at again, with how long each is parked; the longest due first."""
        async with self._transactions.begin(_self(self._transactions.room)) as tx:
            query = (
                select(tables.parked)
                .where(tables.parked.c.next_try_at <= tx.now)
                .order_by(tables.parked.c.next_try_at)
                .limit(limit)
            )
            rows = (await tx.session.execute(query)).all()
            return [(Envelope.model_validate_json(row.body), tx.now - row.parked_at) for row in rows]


async def _first_time(tx: Transaction, envelope: Envelope) -> bool:
    values = {"event_id": envelope.id, "handled_at": tx.now}
    insert = upsert(tables.inbox).values(values).on_conflict_do_nothing()
    made = await tx.session.execute(insert.returning(tables.inbox.c.event_id))
    return made.first() is not None


async def _newer(tx: Transaction, envelope: Envelope, *, or_equal: bool) -> bool:
    """Take note of this version, unless the read model has it already (or a newer one)."""
    table = tables.applied_version
    values = {"noun": envelope.noun, "ref": envelope.subject, "version": envelope.version}
    statement = upsert(table).values({**values, "applied_at": tx.now})
    had = table.c.version <= envelope.version if or_equal else table.c.version < envelope.version
    applied = await tx.session.execute(
        statement.on_conflict_do_update(
            index_elements=["noun", "ref"],
            set_={"version": envelope.version, "applied_at": tx.now},
            where=had,
        ).returning(table.c.ref)
    )
    return applied.first() is not None


def _self(room: str) -> Caller:
    return Caller(f"room:{room}", PLATFORM, "service")


PLATFORM = UUID("00000000-0000-7000-8000-000000000001")
"""The organisation in whose name the rooms themselves work."""
