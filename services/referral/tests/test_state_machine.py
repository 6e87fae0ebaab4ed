"""Any order of steps by anybody on two components, on a real database: the tables hold, and nothing waits alone.

Whatever the state, everything that waits has its deadline and its owner, and nothing else has one.
"""

import asyncio
from collections.abc import Callable, Collection
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as some_steps
from hypothesis import strategies as st

from referral.app import ROOM, Settings
from referral.domain.placing import RoundMode
from referral.domain.question import NEXT_OF_QUESTION, QuestionStatus
from referral.domain.status import NEXT, NEXT_OF_PLACEMENT, PlacementStatus, ReferralStatus
from testkit.rooms import running_room

from .builders import Given, Json, a_key

REGIONS = Path(__file__).parents[3] / "regions"
STEPS = (
    *("ask", "ask_all", "ask_for_a_choice", "accept", "accept", "refuse", "choose", "question", "answer"),
    *("move", "start", "stop", "withdraw", "week"),
)
SOME_STEPS = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 1), st.integers(0, 2)), min_size=5, max_size=16
)
WAITING = (
    *("placement-answer", "question-answer", "family-choice", "start-awaited", "next-placement"),
    "decision-awaited",
)
FINAL = {status for status, after in NEXT.items() if not after}


@pytest.fixture
def drive(new_database: Callable[[str], Any], tmp_path: Path) -> Callable[[list[tuple[str, int, int]]], None]:
    """Runs steps on a fresh referral with two components, in a loop of its own as Hypothesis is not async."""
    with asyncio.Runner() as runner:
        url = runner.run(new_database("referral"))

    async def take(steps: list[tuple[str, int, int]]) -> None:
        async with running_room(ROOM, Settings, url, REGIONS, tmp_path) as room:
            await _Walk(Given(room)).go(steps)

    def run(steps: list[tuple[str, int, int]]) -> None:
        with asyncio.Runner() as runner:
            runner.run(take(steps))

    return run


class _Walk:
    def __init__(self, given: Given) -> None:
        self.given = given

    async def go(self, steps: list[tuple[str, int, int]]) -> None:
        given = self.given
        self.gp, self.desk = await given.a_gp(), await given.an_access_worker()
        self.providers = [await given.a_provider() for _ in range(3)]
        person = {"person": {"givenName": "Saar", "familyName": "de Vries", "birthDate": "2017-05-04"}}
        self.referral = await given.referral(self.gp, **person)
        self.grants = await given.granted(self.referral, given.a_grant(), given.a_grant("stay"))
        before = await self.state()
        for step, grant, provider in steps:
            await getattr(self, step)(grant, provider)
            after = await self.state()
            self.holds(before, after)
            assert await self.waits() == self.should_wait(after), (step, after)
            before = after

    async def state(self) -> Json:
        read: Json = (await self.given.get(self.gp, f"/referrals/{self.referral['id']}")).json()
        self.referral = read
        about = {"r": read["id"]}
        placements = await self.given.room.rows(
            "SELECT * FROM placement_request WHERE referral = :r ORDER BY id", **about
        )
        questions = await self.given.room.rows(
            "SELECT q.* FROM placement_question q JOIN placement_request p ON p.id = q.placement "
            "WHERE p.referral = :r",
            **about,
        )
        return {
            "referral": ReferralStatus(read["status"]),
            "rows": placements,
            "placements": {row.id: PlacementStatus(row.status) for row in placements},
            "questions": {row.id: QuestionStatus(row.status) for row in questions},
            "asked": {row.placement: row for row in questions if row.status == QuestionStatus.OPEN},
        }

    def holds(self, before: Json, after: Json) -> None:
        was, now = before["referral"], after["referral"]
        assert was is now or now in NEXT[was]
        for placement, status in after["placements"].items():
            earlier = before["placements"].get(placement, PlacementStatus.REQUESTED)
            assert earlier is status or status in NEXT_OF_PLACEMENT[earlier]
        for question, status in after["questions"].items():
            earlier = before["questions"].get(question, QuestionStatus.OPEN)
            assert earlier is status or status in NEXT_OF_QUESTION[earlier]
        statuses = set(after["placements"].values())
        if PlacementStatus.IN_CARE in statuses:
            assert now is ReferralStatus.IN_CARE
        if now in {ReferralStatus.WITHDRAWN, ReferralStatus.ENDED}:
            assert not statuses & {
                PlacementStatus.REQUESTED,
                PlacementStatus.OFFERED,
                PlacementStatus.ACCEPTED,
            }
        if now is ReferralStatus.ACCEPTED:
            assert PlacementStatus.ACCEPTED in statuses
        for row in after["rows"]:
            assert row.status != PlacementStatus.OFFERED or row.mode == RoundMode.CHOICE

    async def waits(self) -> dict[tuple[str, str], str]:
        """What waits by the table of deadlines, with its owner."""
        refs = [self.referral["id"], *self.grants]
        rows = await self.given.room.rows(
            "SELECT kind, ref, owner FROM deadline WHERE fired_at IS NULL AND kind = ANY(:kinds) AND ("
            "  ref = ANY(CAST(:refs AS uuid[]))"
            "  OR ref IN (SELECT id FROM placement_request WHERE referral = CAST(:referral AS uuid))"
            "  OR ref IN (SELECT id FROM placement_round WHERE referral = CAST(:referral AS uuid)))",
            kinds=list(WAITING),
            refs=refs,
            referral=self.referral["id"],
        )
        return {(row.kind, str(row.ref)): row.owner for row in rows}

    def should_wait(self, state: Json) -> dict[tuple[str, str], str]:
        """What must wait in this state, and for whom: worked out from the rows alone."""
        if state["referral"] in FINAL:
            return {}
        waits: dict[tuple[str, str], str] = {}
        for grant in self.grants:
            rows = [row for row in state["rows"] if str(row.grant_id) == grant]
            waits |= self._of_grant(grant, rows, state["asked"])
        return waits

    def _of_grant(self, grant: str, rows: Collection[Any], asked: Json) -> dict[tuple[str, str], str]:
        waits = {}
        for row in rows:
            owner, sender = str(row.provider), str(self.gp.organisation)
            if row.status == PlacementStatus.ACCEPTED:
                waits["start-awaited", str(row.id)] = owner
            if row.status == PlacementStatus.OFFERED:
                waits["family-choice", str(row.round)] = sender
            if row.status == PlacementStatus.REQUESTED:
                question = asked.get(row.id)
                if question:
                    waits["question-answer", str(row.id)] = sender
                if question is None or question.answer_due_at <= self.given.room.clock():
                    waits["placement-answer", str(row.id)] = owner
        reached = {row.status for row in rows}
        if not waits and not reached & {PlacementStatus.IN_CARE, PlacementStatus.ENDED}:
            waits["next-placement", grant] = str(self.desk.organisation)
        return waits

    async def placement(self, grant: int, provider: int) -> Json | None:
        page = (await self.given.get(self.providers[provider], "/placement-requests?limit=100")).json()
        own = [item for item in page["items"] if item["grant"] == self.grants[grant]]
        return own[-1] if own else None

    async def ask(self, grant: int, provider: int) -> None:
        await self._ask(grant, provider=str(self.providers[provider].organisation))

    async def ask_all(self, grant: int, _: int) -> None:
        ids = [str(each.organisation) for each in self.providers]
        await self._ask(grant, providers=ids, mode="first-closes")

    async def ask_for_a_choice(self, grant: int, _: int) -> None:
        ids = [str(each.organisation) for each in self.providers]
        await self._ask(grant, providers=ids, shown=ids)

    async def _ask(self, grant: int, **body: Any) -> None:
        path = f"/referrals/{self.referral['id']}/placement-requests"
        body |= {"grant": self.grants[grant]}
        self.fine(await self.given.post(self.gp, path, body, **{"Idempotency-Key": a_key()}))

    async def accept(self, grant: int, provider: int) -> None:
        if placement := await self.placement(grant, provider):
            self.fine(await self.given.accept(self.providers[provider], placement))

    async def refuse(self, grant: int, provider: int) -> None:
        if placement := await self.placement(grant, provider):
            self.fine(await self.given.refuse(self.providers[provider], placement))

    async def choose(self, grant: int, provider: int) -> None:
        if placement := await self.placement(grant, provider):
            path, body = f"/referrals/{self.referral['id']}/choices", {"by": "family"}
            body |= {"placement": placement["id"]}
            self.fine(await self.given.post(self.gp, path, body, **{"Idempotency-Key": a_key()}))

    async def question(self, grant: int, provider: int) -> None:
        if placement := await self.placement(grant, provider):
            path, body = (
                f"/placement-requests/{placement['id']}/questions",
                {"kind": "practical", "words": "Wanneer?"},
            )
            self.fine(
                await self.given.post(self.providers[provider], path, body, **{"Idempotency-Key": a_key()})
            )

    async def answer(self, grant: int, provider: int) -> None:
        if placement := await self.placement(grant, provider):
            path = f"/placement-requests/{placement['id']}/questions"
            for question in (await self.given.get(self.gp, path)).json()["items"]:
                seen, body = question["version"], {"answer": "Morgen."}
                self.fine(await self.given.post(self.gp, f"{path}/{question['id']}/answer", body, seen=seen))

    async def move(self, grant: int, provider: int) -> None:
        if placement := await self.placement(grant, provider):
            path = f"/placement-requests/{placement['id']}/start"
            day = (self.given.today + timedelta(days=9)).isoformat()
            body = {"startPlannedOn": day, "reason": "place-gone"}
            self.fine(await self.given.post(self.providers[provider], path, body, seen=placement["version"]))

    async def start(self, grant: int, provider: int) -> None:
        if placement := await self.placement(grant, provider):
            self.fine(await self.given.start(self.providers[provider], placement, self.given.today))

    async def stop(self, grant: int, provider: int) -> None:
        if placement := await self.placement(grant, provider):
            self.fine(await self.given.stop(self.providers[provider], placement, self.given.today))

    async def withdraw(self, _grant: int, _provider: int) -> None:
        self.fine(await self.given.withdraw(self.gp, self.referral, seen=self.referral["version"]))

    async def week(self, _grant: int, _provider: int) -> None:
        """Days pass without a word: terms end, and who waits waits on."""
        self.given.room.clock.advance(timedelta(days=8))
        await self.given.room.fire_deadlines()

    def fine(self, answer: Any) -> None:
        assert answer.status_code in {200, 201, 409}, answer.text


# Each list of steps walks a referral of its own, so that one database does for all of them.
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@some_steps(steps=SOME_STEPS)
def test_whatever_anybody_does_in_whatever_order_the_tables_hold_and_nothing_waits_alone(
    drive: Callable[[list[tuple[str, int, int]]], None], steps: list[tuple[str, int, int]]
) -> None:
    drive(steps)
