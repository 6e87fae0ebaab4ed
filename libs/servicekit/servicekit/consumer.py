"""Takes events off the streams: a fetch loop, a cap, delayed repeats, dead letters."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from uuid import NAMESPACE_OID, uuid5

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.client import JetStreamContext
from pydantic import ValidationError

from servicekit.subscriptions import NotYet, Subscriptions
from servicekit.transaction import database_is_away
from wirekit.events import Envelope, filter_subjects
from wirekit.logs import log, set_correlation_id

BATCH = 100
AT_ONCE = 8
ACK_WAIT_SECONDS = 10  # after a kill, this long until what was fetched comes again
MAX_DELIVERIES = 8
PARKED_AT_MOST = timedelta(hours=1)
SOON, LATER = timedelta(seconds=1), timedelta(minutes=1)


class Consumer:
    """Handles the events of one other room. Events of one aggregate go one after another."""

    def __init__(
        self, nats: Client, subscriptions: Subscriptions, room: str, producer: str, woken: asyncio.Event
    ) -> None:
        self._nats, self._subscriptions = nats, subscriptions
        self._room, self._producer, self._woken = room, producer, woken
        self._cap = asyncio.Semaphore(AT_ONCE)
        self._database_is_away = False

    async def run(self) -> None:
        while True:
            try:
                await self._fetch_forever()
            except Exception as error:
                log.warning("consumer starts anew", producer=self._producer, exc_info=error)
                await asyncio.sleep(0.5)

    async def _fetch_forever(self) -> None:
        stream = self._nats.jetstream()
        subscription = await self._subscribe(stream)
        while True:
            if self._database_is_away:
                # Fetching goes on when it is back, or good events would use up their deliveries.
                await self._subscriptions.until_the_database_answers()
                self._database_is_away = False
            try:
                # Wait for one only: a lingering request for more keeps the first back until the rest came.
                messages = await subscription.fetch(1, timeout=5)
                if waiting := messages[0].metadata.num_pending:
                    with suppress(TimeoutError):
                        messages += await subscription.fetch(min(waiting, BATCH), timeout=0.2)
            except TimeoutError:
                continue
            by_aggregate: dict[str, list[tuple[Msg, Envelope]]] = defaultdict(list)
            for message in messages:
                if envelope := await self._read(message):
                    by_aggregate[f"{envelope.noun}:{envelope.subject}"].append((message, envelope))
            await asyncio.gather(*(self._in_order(group) for group in by_aggregate.values()))

    async def _subscribe(self, stream: JetStreamContext) -> JetStreamContext.PullSubscription:
        names = self._subscriptions.per_room[self._producer]
        config = ConsumerConfig(
            durable_name=self._room,
            filter_subjects=filter_subjects(self._producer, names),
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=ACK_WAIT_SECONDS,
            max_deliver=-1,  # counted here: the server would drop the message in silence
            max_ack_pending=1000,
        )
        stream_name = self._producer.upper()
        await stream.add_consumer(stream_name, config)
        return await stream.pull_subscribe_bind(durable=self._room, stream=stream_name)

    async def _read(self, message: Msg) -> Envelope | None:
        try:
            return Envelope.model_validate_json(message.data)
        except ValidationError:
            place = f"{message.metadata.stream}/{message.metadata.sequence.stream}"
            letter = uuid5(NAMESPACE_OID, place)
            await self._subscriptions.bury(letter, message.subject, message.data, "not an event")
            await message.ack()
            return None

    async def _in_order(self, messages: Sequence[tuple[Msg, Envelope]]) -> None:
        async with self._cap:
            for message, envelope in messages:
                await self._handle(message, envelope)

    async def _handle(self, message: Msg, envelope: Envelope) -> None:
        """Never raises for what one message does; a lost connection ends the loop and starts it anew."""
        set_correlation_id(envelope.correlationid)
        delivered = message.metadata.num_delivered or 1
        try:
            if delivered > MAX_DELIVERIES:
                # Counted before the attempt, so that an event that kills the process ends here too.
                await self._bury(envelope, f"not handled in {MAX_DELIVERIES} attempts")
            elif await self._subscriptions.apply(envelope):
                self._woken.set()
        except NotYet as wait:
            await self._subscriptions.park(envelope, wait.waiting_for, SOON)
        except Exception as error:
            log.warning("event not handled", event_id=str(envelope.id), type=envelope.type, exc_info=error)
            self._database_is_away |= database_is_away(error)
            await message.nak(delay=min(0.2 * 2**delivered, 20))
            return
        await message.ack()

    async def _bury(self, envelope: Envelope, reason: str) -> None:
        log.error("dead letter", event_id=str(envelope.id), type=envelope.type, reason=reason)
        await self._subscriptions.bury(envelope.id, envelope.type, envelope.to_bytes(), reason)


async def look_at_parked(subscriptions: Subscriptions, woken: asyncio.Event) -> None:
    """Try parked events again: at once when what they wait for came, else every second."""
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(woken.wait(), timeout=1)
        woken.clear()
        try:
            for envelope, age in await subscriptions.due_parked():
                if await _try_parked(subscriptions, envelope, age):
                    woken.set()
        except Exception as error:
            log.warning("parked events wait", exc_info=error)


async def _try_parked(subscriptions: Subscriptions, envelope: Envelope, age: timedelta) -> bool:
    set_correlation_id(envelope.correlationid)
    waiting_for = "a repeat"
    try:
        return await subscriptions.apply(envelope)
    except NotYet as wait:
        waiting_for = wait.waiting_for
    except Exception as error:
        log.warning("parked event not handled", event_id=str(envelope.id), exc_info=error)
    if age > PARKED_AT_MOST:
        reason = f"waited too long for {waiting_for.partition(':')[0]}"
        await subscriptions.bury(envelope.id, envelope.type, envelope.to_bytes(), reason)
        log.error("dead letter", event_id=str(envelope.id), type=envelope.type, reason=reason)
    else:
        await subscriptions.park(envelope, waiting_for, min(max(SOON, age / 4), LATER))
    return False
