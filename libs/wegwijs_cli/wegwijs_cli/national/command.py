"""`./wegwijs data national`: a national population of the register, for measuring and trying out."""

import asyncio
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from region_policy.loader import Policies
from region_policy.mistakes import PolicyMistakes
from region_policy.terms import local_day
from wegwijs_cli.national.country import Country
from wegwijs_cli.national.load import Counts, counted, is_there, load
from wegwijs_cli.national.places import Places
from wegwijs_cli.national.rows import MAKERS
from wegwijs_cli.progress import Progress as Told
from wegwijs_cli.rooms import PROVIDER_REGISTRY
from wegwijs_cli.running import read_running
from wegwijs_cli.settings import LauncherSettings

app = typer.Typer(help="Made-up data for the house that runs here.", no_args_is_help=True)


class NothingRuns(Exception):
    """There is no database to enter anything into; the message is one line."""


@app.callback()
def data() -> None:
    """Made-up data for the house that runs here."""


@app.command()
def national(
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Another number, another country.")] = 1,
    scale: Annotated[float, typer.Option(min=0.001, max=20, help="1 is the whole country.")] = 1.0,
    json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Enter a national population into the provider registry that runs here.

    342 municipalities, 8,515 providers with contracts, locations, offers, places and a year of words on
    their capacity; every name is made up. The same seed gives on the same day the same rows. For measuring
    and trying out: no event tells the other rooms of it, and nothing in it becomes due. What was entered
    with a seed is not entered again.
    """
    try:
        there, counts = asyncio.run(_enter(LauncherSettings(), seed, scale))
    except (NothingRuns, PolicyMistakes, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        Told.fail(str(error))
        raise typer.Exit(1) from None
    if json:
        typer.echo(counts.model_dump_json(indent=2))
        return
    _show(counts, f"The population of seed {seed} was there already" if there else "Entered")


async def _enter(settings: LauncherSettings, seed: int, scale: float) -> tuple[bool, Counts]:
    """Whether it was there already, and what is in the register now."""
    connection = await asyncpg.connect(_url(settings))
    try:
        places = Places(Policies.load(settings.regions_dir), local_day(datetime.now(UTC)))
        country = Country(places, seed=seed, scale=scale)
        if there := await is_there(connection, country):
            return there, await counted(connection)
        await _with_a_bar(connection, country)
        return there, await counted(connection)
    finally:
        await connection.close()


def _url(settings: LauncherSettings) -> str:
    """The register's database as its admin. Raises NothingRuns."""
    running = read_running(settings.home)
    own = settings.postgres_url_of(PROVIDER_REGISTRY)
    if running is None or (own is None and running.postgres is None):
        raise NothingRuns("nothing runs here: start ./wegwijs up first")
    if own is not None:
        return own
    assert running.postgres is not None
    return urlunsplit(urlsplit(running.postgres.url)._replace(path=f"/{PROVIDER_REGISTRY.module}"))


async def _with_a_bar(connection: asyncpg.Connection, country: Country) -> None:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) if console.is_terminal else nullcontext() as bar:
        if bar is None:
            await load(connection, country)
            return
        making = bar.add_task("The country is made", total=None)
        total = len(MAKERS) * len(country.others)
        bar.update(making, total=total)

        def tell(table: str, more: int) -> None:
            bar.update(making, description=f"Rows of {table}", advance=more)

        await load(connection, country, tell)
        bar.update(making, description="Indexes and counts")


def _show(counts: Counts, title: str) -> None:
    console = Console(highlight=False)
    console.print(f"{title}. In the register are now:")
    table = Table.grid(padding=(0, 2))
    for name, number in counts.model_dump().items():
        if isinstance(number, dict):
            for level, each in number.items():
                table.add_row(f"contracts: {level}", f"{each:,}")
        else:
            table.add_row(LABELS.get(name, name), f"{number:,}")
    console.print(table)


LABELS = {
    "widely": "of these in more than five municipalities",
    "capacity_words": "words on capacity, a year of them",
    "options": "options of the search",
}
