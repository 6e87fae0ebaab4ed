"""`python -m wegwijs_cli.upkeep.dead_letters MODULE list|show|replay|drop [ID…|all]`."""

import asyncio
import importlib
import json
import sys
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from servicekit.app import Room, create_app
from servicekit.subscriptions import PLATFORM
from servicekit.tables import dead_letter
from servicekit.transaction import Transactions
from wirekit.caller import Caller
from wirekit.events import Envelope
from wirekit.settings import RoomSettings


async def dead_letters(room: Room, settings: RoomSettings, step: str, ids: Sequence[str]) -> int:
    """Print or replay; the exit code is the number of letters that still cannot be handled, 99 at most."""
    app = create_app(room, settings, work="api")
    transactions: Transactions = app.state.transactions
    wanted = select(dead_letter).order_by(dead_letter.c.died_at)
    if ids and list(ids) != ["all"]:
        wanted = wanted.where(dead_letter.c.event_id.in_([UUID(i) for i in ids]))
    room_itself = Caller(f"room:{room.name}", PLATFORM, "service")
    async with transactions.begin(room_itself) as tx:
        rows = (await tx.session.execute(wanted)).all()
    if step == "drop":
        async with transactions.begin(room_itself) as tx:
            events = [row.event_id for row in rows]
            await tx.session.execute(delete(dead_letter).where(dead_letter.c.event_id.in_(events)))
        print(f"{len(rows)} dead letter(s) dropped")
        return 0
    if step != "replay":
        for row in rows:
            print(row.event_id, row.died_at.isoformat(timespec="seconds"), row.event_type, row.reason)
            if step == "show":
                print(_readable(row.body))
        print(f"{len(rows)} dead letter(s)")
        return 0
    failed = 0
    for row in rows:
        try:
            await app.state.workers.subscriptions.apply(Envelope.model_validate_json(row.body))
        except Exception as error:
            failed += 1
            print(f"{row.event_id} still fails: {type(error).__name__}")
            continue
        async with transactions.begin(room_itself) as tx:
            await tx.session.execute(delete(dead_letter).where(dead_letter.c.event_id == row.event_id))
        print(f"{row.event_id} replayed")
    return min(failed, 99)


def _are_ids(words: Sequence[str]) -> bool:
    try:
        return list(words) == ["all"] or all(UUID(word) for word in words)
    except ValueError:
        return False


def _readable(body: bytes) -> str:
    """What came, also where it is no event at all."""
    try:
        return json.dumps(json.loads(body), indent=2)
    except ValueError:
        return repr(body)


STEPS = {"list", "show", "replay", "drop"}
USAGE = "usage: dead_letters MODULE list|show [ID…], or replay|drop ID…|all"


def main() -> None:
    name, step, *ids = [*sys.argv[1:], "", ""][: max(2, len(sys.argv) - 1)]
    if step not in STEPS or (step in {"replay", "drop"} and not ids) or not _are_ids(ids):
        raise SystemExit(USAGE)
    module = importlib.import_module(f"{name}.app")
    sys.exit(asyncio.run(dead_letters(module.ROOM, module.Settings(), step, ids)))


if __name__ == "__main__":
    main()
