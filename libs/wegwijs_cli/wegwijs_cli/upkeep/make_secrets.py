"""`python -m wegwijs_cli.upkeep.make_secrets FOLDER`: the secret files of a house that runs elsewhere.

Each process is handed its own files and no other. What is there already stays: without the master keys the
data could not be read any more.
"""

import os
import sys
from pathlib import Path

from wegwijs_cli.bootstrap import room_databases
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.rooms import ROOMS
from wegwijs_cli.secret_store import Secrets
from wirekit.private_files import write_private
from wirekit.settings import ProcessSettings

READER = 10001
"""The user of the containers, as the Dockerfile has it."""


class Addresses(ProcessSettings):
    """Where the rooms find PostgreSQL and NATS, as host:port. `postgres_admin` makes roles and databases."""

    postgres: str = "postgres:5432"
    postgres_admin: str = "postgres"
    nats: str = "nats:4222"

    def postgres_url(self, secrets: Secrets) -> str:
        """The administrator's URL; passwords are fit for a URL as they stand."""
        return f"postgresql://{self.postgres_admin}:{secrets.postgres}@{self.postgres}/postgres"

    def nats_url(self, secrets: Secrets, user: str) -> str:
        return f"nats://{user}:{secrets.nats[user]}@{self.nats}"


def make_secrets(folder: Path, addresses: Addresses) -> list[Path]:
    """Write the files that are handed to the processes, and give them. Raises CannotStart.

    `secrets.json` has everything and is for nobody but the operator and the next call of this.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        secrets = Secrets.load(folder)
        secrets.write_key_files(folder)
        keys = folder / "keys"
        for room, database in room_databases(addresses.postgres_url(secrets), secrets).items():
            write_private(keys / f"{room.name}.database", database.app_url)
            write_private(keys / f"{room.name}.log", database.log_url)
            write_private(keys / f"{room.name}.nats", addresses.nats_url(secrets, room.name))
        write_private(keys / "postgres.password", secrets.postgres)
        # Who makes databases and users needs every password, and neither a master key nor a signing key.
        passwords = secrets.model_copy(update={"issuer_key": "", "log_key": "", "client": {}, "master": {}})
        write_private(keys / "passwords.json", passwords.model_dump_json(indent=1))
        made = sorted(keys.iterdir())
        if os.geteuid() == 0:
            for path in made:
                os.chown(path, READER, READER)
    except OSError as error:
        raise CannotStart(f"the secrets cannot be kept in {folder}: {error.strerror}") from None
    return made


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m wegwijs_cli.upkeep.make_secrets FOLDER")
    try:
        made = make_secrets(Path(sys.argv[1]), Addresses())
    except CannotStart as error:
        raise SystemExit(f"make_secrets: {error}") from None
    print(f"{len(made)} files for {len(ROOMS)} rooms stand in {made[0].parent}")


if __name__ == "__main__":
    main()
