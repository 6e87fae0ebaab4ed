"""`python -m wegwijs_cli.upkeep.prepare nats FOLDER|house`: what must stand before the rooms can run.

`nats` writes the settings of the NATS server, with its users; `house` makes roles, databases and streams and
brings all tables up to date. Both may be repeated, and are, at each start.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wegwijs_cli.bootstrap import make_databases, make_streams, migrate, room_databases
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.embedded_nats import ADMIN, MAX_PAYLOAD_BYTES, user_settings
from wegwijs_cli.rooms import ROOMS
from wegwijs_cli.secret_store import Secrets
from wegwijs_cli.upkeep.make_secrets import Addresses
from wirekit.private_files import write_private

PORT, HEALTH_PORT = 4222, 8222


class PrepareSettings(Addresses):
    """`passwords_file` is the `passwords.json` that `make_secrets` wrote."""

    passwords_file: Path

    def secrets(self) -> Secrets:
        """Raises CannotStart where a room has no password yet."""
        secrets = Secrets.model_validate_json(self.passwords_file.read_bytes())
        for passwords in (secrets.owner, secrets.app, secrets.log, secrets.nats):
            if absent := [room.name for room in ROOMS if room.name not in passwords]:
                raise CannotStart(f"{self.passwords_file}: no password for {absent[0]}: make_secrets adds it")
        return secrets


def nats_settings(folder: Path, secrets: Secrets) -> dict[str, Any]:
    """One server that keeps its streams in `folder` and writes each message before it acknowledges it."""
    return {
        "server_name": "wegwijs",
        "port": PORT,
        # Only from inside its own container: who asks for its health needs no password.
        "http": f"127.0.0.1:{HEALTH_PORT}",
        "max_payload": MAX_PAYLOAD_BYTES,
        "jetstream": {"store_dir": str(folder / "streams"), "sync_interval": "always"},
        "authorization": user_settings(secrets.nats),
    }


def prepare_nats(folder: Path, settings: PrepareSettings) -> None:
    """Write `nats.conf` into the folder in which the server will live."""
    write_private(folder / "nats.conf", json.dumps(nats_settings(folder, settings.secrets()), indent=1))


def prepare_house(settings: PrepareSettings) -> None:
    """Roles and databases, streams, tables, in that order. Raises CannotStart."""
    secrets = settings.secrets()
    admin_url = settings.postgres_url(secrets)
    asyncio.run(make_databases(admin_url, secrets))
    print("databases stand", flush=True)
    asyncio.run(make_streams(settings.nats_url(secrets, ADMIN)))
    print("streams stand", flush=True)
    with tempfile.TemporaryDirectory() as logs:
        migrate(room_databases(admin_url, secrets), Path(logs))
    print("tables are up to date", flush=True)


def main() -> None:
    try:
        match sys.argv[1:]:
            case ["nats", folder]:
                prepare_nats(Path(folder), PrepareSettings())
            case ["house"]:
                prepare_house(PrepareSettings())
            case _:
                raise SystemExit("usage: python -m wegwijs_cli.upkeep.prepare nats FOLDER | house")
    except ValidationError as error:
        # Only the names: the message would quote passwords.
        names = ", ".join(sorted({str(each["loc"][0]) for each in error.errors() if each["loc"]}))
        raise SystemExit(f"prepare: not set or not right: {names or 'the file of passwords'}") from None
    except (CannotStart, OSError) as error:
        raise SystemExit(f"prepare: {' '.join(str(error).split())}") from None


if __name__ == "__main__":
    main()
