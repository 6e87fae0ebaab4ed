"""The master keys of a room: how far a rotation is, a new key, and the end of the older ones.

`python -m wegwijs_cli.upkeep.keys status MODULE` in the environment of the room;
`python -m wegwijs_cli.upkeep.keys rotate|retire ROOM FOLDER` where the secrets are kept.
"""

import asyncio
import importlib
import os
import sys
from pathlib import Path

from sealing.key_file import KeyFile
from sealing.rotation import Progress, progress
from servicekit.app import Room, create_app
from servicekit.transaction import Transactions
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.rooms import ROOMS
from wegwijs_cli.secret_store import Secrets
from wirekit.private_files import write_private
from wirekit.settings import RoomSettings

UNDER_WAY = 3
"""The exit code while data keys are left that an older master key wraps."""


async def status(room: Room, settings: RoomSettings) -> Progress:
    """Ask the database of the room, with the keys that its file has now."""
    transactions: Transactions = create_app(room, settings, work="api").state.transactions
    async with transactions.engine.connect() as connection:
        found = await progress(connection, transactions.keyring)  # type: ignore[arg-type]  # it executes too
    await transactions.engine.dispose()
    return found


def change_keys(folder: Path, room: str, step: str) -> int:
    """Put a new master key in front (`rotate`), or drop the older ones (`retire`), wherever they are kept.

    How many there are now. Raises CannotStart. Ask `status` before you retire: what only an older key opens
    is lost with it.
    """
    secrets = Secrets.load(folder)
    # The gateway has a key for its sessions only, which end anyhow.
    if room not in {each.name for each in ROOMS}:
        raise CannotStart(f"{room}: no room of this house")
    found = KeyFile.parse(secrets.master[room])
    keys = found.rotated() if step == "rotate" else found.retired()
    changed = secrets.model_copy(update={"master": secrets.master | {room: keys.text()}})
    # First where it is kept for good: a key that only a running process knows would be lost with it.
    write_private(folder / "secrets.json", changed.model_dump_json(indent=1))
    file = folder / "keys" / f"{room}.master"
    owner = file.stat() if file.exists() else None
    write_private(file, keys.text())
    if owner and os.geteuid() == 0:
        os.chown(file, owner.st_uid, owner.st_gid)
    return len(keys.masters)


def shown(room: str, found: Progress) -> str:
    keys = "one master key" if found.masters == 1 else f"{found.masters} master keys"
    return f"{room}: {found.done} of {found.total} data keys under the newest, {keys} in the file"


def main() -> None:
    match sys.argv[1:]:
        case ["status", module]:
            loaded = importlib.import_module(f"{module}.app")
            found = asyncio.run(status(loaded.ROOM, loaded.Settings()))
            print(shown(loaded.ROOM.name, found))
            sys.exit(UNDER_WAY if found.done < found.total else 0)
        case [("rotate" | "retire") as step, room, folder]:
            try:
                print(f"{room}: {change_keys(Path(folder), room, step)} master key(s) in the file")
            except CannotStart as error:
                raise SystemExit(str(error)) from None
        case _:
            raise SystemExit("usage: keys status MODULE, or keys rotate|retire ROOM FOLDER")


if __name__ == "__main__":
    main()
