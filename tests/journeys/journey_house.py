"""A whole house for the journeys: `up --ephemeral` as a process, with all that the real one starts."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import nats

from region_policy.loader import Policies
from wegwijs_cli.demo.client import Gateway
from wegwijs_cli.demo.journey import Journey, YoungPerson
from wegwijs_cli.demo.run import JourneyTaken, run_journey
from wegwijs_cli.demo.scenarios import DemoFile, JourneyListed, read_demo_file
from wegwijs_cli.demo.step import Step
from wegwijs_cli.rooms import ROOMS, Room
from wegwijs_cli.running import Running, RunningProcess, read_running
from wirekit.events import Envelope

ROOT = Path(__file__).parents[2]
REGIONS = ROOT / "regions"
DEMO_FILE = REGIONS / "ijsselland" / "demo.yaml"
GP_JOURNEY = "gp-choice-budget"
YOUNG_PERSON = "mees"
PATIENCE_SECONDS = 60
LOOK_EVERY_SECONDS = 0.05
STRANGERS, PLACES = 150, 16
CLI = (sys.executable, "-P", "-m", "wegwijs_cli")


async def eventually(fact: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait for a fact; fails when it does not come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not await fact():
        assert time.monotonic() < deadline, f"did not come about: {what}"
        await asyncio.sleep(LOOK_EVERY_SECONDS)


@dataclass
class HouseUp:
    """What runs, and how tests look into it and break it. `regions`: the files that its rooms read."""

    home: Path
    regions: Path
    policies: Policies
    file: DemoFile

    @property
    def running(self) -> Running:
        """As it is now; after a crash a process has another pid."""
        found = read_running(self.home)
        assert found is not None, "the house has ended"
        return found

    def process(self, name: str) -> RunningProcess:
        running = self.running
        named = {"NATS": running.nats, "PostgreSQL": running.postgres, **running.services}[name]
        assert named is not None
        return named

    def kill(self, name: str) -> int:
        """SIGKILL, as a crash would; gives the pid that is no more."""
        pid = self.process(name).pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        return pid

    async def stands_again(self, name: str, *, after: int) -> None:
        """Wait until another process has taken its place, and every room is ready."""

        async def ready() -> bool:
            if self.process(name).pid == after:
                return False
            urls = [f"{service.url}/health/ready" for service in self.running.services.values()]
            answers = await asyncio.gather(*(http.get(url) for url in urls), return_exceptions=True)
            return all(isinstance(each, httpx.Response) and each.status_code == 200 for each in answers)

        async with httpx.AsyncClient(trust_env=False) as http:
            await eventually(ready, f"{name} stands again")

    def client(self, *, insists: bool = False) -> Gateway:
        """A client of the gateway; `async with` opens it."""
        running = self.running
        return Gateway(running.gateway, running.issuer, patience_seconds=PATIENCE_SECONDS, insists=insists)

    def journey(self, name: str) -> JourneyListed:
        return next(listed for listed in self.file.journeys if listed.name == name)

    async def drive(
        self,
        gateway: Gateway,
        listed: JourneyListed,
        *,
        person: YoungPerson | None = None,
        others: int | None = None,
        keep_going: bool = False,
    ) -> JourneyTaken:
        """Drive one journey, with this young person in the place of all others.

        `others`: a number below 150; with it everybody of the journey is somebody else, with a BSN of the
        test range that no other number gives.
        """
        file = self.file
        if person is not None:
            everybody = dict.fromkeys(file.young_persons, person)
            file = file.model_copy(update={"young_persons": everybody})
        if others is not None:
            strangers = {
                label: person.model_copy(update={"bsn": stranger_bsn(others, place)})
                for place, (label, person) in enumerate(file.young_persons.items())
            }
            file = file.model_copy(update={"young_persons": strangers})
        return await run_journey(gateway, file, listed, self.policies, keep_going=keep_going)

    def command(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """A `./wegwijs` command on this house."""
        return subprocess.Popen(
            [*CLI, *arguments],
            env={**os.environ, "WEGWIJS_HOME": str(self.home), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    async def rows(self, room: Room, query: str, *values: object) -> list[Any]:
        """Ask a room's database as the administrator of the server."""
        connection = await asyncpg.connect(self.database_url(room.module))
        try:
            return list(await connection.fetch(query, *values))
        finally:
            await connection.close()

    def database_url(self, database: str) -> str:
        return urlunsplit(urlsplit(self.process("PostgreSQL").url)._replace(path=f"/{database}"))

    async def messages(self) -> list[tuple[str, bytes]]:
        """Every message of every stream: its subject, and all of it with its headers."""
        connection = await nats.connect([self.running.nats.url])
        try:
            jetstream = connection.jetstream()
            found = []
            for stream in await jetstream.streams_info():
                state = stream.state
                # Where nothing was ever told there is no position 0 to ask for.
                for position in range(max(state.first_seq, 1), state.last_seq + 1):
                    message = await jetstream.get_msg(stream.config.name, position)
                    headers = json.dumps(message.headers or {}).encode()
                    found.append((message.subject, headers + (message.data or b"")))
            return found
        finally:
            await connection.close()

    async def events(self) -> list[Envelope]:
        """Every event of every stream."""
        return [
            Envelope.model_validate_json(content[content.index(b'{"specversion"') :])
            for _, content in await self.messages()
            if b'{"specversion"' in content
        ]

    async def is_quiet(self) -> None:
        """Wait until every event has been sent and handled, or has waited for another one in vain."""

        async def nothing_waits() -> bool:
            counts = [
                (
                    await self.rows(
                        room, "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM parked)"
                    )
                )
                for room in ROOMS
            ]
            return not any(rows[0][0] for rows in counts) and await self._all_acknowledged()

        await eventually(nothing_waits, "every event is sent and handled")

    async def _all_acknowledged(self) -> bool:
        connection = await nats.connect([self.running.nats.url])
        try:
            jetstream = connection.jetstream()
            for room in ROOMS:
                for consumer in await jetstream.consumers_info(room.stream):
                    if consumer.num_pending or consumer.num_ack_pending:
                        return False
            return True
        finally:
            await connection.close()


class StopHere(Step):
    """A step of a test: tells that the journey has come here, and waits until it may go on."""

    model_config = {"arbitrary_types_allowed": True}
    name: str = "stop here"
    reached: asyncio.Event
    go_on: asyncio.Event

    async def take(self, journey: Journey) -> str:
        self.reached.set()
        await self.go_on.wait()
        return "goes on"


class DoThis(Step):
    """A step of a test: does something to the house."""

    model_config = {"arbitrary_types_allowed": True}
    name: str = "do this"
    deed: Callable[[], object]

    async def take(self, journey: Journey) -> str:
        self.deed()
        return "done"


def with_step(listed: JourneyListed, at: int, step: Step) -> JourneyListed:
    """The journey with this step before the one that stands at `at`."""
    steps: Sequence[Step] = listed.steps
    return listed.model_copy(update={"steps": (*steps[:at], step, *steps[at:])})


def bsn_of_test(number: int) -> str:
    """A BSN of the test range that no other number gives; the demo file has none of them."""
    found = (candidate for candidate in range(999_950_000 + 100 * number, 999_999_990) if _passes(candidate))
    return str(next(found))


def stranger_bsn(number: int, place: int) -> str:
    """A BSN of the test range for place 0 to 15 of a number below 150, apart from those of `bsn_of_test`."""
    assert number < STRANGERS
    assert place < PLACES
    # Among 18 following numbers there is always one that no other start gives.
    start = 999_902_000 + 18 * (PLACES * number + place)
    return str(next(candidate for candidate in range(start, 999_950_000) if _passes(candidate)))


def _passes(candidate: int) -> bool:
    digits = [int(digit) for digit in str(candidate)]
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 0


def load_house(home: Path, regions: Path) -> HouseUp:
    return HouseUp(home, regions, Policies.load(REGIONS), read_demo_file(DEMO_FILE))
