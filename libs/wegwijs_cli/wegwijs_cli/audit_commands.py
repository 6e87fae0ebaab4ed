"""`./wegwijs audit verify` and `show`: whether the log of looks is as it was stored, and what it says."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from json import loads
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import typer
from joserfc.errors import JoseError
from nats.errors import Error as NatsError
from pydantic import BaseModel, SecretStr, ValidationError

from auditlog.chain import Fault, Wrong
from auditlog.heads import read_keys
from wegwijs_cli.audit_walk import Addresses, Walked, walk
from wegwijs_cli.progress import Progress
from wegwijs_cli.rooms import AUDIT
from wegwijs_cli.running import read_running
from wegwijs_cli.settings import LauncherSettings
from wirekit.settings import ProcessSettings

app = typer.Typer(help="The log of looks: who looked at what of whom.", no_args_is_help=True)

SOMETHING_WRONG, CANNOT_LOOK = 1, 2
TOLD = {
    Fault.GAP: "there is no link {where}: a row of the chain was taken out",
    Fault.REMOVED: "the entry of link {where} is not there: it was removed",
    Fault.CHANGED: "link {where} does not follow: a row was changed, put in or moved at this place",
    Fault.CUT: "a head was signed for link {where}, which is not there: the end was cut off",
    Fault.RECOMPUTED: "link {where} is another than the one that was signed: the chain was made anew",
    Fault.HEAD_REMOVED: "the signed head of link {where} is not in the store of heads: it was removed there",
    Fault.HEAD_NOT_SIGNED: "a head about link {where} or after it bears no signature of a key of the log",
    Fault.NOT_CHAINED: "an entry has no link: it was put in by hand, or the worker of the room does not run",
}
T = TypeVar("T")


class AuditSettings(ProcessSettings):
    """As the room itself is told them: `./wegwijs audit` beside a room that `up` did not start."""

    database_url: SecretStr
    nats_url: SecretStr
    signing_key_file: Path


class HeadRead(BaseModel):
    sequence: int
    hash: str
    at: datetime


class WrongRead(BaseModel):
    fault: Fault
    sequence: int | None
    entry: str | None
    told: str


class Verified(BaseModel):
    """What `--json` prints. `unsigned`: links that are newer than the newest head."""

    entries: int
    links: int
    heads: int
    newest: HeadRead | None
    unsigned: int
    wrong: list[WrongRead]


@app.command()
def verify(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    since: Annotated[
        datetime | None, typer.Option(help="Begin at the last head signed before this moment (UTC).")
    ] = None,
    witness: Annotated[
        Path | None, typer.Option(help="A file of heads that somebody else kept, one on each line.")
    ] = None,
) -> None:
    """Go along the whole chain: 0 where all is well, 1 where something was changed, removed or put in."""
    progress = Progress(json=True)
    witnesses = _witnesses(witness) if witness else []

    def tell(done: int, of: int) -> None:
        if progress.console.is_terminal or done % 500_000 == 0:
            progress.console.print(f"{done:,} of {of:,} links", end="\r")

    moment = since.replace(tzinfo=UTC) if since else None
    walked = _looking(walk(_addresses(), since=moment, witnesses=witnesses, tell=tell))
    found = _verified(walked)
    typer.echo(found.model_dump_json(indent=2) if json else _on_a_screen(found))
    if found.wrong:
        raise typer.Exit(SOMETHING_WRONG)


@app.command()
def show(
    data_subject: Annotated[str, typer.Argument(help="The reference of a client, as the rooms have it.")],
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
) -> None:
    """Print the newest entries about one person: when, what, by which role and organisation, and why."""
    for row in _looking(_newest(_addresses().database, data_subject, limit)):
        door = " by the emergency door" if row["emergency"] else ""
        by = f"{row['role']} of {row['organisation']}{door}"
        at = row["at"].isoformat(timespec="seconds")
        typer.echo(f"{at}  {row['action']}  {row['room']} {row['operation']}  {by}: {row['purpose']}")


async def _newest(url: str, data_subject: str, limit: int) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        query = "SELECT * FROM entry WHERE data_subject = $1 ORDER BY id DESC LIMIT $2"
        found: list[asyncpg.Record] = await connection.fetch(query, data_subject, limit)
    finally:
        await connection.close()
    return found


def _witnesses(file: Path) -> list[str]:
    """The heads that a file has, as `GET /head` answers them or only the token of each, one on a line."""
    try:
        lines = [line.strip() for line in file.read_text().splitlines() if line.strip()]
        return [loads(line)["token"] if line.startswith("{") else line for line in lines]
    except (OSError, ValueError, KeyError, TypeError) as error:
        Progress.fail(f"the heads of the witness cannot be read: {type(error).__name__}")
        raise typer.Exit(CANNOT_LOOK) from None


def _addresses() -> Addresses:
    """Those of the environment; else those of the house that runs here."""
    running = read_running(LauncherSettings().home)
    try:
        if running and running.postgres:
            database = urlunsplit(urlsplit(running.postgres.url)._replace(path=f"/{AUDIT.module}"))
            return Addresses(database, running.nats.url, read_keys(Path(running.home) / "keys" / "log.json"))
        told = AuditSettings()
        urls = (told.database_url.get_secret_value(), told.nats_url.get_secret_value())
        return Addresses(*urls, read_keys(told.signing_key_file))
    except ValidationError:
        Progress.fail("nothing runs here, and the environment is not that of the room audit")
    except (OSError, ValueError, JoseError) as error:
        Progress.fail(f"the keys of the log cannot be read: {type(error).__name__}")
    raise typer.Exit(CANNOT_LOOK)


def _looking(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except (OSError, NatsError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        Progress.fail(f"the log cannot be read: {error or type(error).__name__}")
        raise typer.Exit(CANNOT_LOOK) from None


def _verified(walked: Walked) -> Verified:
    newest = walked.newest
    return Verified(
        entries=walked.entries,
        links=walked.links,
        heads=walked.heads,
        newest=HeadRead(sequence=newest.sequence, hash=newest.hash.hex(), at=newest.at) if newest else None,
        unsigned=walked.unsigned,
        wrong=[_wrong(each) for each in walked.wrong],
    )


def _wrong(found: Wrong) -> WrongRead:
    told = TOLD[found.fault].format(where=found.sequence)
    entry = str(found.entry) if found.entry else None
    return WrongRead(fault=found.fault, sequence=found.sequence, entry=entry, told=told)


def _on_a_screen(found: Verified) -> str:
    lines = [f"{found.entries:,} entries, {found.links:,} links, {found.heads:,} signed heads"]
    if found.newest:
        at = found.newest.at.isoformat(timespec="seconds")
        lines.append(
            f"newest head: link {found.newest.sequence:,} at {at}, {found.unsigned:,} links after it"
        )
    lines += [f"WRONG: {each.told}{f' (entry {each.entry})' if each.entry else ''}" for each in found.wrong]
    return "\n".join(
        lines if found.wrong else [*lines, "ok: nothing was changed, removed, put in or cut off"]
    )
