"""One writer chains what the rooms have added, and signs the head of the chain every minute.

One at a time (advisory lock); another process waits until it goes. The head is signed, kept in another store,
and only then repeated here: a head that stands here and not there was removed there.
"""

import asyncio
import json
import time
from datetime import UTC, datetime

import asyncpg
import nats
from joserfc.jwk import ECKey
from nats.aio.client import Client

from audit.settings import Settings
from audit.store import chain as store
from auditlog.heads import SUBJECT, sign
from servicekit.transaction import Transactions
from wirekit.logs import log

LOOK_EVERY_SECONDS = 0.5
AT_ONCE = 2000
STORED_WITHIN_SECONDS = 5


async def keep_chain(settings: Settings, transactions: Transactions) -> None:
    """Until cancelled; outlives a lost database and a lost store of heads."""
    del transactions  # its own connection holds the lock
    while True:
        try:
            await _with_connection(settings)
        except Exception as error:  # a database that is killed shows in many ways
            log.warning("the chain of the log waits", exc_info=error)
            await asyncio.sleep(LOOK_EVERY_SECONDS)


async def chain_some(connection: asyncpg.Connection) -> int:
    """Chain what waits, some at a time, in a transaction; how many that were."""
    async with connection.transaction():
        if entries := await store.unchained(connection, AT_ONCE):
            await store.add_links(connection, entries)
    return len(entries)


async def sign_head(connection: asyncpg.Connection, bus: Client, key: ECKey) -> bool:
    """Sign the head and keep it, where it is a new one. Raises the errors of NATS and of asyncpg."""
    head = await store.head_to_sign(connection, datetime.now(UTC))
    if head is None:
        return False
    token = sign(head, key)
    await bus.jetstream().publish(SUBJECT, token.encode(), timeout=STORED_WITHIN_SECONDS)
    await store.keep_head(connection, head, token)
    return True


async def _with_connection(settings: Settings) -> None:
    connection = await asyncpg.connect(settings.database_url.get_secret_value(), timeout=5)
    signing = None
    try:
        # The other one is another process: there is nothing to wait on but time.
        while not await store.is_the_one_who_chains(connection):  # noqa: ASYNC110
            await asyncio.sleep(LOOK_EVERY_SECONDS)
        if settings.signing_key_file:
            key = ECKey.import_key(json.loads(settings.signing_key_file.read_bytes()))
            signing = asyncio.create_task(_keep_signing(settings, key))
        while True:
            if await chain_some(connection) < AT_ONCE:
                await asyncio.sleep(LOOK_EVERY_SECONDS)
            if signing and signing.done():
                signing.result()
    finally:
        if signing:
            signing.cancel()
        connection.terminate()


async def _keep_signing(settings: Settings, key: ECKey) -> None:
    """On a connection of its own: a store of heads that does not answer holds up no link."""
    while True:
        began = time.monotonic()
        try:
            async with asyncio.timeout(settings.signed_every_seconds + 4 * STORED_WITHIN_SECONDS):
                await _sign_once(settings, key)
        except Exception as error:
            log.error("the head of the log is not signed", exc_info=error)
        await asyncio.sleep(max(LOOK_EVERY_SECONDS, settings.signed_every_seconds + began - time.monotonic()))


async def _sign_once(settings: Settings, key: ECKey) -> None:
    connection = await asyncpg.connect(settings.database_url.get_secret_value(), timeout=5)
    try:
        if await store.head_to_sign(connection, datetime.now(UTC)) is None:
            return
        url = settings.nats_url.get_secret_value()
        bus = await nats.connect([url], name="audit", inbox_prefix=b"_INBOX.audit", allow_reconnect=False)
        try:
            await sign_head(connection, bus, key)
        finally:
            await bus.close()
    finally:
        connection.terminate()
