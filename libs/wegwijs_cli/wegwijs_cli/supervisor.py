"""Keeps children running: starts them in order, names and restarts a crashed one, ends them in order."""

import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from wegwijs_cli.child_process import CannotStart, end, last_line_that_matters, launch, log_since, log_size
from wegwijs_cli.ports import listens

READY_WITHIN_SECONDS = 60
LOOK_EVERY_SECONDS = 0.05
FIRST_DELAY_SECONDS, LONGEST_DELAY_SECONDS = 0.5, 8
STEADY_AFTER_SECONDS = 60
CRASHES_THAT_END_ALL, WITHIN_SECONDS = 5, 60
TAKEN = ("cannot listen on", "address already in use")


class PortTaken(CannotStart):
    """Somebody else took the port between our looking and the child's binding it."""


@dataclass
class Child:
    """One supervised process: how it is launched, when it is ready, which signal ends it in order."""

    name: str
    launch: Callable[[], subprocess.Popen[bytes]]
    is_ready: Callable[[], bool]
    log: Path
    ends_by: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    ready: bool = False
    log_start: int = 0
    started_at: float = 0
    restart_at: float | None = None
    crashes_in_a_row: int = 0
    crashes: deque[float] = field(default_factory=deque)

    def start(self) -> None:
        self.log_start = log_size(self.log)
        self.started_at, self.restart_at, self.ready = time.monotonic(), None, False
        self.process = self.launch()

    @property
    def crashed(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def epitaph(self) -> str:
        """One line: who, how, the last line of its log that matters, and where the rest is."""
        assert self.process is not None
        status = self.process.returncode
        how = f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
        return f"{self.name} {how}: {last_line_that_matters(self.log, self.log_start)} (log: {self.log})"


def http_child(name: str, command: Sequence[str], url: str, log: Path, environment: dict[str, str]) -> Child:
    """A process of ours that answers /health/ready at `url`."""
    port = httpx.URL(url).port or 80

    def answers() -> bool:
        if child.process is None or not listens(child.process.pid, port):
            return False
        try:
            return httpx.get(f"{url}/health/ready", timeout=2, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    child = Child(
        name=name,
        launch=lambda: launch(command, log=log, environment=environment),
        is_ready=answers,
        log=log,
    )
    return child


@dataclass
class Supervisor:
    """The children in groups: a group starts side by side after the one before it; they end the other way."""

    tell: Callable[[str], None]
    changed: Callable[[], None] = lambda: None
    each_look: Callable[[], None] = lambda: None
    groups: list[list[Child]] = field(default_factory=list)

    @property
    def children(self) -> list[Child]:
        return [child for group in self.groups for child in group]

    def add_running(self, child: Child) -> None:
        """Take charge of a child that is started and ready already."""
        child.ready, child.started_at = True, time.monotonic()
        self.groups.append([child])

    def start(self, group: Sequence[Child]) -> None:
        """Start a group and wait until all of it is ready. Raises CannotStart, PortTaken among it."""
        members = list(group)
        self.groups.append(members)
        for child in members:
            child.start()
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not all(child.ready for child in members):
            self._refuse_a_crash()
            for child in members:
                child.ready = child.ready or child.is_ready()
            late = [child for child in members if not child.ready]
            if late and time.monotonic() > deadline:
                why = last_line_that_matters(late[0].log, late[0].log_start)
                raise CannotStart(
                    f"{late[0].name} is not ready after {READY_WITHIN_SECONDS} s: {why} (log: {late[0].log})"
                )
            time.sleep(LOOK_EVERY_SECONDS)

    def _refuse_a_crash(self) -> None:
        for child in self.children:
            if child.crashed:
                taken = any(words in log_since(child.log, child.log_start).lower() for words in TAKEN)
                raise (PortTaken if taken else CannotStart)(child.epitaph())

    def watch(self) -> None:
        """Restart whatever crashes until interrupted. Raises CannotStart at the fifth crash of one."""
        while True:
            for child in self.children:
                self._look_after(child)
            self.each_look()
            time.sleep(LOOK_EVERY_SECONDS)

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.restart_at is not None:
            if now >= child.restart_at:
                child.start()
                self.changed()
        elif child.crashed:
            self._note_crash(child, now)
        elif not child.ready and child.is_ready():
            child.ready = True
            self.tell(f"{child.name} is ready again")
        elif child.ready and now - child.started_at > STEADY_AFTER_SECONDS:
            child.crashes_in_a_row = 0

    def _note_crash(self, child: Child, now: float) -> None:
        child.crashes.append(now)
        while now - child.crashes[0] > WITHIN_SECONDS:
            child.crashes.popleft()
        if len(child.crashes) >= CRASHES_THAT_END_ALL:
            raise CannotStart(
                f"{len(child.crashes)} crashes in a minute, everything is ended; the last: {child.epitaph()}"
            )
        delay = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2**child.crashes_in_a_row)
        child.crashes_in_a_row += 1
        child.restart_at = now + delay
        self.tell(f"{child.epitaph()}; it is started again in {delay:g} s")

    def end_last_group(self) -> None:
        """End the group that started last, side by side."""
        group = self.groups.pop()
        for child in group:
            if child.process is not None and not child.crashed:
                child.process.send_signal(child.ends_by)
        for child in group:
            if child.process is not None:
                _finish(child, child.process)

    def end(self) -> None:
        """End everything, last started first."""
        while self.groups:
            self.end_last_group()


def _finish(child: Child, process: subprocess.Popen[bytes]) -> None:
    """Wait for a child that was asked to end, and kill it when it does not."""
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        end(process, first=signal.SIGKILL)
