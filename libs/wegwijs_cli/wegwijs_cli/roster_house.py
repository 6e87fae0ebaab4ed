"""Asking the house that runs here for the gaps that it knows of in its rosters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from roster.coverage import Gap
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.demo.client import Gateway, S, Seen
from wegwijs_cli.demo.scenarios import DemoFile, read_demo_files
from wegwijs_cli.running import read_running
from wegwijs_cli.settings import LauncherSettings

ROOM = "crisis/v1"
PLANNER = "roster-planner"
FOUND = 200
READY = "ready"


class NameSeen(Seen):
    en: str


class LineSeen(Seen):
    id: UUID
    name: NameSeen


class GapSeen(Seen):
    line: UUID
    rank: int
    start: datetime
    end: datetime
    needed: int
    there: int


@dataclass(frozen=True)
class KnownGaps:
    """`lines`: how many there are in the regions that were asked. `gaps`: each with region and line."""

    lines: int
    gaps: tuple[tuple[str, str, Gap], ...]


async def known_gaps(settings: LauncherSettings) -> KnownGaps:
    """Of every region whose demonstration has a planner. Raises CannotStart and WrongAnswer."""
    running = read_running(settings.home)
    if running is None or running.state != READY:
        state = "nothing runs" if running is None else "what runs is not ready"
        raise CannotStart(f"{state} in {settings.home}: start ./wegwijs up first, or name a FILE")
    asked = [
        (file.region, planner) for file in read_demo_files(settings.regions_dir) for planner in _planner(file)
    ]
    if not asked:
        raise CannotStart(f"no region in {settings.regions_dir} has a demo caller of role {PLANNER}")
    lines: dict[UUID, LineSeen] = {}
    gaps: list[tuple[str, str, Gap]] = []
    async with Gateway(running.gateway, running.issuer) as gateway:
        for region, planner in asked:
            lines |= {line.id: line for line in await _all(gateway, planner, "duty-lines", region, LineSeen)}
            for gap in await _all(gateway, planner, "coverage", region, GapSeen):
                name = lines[gap.line].name.en if gap.line in lines else str(gap.line)
                gaps.append((region, name, Gap(gap.rank, gap.start, gap.end, gap.needed, gap.there)))
    return KnownGaps(len(lines), tuple(gaps))


def _planner(file: DemoFile) -> Sequence[str]:
    return [id_ for id_, caller in file.demo_callers.items() if caller.role == PLANNER][:1]


async def _all(gateway: Gateway, who: str, what: str, region: str, shape: type[S]) -> list[S]:
    found: list[S] = []
    after = ""
    while True:
        answer = await gateway.call(who, "GET", f"{ROOM}/{what}?region={region}&limit=100{after}")
        items, following = answer.must_be(FOUND).page(shape)
        found += items
        if following is None:
            return found
        after = f"&after={following}"
