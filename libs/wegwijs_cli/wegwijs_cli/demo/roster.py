"""The crisis rosters of the demonstration: duty lines, who can be on call on them, and their plans."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Self
from uuid import UUID

from roster.plan import Unit, Weekday
from roster.written import WrittenLayer
from wegwijs_cli.demo.client import Answer, Gateway, ProblemSeen, Seen
from wegwijs_cli.demo.journey import Sent
from wegwijs_cli.demo.scenarios import DemoFile, DutyLineListed, WorkerListed

MADE, FOUND, CONFLICT = 201, 200, 409
# The line's planner or crisis group is not known in that room yet: it hears of them by events.
NOT_YET = frozenset({400, 403})
PAGE = 100
TOO_LATE = "begins-in-the-past"
CLOCK, DAY_AND_CLOCK = "%H:%M", "%Y-%m-%dT%H:%M"


class NameSent(Sent):
    nl: str
    en: str


class LineSent(Sent):
    region: str
    kind: str
    name: NameSent
    municipalities: tuple[str, ...]
    crisis_group: tuple[UUID, ...]


class WorkerSent(Sent):
    name: str
    telephone: str


class WindowSent(Sent):
    days: tuple[Weekday, ...]
    begins: str
    ends: str
    holidays: bool
    except_holidays: bool


class LayerSent(Sent):
    """All of it by the clock on the wall, in whole minutes and without a zone."""

    name: str
    rank: int
    seat: int
    members: tuple[UUID, ...]
    starts: str
    every: int
    unit: Unit
    windows: tuple[WindowSent, ...]
    ends: str | None

    @classmethod
    def of(cls, layer: WrittenLayer, ids: Mapping[str, UUID]) -> Self:
        windows = tuple(
            WindowSent(
                days=window.days,
                begins=f"{window.begins:{CLOCK}}",
                ends=f"{window.ends:{CLOCK}}",
                holidays=window.holidays,
                except_holidays=window.except_holidays,
            )
            for window in layer.windows
        )
        return cls(
            name=layer.name,
            rank=layer.rank,
            seat=layer.seat,
            members=tuple(ids[label] for label in layer.members),
            starts=f"{layer.starts:{DAY_AND_CLOCK}}",
            every=layer.every,
            unit=layer.unit,
            windows=windows,
            ends=f"{layer.ends:{DAY_AND_CLOCK}}" if layer.ends else None,
        )


class PlanSent(Sent):
    since: datetime
    needed: tuple[int, ...]
    layers: tuple[LayerSent, ...]


class MadeSeen(Seen):
    id: UUID


class NameSeen(Seen):
    nl: str


class LineSeen(Seen):
    id: UUID
    name: NameSeen


class WorkerSeen(Seen):
    id: UUID
    name: str


async def plan_duty_line(gateway: Gateway, file: DemoFile, line: DutyLineListed) -> bool:
    """Create the line, its workers and its plan where they are not there yet; whether it was planned now.

    A line that somebody planned stays as it is planned. Raises WrongAnswer.
    """
    line_id = await _line(gateway, file, line)
    path = f"crisis/v1/duty-lines/{line_id}"
    plans, _ = (
        (await gateway.call(line.planner, "GET", f"{path}/plans?limit=1")).must_be(FOUND).page(MadeSeen)
    )
    if plans:
        return False
    workers = await gateway.call(line.planner, "GET", f"{path}/workers?limit={PAGE}")
    there = {worker.name: worker.id for worker in workers.must_be(FOUND).page(WorkerSeen)[0]}
    ids = {
        label: there.get(worker.name) or await _worker(gateway, line, line_id, worker)
        for label, worker in line.workers.items()
    }
    await _plan(gateway, line, path, ids)
    return True


async def _line(gateway: Gateway, file: DemoFile, line: DutyLineListed) -> UUID:
    listed = await gateway.call(
        line.planner, "GET", f"crisis/v1/duty-lines?region={file.region}&limit={PAGE}"
    )
    for found in listed.must_be(FOUND).page(LineSeen)[0]:
        if found.name.nl == line.name.nl:
            return found.id
    wanted = LineSent(
        region=file.region,
        kind=line.kind,
        name=NameSent(nl=line.name.nl, en=line.name.en),
        municipalities=line.municipalities,
        crisis_group=tuple(file.organisations[label].id for label in line.crisis_group),
    )
    key = _key(file.region, line.name.nl)

    async def made() -> Answer | None:
        answer = await gateway.call(line.planner, "POST", "crisis/v1/duty-lines", wanted, key=key)
        return None if answer.status in NOT_YET else answer.must_be(MADE)

    fact = f"crisis knows the planner and the crisis group of {line.name.nl}"
    return (await gateway.until(made, fact)).read(MadeSeen).id


async def _worker(gateway: Gateway, line: DutyLineListed, line_id: UUID, worker: WorkerListed) -> UUID:
    sent = WorkerSent(name=worker.name, telephone=worker.telephone)
    path = f"crisis/v1/duty-lines/{line_id}/workers"
    answer = await gateway.call(line.planner, "POST", path, sent, key=_key(worker.name, worker.telephone))
    return answer.must_be(MADE).read(MadeSeen).id


async def _plan(gateway: Gateway, line: DutyLineListed, path: str, ids: Mapping[str, UUID]) -> None:
    layers = tuple(LayerSent.of(layer, ids) for layer in line.plan.layers)
    while True:
        since = datetime.now(UTC).replace(second=0, microsecond=0)
        plan = PlanSent(since=since, needed=line.plan.needed, layers=layers)
        answer = await gateway.call(line.planner, "POST", f"{path}/plans", plan, key=_key(path, str(since)))
        # A minute may pass on the way, and no plan begins in the past.
        if not _is_too_late(answer):
            answer.must_be(MADE)
            return


def _is_too_late(answer: Answer) -> bool:
    return answer.status == CONFLICT and TOO_LATE in {
        reason.code for reason in answer.read(ProblemSeen).reasons
    }


def _key(*of: str) -> str:
    return sha256("/".join(of).encode()).hexdigest()[:32]
