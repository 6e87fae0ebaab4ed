"""Steps of a crisis: who is on call, the alarm that climbs, and what happened."""

from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from region_policy.codes import Component
from wegwijs_cli.demo.client import Answer, ProblemSeen, Seen, WrongAnswer
from wegwijs_cli.demo.journey import Journey, Sent, present, same
from wegwijs_cli.demo.step import CREATED, OK, REFUSED, STALE, Step
from wirekit.identifiers import uuid7

ALARMS, CALL_BACKS = "crisis/v1/alarms", "crisis/v1/call-backs"
RAISED, ACKNOWLEDGED, CLOSED = "raised", "acknowledged", "closed"
TEAM, ON_CALL = "crisis-team", "on-call"
ACKNOWLEDGEMENT = "acknowledgement"
NOT_YOURS = "alarm-not-yours"
A_SECOND = timedelta(seconds=1)
NUMBER = "+31880000099"


class ResidenceSent(Sent):
    kind: str
    code: str


class AlarmSent(Sent):
    municipality: str
    call_back_number: str | None
    danger: bool
    drill: bool
    on_behalf_of: UUID | None
    residence: ResidenceSent | None
    age: int | None


class AcknowledgementSent(Sent):
    worker: UUID


class HappenedSent(Sent):
    kind: str
    happened_at: datetime


class HappenedAllSent(Sent):
    steps: tuple[HappenedSent, ...]
    worker: UUID | None = None


class ClosingSent(Sent):
    outcome: str
    happened_at: datetime
    follow_up: tuple[Component, ...]


class CallBackSent(Sent):
    municipality: str
    call_back_number: str


class OnCallPerson(Seen):
    worker: UUID
    name: str
    rank: int


class LineSeen(Seen):
    kind: str
    coverage: str
    chain: tuple[OnCallPerson, ...]
    since: datetime | None
    until: datetime | None


class OnCallSeen(Seen):
    computed_at: datetime
    lines: tuple[LineSeen, ...]


class BoardSeen(Seen):
    lines: tuple[LineSeen, ...]


class AttemptSeen(Seen):
    worker: UUID | None
    at: datetime


class StepSeen(Seen):
    kind: str


class TaskSeen(Seen):
    kind: str
    due_at: datetime


class AlarmSeen(Seen):
    id: UUID
    status: str
    is_drill: bool
    raised_at: datetime
    attempts: tuple[AttemptSeen, ...]
    steps: tuple[StepSeen, ...]
    tasks: tuple[TaskSeen, ...]
    holder: UUID | None
    follow_up: tuple[Component, ...]


class CallBackSeen(Seen):
    id: UUID
    owner: str
    status: str
    left_by: UUID


class NumberSeen(Seen):
    number: str


class NumbersShown(ProblemSeen):
    numbers: tuple[NumberSeen, ...]
    call_backs: str


class SeeOnCall(Step):
    """Who is on call for a place now: somebody of each rank of the crisis team, and until when."""

    step: Literal["see-on-call"]
    who: str
    municipality: str
    ranks: int

    async def take(self, journey: Journey) -> str:
        path = f"crisis/v1/on-call?municipality={self.municipality}"
        seen = (await journey.gateway.call(self.who, "GET", path)).must_be(OK).read(OnCallSeen)
        teams = [line for line in seen.lines if line.kind == TEAM]
        same("crisis teams that serve it", len(teams), 1)
        line = teams[0]
        same("coverage", line.coverage, ON_CALL)
        same("ranks", [person.rank for person in line.chain], [*range(1, self.ranks + 1)])
        if line.since is None or line.until is None or not line.since <= seen.computed_at < line.until:
            raise WrongAnswer("the shift is not of this moment")
        journey.chain = tuple(person.worker for person in line.chain)
        return f"{OK}: {line.chain[0].name}"


class SeeBoard(Step):
    """What a wall screen shows: every line of the region, of each of these kinds, with somebody on call."""

    step: Literal["see-board"]
    who: str
    region: str
    kinds: tuple[str, ...]

    async def take(self, journey: Journey) -> str:
        answer = await journey.gateway.call(self.who, "GET", f"crisis/v1/on-call-board?region={self.region}")
        lines = answer.must_be(OK).read(BoardSeen).lines
        there = {line.kind for line in lines if line.coverage == ON_CALL}
        same("kinds of lines with somebody on call", there & {*self.kinds}, {*self.kinds})
        return f"{OK}: {len(lines)} lines"


class RaiseAlarm(Step):
    """A drill: it goes the way of a real alarm, marked, with the short term of the policy. `alarm`: its name.

    Who has a telephone at work leaves the number to call back to the account.

    `on_behalf_of`: the organisation in whose name the desk raises it.
    """

    step: Literal["raise-alarm"]
    who: str
    alarm: str
    municipality: str
    residence: str | None = None
    age: int | None = None
    danger: bool = False
    on_behalf_of: str | None = None

    async def take(self, journey: Journey) -> str:
        asker = journey.organisations[self.on_behalf_of] if self.on_behalf_of else None
        own_number = journey.callers[self.who].telephone
        sent = AlarmSent(
            municipality=self.municipality,
            call_back_number=None if own_number else NUMBER,
            danger=self.danger,
            drill=True,
            on_behalf_of=asker,
            residence=ResidenceSent(kind="municipality", code=self.residence) if self.residence else None,
            age=self.age,
        )
        answer = await journey.gateway.call(self.who, "POST", ALARMS, sent, key=uuid7().hex)
        seen = answer.must_be(CREATED).read(AlarmSeen)
        same("is a drill", seen.is_drill, True)
        journey.alarms[self.alarm] = seen.id
        if answer.tries == 1:
            same("status", seen.status, RAISED)
            same("calls on the first in line", seen.attempts[0].worker, _on_call(journey, rank=1))
            term = journey.expected.drill_term()
            called = seen.attempts[-1].at
            due = {task.due_at - called for task in seen.tasks if task.kind == ACKNOWLEDGEMENT}
            same("term", due, {term})
        return f"{CREATED}: drill {seen.id}"


class SeeClimbed(Step):
    """Nobody answers: it climbs, and calls on the next in line."""

    step: Literal["see-climbed"]
    who: str
    alarm: str

    async def take(self, journey: Journey) -> str:
        second = _on_call(journey, rank=2)

        async def climbed() -> AlarmSeen | None:
            seen = (await _alarm(journey, self.who, self.alarm)).must_be(OK).read(AlarmSeen)
            return seen if second in {attempt.worker for attempt in seen.attempts} else None

        seen = await journey.gateway.until(climbed, "the alarm climbs")
        same("status", seen.status, RAISED)
        return f"{OK}: called on {len(seen.attempts)} times, nobody has it"


class AcknowledgeAlarm(Step):
    """The next in line takes it in hand."""

    step: Literal["acknowledge-alarm"]
    who: str
    alarm: str

    async def take(self, journey: Journey) -> str:
        worker = _on_call(journey, rank=2)

        async def taken() -> AlarmSeen | None:
            # It may climb once more between the look and the command, which then names an old version.
            answer = await _command(
                journey, self.who, self.alarm, "acknowledgement", AcknowledgementSent(worker=worker)
            )
            if answer.status == STALE:
                return None
            seen = answer.must_be(OK).read(AlarmSeen)
            return seen if seen.status == ACKNOWLEDGED else None

        seen = await journey.gateway.until(taken, "the alarm is in hand")
        same("in whose hands", seen.holder, worker)
        return f"{OK}: in hand"


class TellHappened(Step):
    """Steps that were taken, told at once afterwards."""

    step: Literal["tell-happened"]
    who: str
    alarm: str
    kinds: tuple[str, ...]

    async def take(self, journey: Journey) -> str:
        now = datetime.now(UTC)
        told = tuple(HappenedSent(kind=kind, happened_at=now) for kind in self.kinds)
        answer = await _command(journey, self.who, self.alarm, "steps", HappenedAllSent(steps=told))
        seen = answer.must_be(OK).read(AlarmSeen)
        kinds = [step.kind for step in seen.steps]
        same("steps", [kind for kind in kinds if kind in self.kinds], list(self.kinds))
        return f"{OK}: {', '.join(kinds)}"


class CloseAlarm(Step):
    step: Literal["close-alarm"]
    who: str
    alarm: str
    outcome: str
    follow_up: tuple[Component, ...] = ()

    async def take(self, journey: Journey) -> str:
        sent = ClosingSent(outcome=self.outcome, happened_at=datetime.now(UTC), follow_up=self.follow_up)
        answer = await _command(journey, self.who, self.alarm, "closing", sent)
        seen = answer.must_be(OK).read(AlarmSeen)
        same("status", seen.status, CLOSED)
        same("what must follow", seen.follow_up, self.follow_up)
        same("tasks that wait", seen.tasks, ())
        return f"{OK}: {self.outcome}"


class TryAlarm(Step):
    """Who may not raise an alarm reads the numbers and where to leave a call-back; nothing is raised."""

    step: Literal["try-alarm"]
    who: str
    municipality: str

    async def take(self, journey: Journey) -> str:
        sent = AlarmSent(
            municipality=self.municipality,
            call_back_number=NUMBER,
            danger=False,
            drill=True,
            on_behalf_of=None,
            residence=None,
            age=None,
        )
        answer = await journey.gateway.call(self.who, "POST", ALARMS, sent, key=uuid7().hex)
        seen = answer.must_be(REFUSED).read(NumbersShown)
        same("reasons", [reason.code for reason in seen.reasons], [NOT_YOURS])
        same("numbers", {each.number for each in seen.numbers}, journey.expected.numbers())
        same("call-backs", seen.call_backs, f"/api/{CALL_BACKS}")
        return f"{REFUSED}: {', '.join(each.number for each in seen.numbers)}"


class LeaveCallBack(Step):
    """Ask the crisis desk to call; `desk` lists it and owns it."""

    step: Literal["leave-call-back"]
    who: str
    municipality: str
    desk: str

    async def take(self, journey: Journey) -> str:
        sent = CallBackSent(municipality=self.municipality, call_back_number=NUMBER)
        answer = await journey.gateway.call(self.who, "POST", CALL_BACKS, sent, key=uuid7().hex)
        left = answer.must_be(CREATED).read(CallBackSeen)
        same("owner", left.owner, str(journey.own_organisation(self.desk)))
        listed = await journey.gateway.all_of(self.desk, CALL_BACKS, CallBackSeen)
        same("listed for the desk", [each.left_by for each in listed if each.id == left.id], [left.left_by])
        return f"{CREATED}: the crisis desk calls back"


def _on_call(journey: Journey, *, rank: int) -> UUID:
    """Raises WrongAnswer where an earlier step found nobody there."""
    if len(journey.chain) < rank:
        raise WrongAnswer(f"nobody is on call at rank {rank}, or an earlier step failed")
    return journey.chain[rank - 1]


async def _alarm(journey: Journey, who: str, label: str) -> Answer:
    path = f"{ALARMS}/{present('alarm', journey.alarms.get(label))}"
    return await journey.gateway.call(who, "GET", path)


async def _command(journey: Journey, who: str, label: str, command: str, sent: Sent) -> Answer:
    thing = f"{ALARMS}/{present('alarm', journey.alarms.get(label))}"
    etag = (await _alarm(journey, who, label)).must_be(OK).etag
    return await journey.gateway.command(who, f"{thing}/{command}", sent, thing=thing, if_match=etag)
