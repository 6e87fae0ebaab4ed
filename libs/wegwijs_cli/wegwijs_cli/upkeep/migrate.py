"""`python -m wegwijs_cli.upkeep.migrate MODULE [check]`: bring a room's database to its newest form.

Two branches meet in each database: the kit's tables, written once in the kit, and the room's own.
"""

import asyncio
import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from pydantic import SecretStr
from sqlalchemy import Connection, MetaData, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from auditlog.tables import looks_metadata
from sealing.tables import sealing_metadata
from servicekit.tables import kit_metadata
from wirekit.settings import ProcessSettings

KIT = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7741000)")
T = TypeVar("T")


class OwnerSettings(ProcessSettings):
    """Only the migration step knows the owner's address; the app's role may change no table."""

    owner_database_url: SecretStr


def configuration(module: str) -> Config:
    """Alembic's configuration for one room: the kit's environment, the kit's and the room's versions."""
    package = Path(importlib.import_module(module).__file__ or "").parent
    config = Config()
    config.set_main_option("script_location", str(KIT))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", f"{KIT / 'versions'}\n{package.parent / 'migrations'}")
    return config


async def upgrade(module: str, url: str) -> None:
    """Apply what is missing, all or nothing; several at once wait for each other."""
    config = configuration(module)

    def work(connection: Connection) -> None:
        connection.execute(ONE_AT_A_TIME)
        config.attributes["connection"] = connection
        command.upgrade(config, "heads")

    await _with_connection(url, work)


async def differences(module: str, url: str) -> list[str]:
    """What the tables in the code have and the migrated database has not, or the other way round."""
    wanted = MetaData()
    for metadata in (
        kit_metadata,
        looks_metadata,
        sealing_metadata,
        importlib.import_module(f"{module}.store").metadata,
    ):
        for table in metadata.tables.values():
            table.to_metadata(wanted)

    def work(connection: Connection) -> list[str]:
        options = {"compare_type": True, "compare_server_default": True}
        return [
            str(d) for d in compare_metadata(MigrationContext.configure(connection, opts=options), wanted)
        ]

    return await _with_connection(url, work)


async def _with_connection(url: str, work: Callable[[Connection], T]) -> T:
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=pool.NullPool
    )
    async with engine.begin() as connection:
        result = await connection.run_sync(work)
    await engine.dispose()
    return result


async def main(module: str, *rest: str) -> int:
    url = OwnerSettings().owner_database_url.get_secret_value()
    await upgrade(module, url)
    if rest != ("check",):
        return 0
    found = await differences(module, url)
    for line in found:
        print(f"{module}: {line}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
