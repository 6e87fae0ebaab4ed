"""The command: every measure after the other on one stand."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import asyncpg
import typer
import uvloop
from pydantic import TypeAdapter

from region_policy.mistakes import PolicyMistakes
from wegwijs_cli.bench.advice import measure_advice
from wegwijs_cli.bench.effect import measure_effect
from wegwijs_cli.bench.four_thousand import measure_four_thousand
from wegwijs_cli.bench.growth import measure_growth
from wegwijs_cli.bench.hop import measure_hop
from wegwijs_cli.bench.letter import measure_letter
from wegwijs_cli.bench.loaded import load_a_country, load_into_the_house
from wegwijs_cli.bench.log import measure_log
from wegwijs_cli.bench.look_up import measure_look_up
from wegwijs_cli.bench.measure import Measure
from wegwijs_cli.bench.on_call import measure_on_call
from wegwijs_cli.bench.pages import measure_pages
from wegwijs_cli.bench.row_security import measure_row_security
from wegwijs_cli.bench.search import measure_search
from wegwijs_cli.bench.stand import Stand, standing
from wegwijs_cli.bench.submission import measure_submission
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.demo.client import WrongAnswer
from wegwijs_cli.progress import Progress
from wegwijs_cli.settings import LauncherSettings

MEASURES: dict[str, Callable[[Stand], Awaitable[list[Measure]]]] = {
    "submission": measure_submission,
    "growth": measure_growth,
    "effect": measure_effect,
    "hop": measure_hop,
    "advice": measure_advice,
    "look-up": measure_look_up,
    "search": measure_search,
    "letter": measure_letter,
    "on-call": measure_on_call,
    "row-security": measure_row_security,
    "log": measure_log,
    "four-thousand": measure_four_thousand,
    "pages": measure_pages,
}
# These work in the rooms of the house itself, the others on a database of their own or on none.
IN_THE_HOUSE = frozenset({"effect", "look-up", "letter", "pages"})
# These need no referrals, whatever the size.
ON_OTHER_DATA = frozenset({"search", "on-call"})


def bench(
    json: Annotated[bool, typer.Option("--json", help="Print a list of measures as JSON.")] = False,
    national: Annotated[
        bool, typer.Option("--national", help="On the data of a whole country, made once and kept.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", help=f"One of {', '.join(MEASURES)}; may be repeated.")
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option("--profile", help="Write where the time goes into this folder, as .prof files."),
    ] = None,
) -> None:
    """Measure side by side with the floor of each, on a house and servers of this command's own."""
    if profile is not None:
        profile.mkdir(parents=True, exist_ok=True)
    settings, progress = LauncherSettings(), Progress(json=True)
    chosen = only or [*MEASURES]
    if unknown := [name for name in chosen if name not in MEASURES]:
        raise typer.BadParameter(
            f"no measure {unknown[0]}; there are {', '.join(MEASURES)}", param_hint="--only"
        )
    try:
        with (
            standing(settings, progress, big=national, profiles=profile) as stand,
            # The loop of the servers: the default one would hold up the load that measures them.
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            measures = runner.run(_measure(stand, chosen))
    except (CannotStart, WrongAnswer, PolicyMistakes, OSError, asyncpg.PostgresError) as error:
        Progress.fail(str(error))
        raise typer.Exit(1) from None
    if json:
        typer.echo(TypeAdapter(list[Measure]).dump_json(measures, indent=2).decode())
        return
    for measure in measures:
        typer.echo(str(measure))


async def _measure(stand: Stand, chosen: list[str]) -> list[Measure]:
    if stand.big and {*chosen} - ON_OTHER_DATA:
        with stand.progress.step("The data of a country are there"):
            await load_a_country(stand)
            if IN_THE_HOUSE & {*chosen}:
                await load_into_the_house(stand)
    measures: list[Measure] = []
    for name in chosen:
        with stand.progress.step(f"Measured: {name}"):
            try:
                measures += await MEASURES[name](stand)
            finally:
                await stand.clear()
    return measures
