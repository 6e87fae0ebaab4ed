"""`wegwijs demo`: drive the journeys of the demo files through a running house, and compare every answer."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict
from rich.console import Console
from rich.markup import escape

from region_policy.loader import Policies
from region_policy.mistakes import PolicyMistakes
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.demo.client import Gateway
from wegwijs_cli.demo.house import running_house
from wegwijs_cli.demo.run import JourneyTaken, StepTaken, run_journeys
from wegwijs_cli.demo.scenarios import DemoFile, read_demo_files
from wegwijs_cli.progress import Progress
from wegwijs_cli.running import Running
from wegwijs_cli.settings import LauncherSettings


class Told(BaseModel):
    """What `--json` prints."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StepTold(Told):
    name: str
    ok: bool
    milliseconds: int


class JourneyTold(Told):
    name: str
    ok: bool
    steps: tuple[StepTold, ...]


class DemoTold(Told):
    journeys: tuple[JourneyTold, ...]

    @classmethod
    def of(cls, journeys: Sequence[JourneyTaken]) -> "DemoTold":
        return cls(
            journeys=tuple(
                JourneyTold(
                    name=journey.name,
                    ok=journey.ok,
                    steps=tuple(
                        StepTold(name=step.name, ok=step.ok, milliseconds=step.milliseconds)
                        for step in journey.steps
                    ),
                )
                for journey in journeys
            )
        )


def demo(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines.")] = False,
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Go on after a wrong answer.")] = False,
) -> None:
    """Drive the demonstration's journeys; starts an ephemeral house where none is running."""
    settings = LauncherSettings()
    try:
        policies = Policies.load(settings.regions_dir)
        files = read_demo_files(settings.regions_dir)
        with running_house(settings) as running:
            journeys = asyncio.run(
                _drive(running, files, policies, keep_going=keep_going, lines=Lines(json=json))
            )
    except (CannotStart, PolicyMistakes, OSError) as error:
        Progress.fail(str(error))
        raise typer.Exit(1) from None
    right = sum(step.ok for journey in journeys for step in journey.steps)
    steps = sum(len(journey.steps) for journey in journeys)
    typer.echo(
        f"\n{right} of {steps} steps right. "
        "People, names and amounts are illustrative: no source gives them.",
        err=json,
    )
    if json:
        typer.echo(DemoTold.of(journeys).model_dump_json(indent=2))
    if not journeys or not all(journey.ok for journey in journeys):
        raise typer.Exit(1)


async def _drive(
    running: Running, files: Sequence[DemoFile], policies: Policies, *, keep_going: bool, lines: "Lines"
) -> list[JourneyTaken]:
    async with Gateway(running.gateway, running.issuer) as gateway:
        return await run_journeys(gateway, files, policies, keep_going=keep_going, tell=lines.tell)


class Lines:
    """One line per step: whether it was right, what, who, the answer, the time."""

    def __init__(self, *, json: bool) -> None:
        # With --json standard output is for the object alone.
        self._console = Console(stderr=json, highlight=False, soft_wrap=True)
        self._journey = ""

    def tell(self, journey: str, step: StepTaken) -> None:
        if journey != self._journey:
            self._console.print(f"\n[bold]{escape(journey)}[/bold]")
            self._journey = journey
        mark = "[green]right[/green]" if step.ok else "[red]WRONG[/red]"
        who = step.who or "without a token"
        told = f"{escape(step.name)} [dim]({escape(who)})[/dim]: {escape(step.answer)}"
        self._console.print(f"  {mark} {told} [dim]{step.milliseconds} ms[/dim]")
