"""`python -m wegwijs_cli.upkeep.rebuild MODULE`: refill a room's read models from their owners.

Traffic goes on, so nothing is emptied first: an answer given meanwhile must not fall short. Every
state in the owners' feeds is applied anew, also where the version is the same; what no feed named is
then forgotten.
"""

import asyncio
import importlib
import sys
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from doorkit.service_client import NoAnswer, ServiceClient
from servicekit import tables
from servicekit.app import Room, create_app
from servicekit.subscriptions import PLATFORM, Subscriptions
from servicekit.transaction import Transactions
from wirekit.caller import Caller
from wirekit.events import Envelope
from wirekit.settings import RoomSettings


async def rebuild(room: Room, settings: RoomSettings, tell: Callable[[str], None]) -> None:
    """Refill every read model of this room. Raises NoAnswer when an owner cannot be asked."""
    app = create_app(room, settings, work="api")
    transactions: Transactions = app.state.transactions
    subscriptions = app.state.workers.subscriptions
    started = transactions.clock()
    async with ServiceClient(settings, room.name) as client:
        for producer, noun in sorted({(s.room, s.noun) for s in subscriptions.projections}):
            url = getattr(settings, f"{producer.replace('-', '_')}_url")
            named = await _apply_feed(client, f"{url}/v1/feed", noun, subscriptions, tell)
            forgotten = await _forget_the_rest(transactions, subscriptions, noun, started, named)
            tell(f"{producer} {noun}: {len(named)} states applied, {forgotten} forgotten")


async def _apply_feed(
    client: ServiceClient, url: str, noun: str, subscriptions: Subscriptions, tell: Callable[[str], None]
) -> set[UUID]:
    """Apply every state of the feed; returns what it named."""
    projected = {s.event for s in subscriptions.projections}
    named: set[UUID] = set()
    after: dict[str, str] = {}
    while True:
        page = await client.get(url, noun=noun, **after)
        for item in page["items"]:
            envelope = Envelope.model_validate(item)
            if envelope.name in projected:
                await subscriptions.apply(envelope, rebuilding=True)
                named.add(envelope.subject)
        if page["next"] is None:
            return named
        after = {"after": page["next"]}
        tell(f"{noun}: {len(named)} so far")


async def _forget_the_rest(
    transactions: Transactions,
    subscriptions: Subscriptions,
    noun: str,
    started: datetime,
    named: set[UUID],
) -> int:
    """Drop what the owner has no longer. What came after the start may not have been in the feed yet."""
    table = tables.applied_version
    forgets = [s.forget for s in subscriptions.projections if s.noun == noun and s.forget]
    async with transactions.begin(Caller(f"room:{transactions.room}", PLATFORM, "service")) as tx:
        older = select(table.c.ref).where(table.c.noun == noun, table.c.applied_at < started)
        gone = [ref for ref in (await tx.session.execute(older)).scalars() if ref not in named]
        for ref in gone:
            await tx.session.execute(delete(table).where(table.c.noun == noun, table.c.ref == ref))
            for forget in forgets[:1]:
                await forget(tx, ref)
        return len(gone)


def main() -> None:
    module = importlib.import_module(f"{sys.argv[1]}.app")
    try:
        asyncio.run(rebuild(module.ROOM, module.Settings(), print))
    except NoAnswer as error:
        raise SystemExit(f"rebuild stopped, an owner did not answer: {error}") from None


if __name__ == "__main__":
    main()
