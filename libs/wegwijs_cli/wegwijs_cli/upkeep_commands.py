"""`./wegwijs rebuild ROOM`, `./wegwijs dead-letters ROOM …`, `./wegwijs migrations`: upkeep from the shell.

The first two work on the rooms that `up` runs. Elsewhere the same steps are
`python -m wegwijs_cli.upkeep.rebuild MODULE` and `python -m wegwijs_cli.upkeep.dead_letters MODULE …`
in the environment of the room.
"""

import asyncio
import subprocess
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import typer

from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.embedded_postgres import EmbeddedPostgres
from wegwijs_cli.rooms import ACCESS, AUDIT, CRISIS, PROVIDER_REGISTRY, REFERRAL, ROOMS
from wegwijs_cli.running import read_running
from wegwijs_cli.secret_store import new_password
from wegwijs_cli.settings import LauncherSettings
from wegwijs_cli.upkeep.migrate import differences, upgrade


class RoomName(StrEnum):
    """The rooms by their names; `name` in lower case is the module."""

    ACCESS = ACCESS.name
    REFERRAL = REFERRAL.name
    PROVIDER_REGISTRY = PROVIDER_REGISTRY.name
    CRISIS = CRISIS.name
    AUDIT = AUDIT.name


class LetterStep(StrEnum):
    LIST = "list"
    SHOW = "show"
    REPLAY = "replay"
    DROP = "drop"


def rebuild(room: RoomName) -> None:
    """Refill the read models of a room from their owners, while traffic goes on."""
    raise typer.Exit(in_the_room("rebuild", room.value))


def dead_letters(
    room: RoomName,
    step: Annotated[LetterStep, typer.Argument()] = LetterStep.LIST,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID…|all]")] = None,
) -> None:
    """Look at the events that a room could not handle, replay them, or drop what is no event."""
    if step in {LetterStep.REPLAY, LetterStep.DROP} and not ids:
        typer.echo("say which: the ids, or all", err=True)
        raise typer.Exit(2)
    raise typer.Exit(in_the_room("dead_letters", room.value, step.value, *(ids or [])))


def in_the_room(step: str, *words: str) -> int:
    """Run a step of `upkeep` with what a running room was told; the room is the one that `words` name."""
    running = read_running(LauncherSettings().home)
    room = next(room for room in ROOMS if room.name in words)
    pid = running.services[room.name].pid if running else None
    if pid is None:
        typer.echo("nothing runs here: start ./wegwijs up first", err=True)
        return 1
    # What the room itself was told, its secrets included; only its own user may read this.
    told = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    environment = dict(line.split("=", 1) for line in told if "=" in line)
    arguments = [room.module if word == room.name else word for word in words]
    command = [sys.executable, "-P", "-m", f"wegwijs_cli.upkeep.{step}", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603  # our own program


def migrations() -> None:
    """Migrate an empty database of every room, and compare it with the tables in the code."""
    with tempfile.TemporaryDirectory(prefix="wegwijs-migrations-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        server = EmbeddedPostgres(
            folder / "postgres", password=new_password(), durable=False, log=folder / "postgres.log"
        )
        try:
            server.start()
            found = asyncio.run(_all_differences(server.admin_url))
        except CannotStart as error:
            found = [str(error)]
        finally:
            server.stop()
            server.erase()
    for line in found:
        typer.echo(line, err=True)
    if found:
        raise typer.Exit(1)
    typer.echo("every room's migrations make the tables of its code")


async def _all_differences(admin_url: str) -> list[str]:
    found = []
    for room in ROOMS:
        connection = await asyncpg.connect(admin_url)
        await connection.execute(f"CREATE DATABASE {room.module}")
        await connection.close()
        url = urlunsplit(urlsplit(admin_url)._replace(path=f"/{room.module}"))
        await upgrade(room.module, url)
        found += [f"{room.name}: {line}" for line in await differences(room.module, url)]
    return found
