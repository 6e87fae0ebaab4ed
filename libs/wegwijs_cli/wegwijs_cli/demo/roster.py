"""The crisis roster of the demonstration: one duty line, and who is on call on it in turn."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID

from wegwijs_cli.demo.client import Answer, Gateway, Seen
from wegwijs_cli.demo.journey import Sent
from wegwijs_cli.demo.policy import AMSTERDAM
from wegwijs_cli.demo.scenarios import DemoFile, DutyLineListed, WorkerListed

CHANGES_AT = time(8)
MADE, FOUND = 201, 200
# The line's planner or crisis group is not known in that room yet: it hears of them by events.
NOT_YET = frozenset({400, 403})
PAGE = 100
PLANNED = "planned"


class NameSent(Sent):
    nl: str
    en: str


class LineSent(Sent):
    region: str
    name: NameSent
    municipalities: tuple[str, ...]
    crisis_group: tuple[UUID, ...]


class WorkerSent(Sent):
    name: str
    telephone: str


class ShiftSent(Sent):
    worker: UUID
    rank: int
    start: datetime
    end: datetime


class MadeSeen(Seen):
    id: UUID


class NameSeen(Seen):
    nl: str


class LineSeen(Seen):
    id: UUID
    name: NameSeen


class ShiftSeen(Seen):
    worker: UUID
    rank: int
    end: datetime
    status: str


async def plan_duty_line(gateway: Gateway, file: DemoFile, line: DutyLineListed) -> int:
    """Create the line if it is not there and plan what is not planned yet; how many shifts that were.

    Raises WrongAnswer.
    """
    line_id = await _line(gateway, file, line)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    planned = 0
    for rank, workers in enumerate(line.ranks, start=1):
        shifts = [each for each in await _shifts(gateway, line, line_id, now) if each.rank == rank]
        start = max([now, *(each.end for each in shifts)])
        changes = [moment for moment in changes_of_shift(now, line.days) if moment > start]
        ids = [await _worker(gateway, line, line_id, worker) for worker in workers] if changes else []
        for end in changes:
            # By the day and not by the place in this run, so that a run tomorrow goes on with the next.
            worker = ids[end.astimezone(AMSTERDAM).toordinal() % len(ids)]
            await _plan(gateway, line, line_id, ShiftSent(worker=worker, rank=rank, start=start, end=end))
            start = end
            planned += 1
    return planned


def changes_of_shift(now: datetime, days: int) -> Sequence[datetime]:
    """The moments (UTC) of the coming days at which the next one takes over, at 8:00 in the Netherlands."""
    today = now.astimezone(AMSTERDAM).date()
    moments = (
        datetime.combine(today + timedelta(days=day), CHANGES_AT, AMSTERDAM).astimezone(UTC)
        for day in range(days + 1)
    )
    return [moment for moment in moments if moment > now]


async def _line(gateway: Gateway, file: DemoFile, line: DutyLineListed) -> UUID:
    listed = await gateway.call(
        line.planner, "GET", f"crisis/v1/duty-lines?region={file.region}&limit={PAGE}"
    )
    for found in listed.must_be(FOUND).page(LineSeen)[0]:
        if found.name.nl == line.name.nl:
            return found.id
    wanted = LineSent(
        region=file.region,
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


async def _shifts(gateway: Gateway, line: DutyLineListed, line_id: UUID, since: datetime) -> list[ShiftSeen]:
    until = since + timedelta(days=line.days + 2)
    period = f"from={since:%Y-%m-%dT%H:%M:%SZ}&until={until:%Y-%m-%dT%H:%M:%SZ}&limit={PAGE}"
    path = f"crisis/v1/duty-lines/{line_id}/shifts?{period}"
    found, _ = (await gateway.call(line.planner, "GET", path)).must_be(FOUND).page(ShiftSeen)
    return [shift for shift in found if shift.status == PLANNED]


async def _worker(gateway: Gateway, line: DutyLineListed, line_id: UUID, worker: WorkerListed) -> UUID:
    """Within a day the key gives the same worker again; later there is no list in which to find one."""
    sent = WorkerSent(name=worker.name, telephone=worker.telephone)
    path = f"crisis/v1/duty-lines/{line_id}/workers"
    answer = await gateway.call(line.planner, "POST", path, sent, key=_key(worker.name, worker.telephone))
    return answer.must_be(MADE).read(MadeSeen).id


async def _plan(gateway: Gateway, line: DutyLineListed, line_id: UUID, shift: ShiftSent) -> None:
    key = _key(str(line_id), str(shift.rank), shift.end.isoformat())
    path = f"crisis/v1/duty-lines/{line_id}/shifts"
    while True:
        answer = await gateway.call(line.planner, "POST", path, shift, key=key)
        this_minute = datetime.now(UTC).replace(second=0, microsecond=0)
        if answer.status == MADE or not shift.start < this_minute < shift.end:
            answer.must_be(MADE)
            return
        # A minute has passed since it was worked out, and no shift begins in the past.
        shift = shift.model_copy(update={"start": this_minute})


def _key(*of: str) -> str:
    return sha256("/".join(of).encode()).hexdigest()[:32]
