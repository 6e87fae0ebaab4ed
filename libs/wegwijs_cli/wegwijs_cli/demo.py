"""`wegwijs demo`: drive the journeys of the demo files through a running house, and compare every answer."""

import asyncio
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict, ValidationError
from rich.console import Console
from rich.markup import escape

from region_policy.loader import Policies
from region_policy.mistakes import PolicyMistakes
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.demo_client import Gateway
from wegwijs_cli.demo_run import JourneyTaken, StepTaken, run_journeys
from wegwijs_cli.demo_scenarios import DemoFile, read_demo_files
from wegwijs_cli.ports import free_port
from wegwijs_cli.progress import Progress
from wegwijs_cli.running import Running, read_running
from wegwijs_cli.settings import LauncherSettings

LOADED_WITHIN_SECONDS = 120
ENDED_WITHIN_SECONDS = 60


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
        with _running_house(settings) as running:
            journeys = asyncio.run(
                _drive(running, files, policies, keep_going=keep_going, lines=Lines(json=json))
            )
    except (CannotStart, PolicyMistakes, OSError) as error:
        Progress.fail(str(error))
        raise typer.Exit(1) from None
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


@contextmanager
def _running_house(settings: LauncherSettings) -> Iterator[Running]:
    """The house that runs in this folder, else an ephemeral one for as long as it is needed.

    Raises CannotStart.
    """
    running = read_running(settings.home)
    deadline = time.monotonic() + LOADED_WITHIN_SECONDS
    while running is not None and running.state == "loading" and time.monotonic() < deadline:
        time.sleep(0.1)
        running = read_running(settings.home)
    if running is not None:
        if running.state == "loading":
            raise CannotStart(
                f"the house in {settings.home} is loading for {LOADED_WITHIN_SECONDS} s already"
            )
        yield running
        return
    with _ephemeral_house() as started:
        yield started


@contextmanager
def _ephemeral_house() -> Iterator[Running]:
    # It ends with us in whatever way we end: nobody else knows that it is there.
    wish = ("setpriv", "--pdeathsig", "TERM", "--") if shutil.which("setpriv") else ()
    command = [sys.executable, "-P", "-m", "wegwijs_cli", "up", "--ephemeral", "--json"]
    process = subprocess.Popen(  # noqa: S603  # our own program, no shell
        [*wish, *command, "--port", str(free_port())], stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    try:
        yield _as_told(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(ENDED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _as_told(line: bytes) -> Running:
    try:
        return Running.model_validate_json(line)
    except ValidationError:
        raise CannotStart("no house runs here, and none could be started for the demonstration") from None
