"""What was erased stays erased: a restored backup brings a person back, and this destroys them again.

That somebody was erased is told as an event, and a stream that nobody can delete from keeps those events for
good, apart from every database. Which of them a database does not know yet is seen at its data keys: what
was destroyed has none, so that no mark has to be kept that a restore would set back too.
"""

import asyncio
from collections.abc import Awaitable, Callable, Set
from typing import Any
from uuid import UUID

import nats
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError
from sqlalchemy import select

from sealing.tables import data_key
from wirekit.events import Envelope
from wirekit.logs import log

STREAM = "ERASED"
ANSWERS_WITHIN_SECONDS = 5
TRIED_AGAIN_AFTER_SECONDS = 5

Apply = Callable[[Envelope], Awaitable[Any]]
Keys = Callable[[Envelope], Set[UUID]]  # which data keys an erasure destroys in this room


class CannotBeRead(Exception):
    """The stream cannot be asked now."""


async def told(settings: Any, room: str) -> list[Envelope]:
    """Every erasure that was ever told, the first one first. Raises CannotBeRead."""
    try:
        async with asyncio.timeout(ANSWERS_WITHIN_SECONDS) as patience:
            connection = await nats.connect(
                [settings.nats_url.get_secret_value()],
                name=f"{room} erasures",
                inbox_prefix=f"_INBOX.{room}".encode(),
                allow_reconnect=False,
                max_reconnect_attempts=1,  # or it tries for ever where nobody listens
                reconnect_time_wait=0.01,
                connect_timeout=ANSWERS_WITHIN_SECONDS,
                error_cb=_nothing,
            )
            try:
                stream = connection.jetstream()
                state = (await stream.stream_info(STREAM)).state
                found = []
                for sequence in range(max(1, state.first_seq), state.last_seq + 1):
                    patience.reschedule(asyncio.get_running_loop().time() + ANSWERS_WITHIN_SECONDS)
                    try:
                        message = await stream.get_msg(STREAM, sequence)
                    except NotFoundError:
                        continue
                    found.append(Envelope.model_validate_json(message.data or b""))
            finally:
                await connection.close()
    except (NatsError, OSError, TimeoutError) as error:
        raise CannotBeRead(type(error).__name__) from None
    return found


async def erase_again(settings: Any, transactions: Any, apply: Apply, keys: Keys) -> int:
    """Apply every erasure of which this database still has a data key; how many. Raises CannotBeRead."""
    envelopes = await told(settings, transactions.room)
    async with transactions.engine.connect() as connection:
        query = select(data_key.c.data_subject).where(data_key.c.wrapped.is_(None))
        destroyed = set((await connection.execute(query)).scalars())
    brought_back = [each for each in envelopes if not keys(each) <= destroyed]
    for envelope in brought_back:
        await apply(envelope)
    return len(brought_back)


async def keep_erased(settings: Any, transactions: Any, apply: Apply, keys: Keys, *, once: bool) -> None:
    """Before the room answers callers, `once`: it does not wait for a stream that is away, or nobody could
    be helped meanwhile. Beside the room, until the stream could be read."""
    while True:
        try:
            if count := await erase_again(settings, transactions, apply, keys):
                log.warning("erased again what a restored backup brought back", erasures=count)
            return
        except Exception as error:
            log.warning("erasures cannot be looked up yet", exc_info=error)
        if once:
            return
        await asyncio.sleep(TRIED_AGAIN_AFTER_SECONDS)


async def _nothing(_: Exception) -> None:
    """A connection that fails raises; it need not be told twice."""
