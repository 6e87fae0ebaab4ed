"""Any order of steps by anybody on two components, on a real database: the tables hold; nothing waits alone.

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
from wirekit.caller import Caller

from .builders import Given, Json, a_key

REGIONS = Path(__file__).parents[3] / "regions"
ASKING = ("ask_for_a_choice", "ask_all", "ask")
STEPS = (
    *("accept", "refuse", "choose", "question", "answer", "move", "start", "stop", "week"),
    *("accept", "choose", "ask", "ask_for_a_choice", "take_back"),
)


def some(*steps: str) -> st.SearchStrategy[tuple[str, int]]:
    """One of these steps, by or about the nth of those that it can be."""
    return st.tuples(st.sampled_from(steps), st.integers(0, 5))


# Somebody is asked first, and a referral is withdrawn last: else most walks would end before they began.
SOME_STEPS = st.builds(
    lambda first, then, last: [first, *then, *last],
    some(*ASKING),
    st.lists(some(*STEPS), min_size=6, max_size=14),
    st.lists(some("withdraw"), max_size=1),
)
WAITING = (
    *("placement-answer", "question-answer", "family-choice", "start-awaited", "next-placement"),
    "decision-awaited",
)
FINAL = {status for status, after in NEXT.items() if not after}


@pytest.fixture
def drive(new_database: Callable[[str], Any], tmp_path: Path) -> Callable[[list[tuple[str, int]]], None]:
    """Runs steps on a fresh referral with two components, in a loop of its own as Hypothesis is not async."""
    with asyncio.Runner() as runner:
        url = runner.run(new_database("referral"))

    async def take(steps: list[tuple[str, int]]) -> None:
        async with running_room(ROOM, Settings, url, REGIONS, tmp_path) as room:
            await _Walk(Given(room)).go(steps)

    def run(steps: list[tuple[str, int]]) -> None:
        with asyncio.Runner() as runner:
            runner.run(take(steps))

    return run


class _Walk:
    def __init__(self, given: Given) -> None:
        self.given = given

    async def go(self, steps: list[tuple[str, int]]) -> None:
        given = self.given
        # Of an earlier walk nobody waits any more; its municipality is the one that answers here too.
        await given.room.rows("DELETE FROM deadline RETURNING id")
        self.gp, _ = await given.a_gp(), await given.an_access_worker()
        (first,) = await given.room.rows(
            "SELECT id FROM known_organisation WHERE kind = 'municipality' ORDER BY id LIMIT 1"
        )
        self.desk = str(first.id)
        self.providers = [await given.a_provider() for _ in range(3)]
        self.ids = [str(each.organisation) for each in self.providers]
        person = {"person": {"givenName": "Saar", "familyName": "de Vries", "birthDate": "2017-05-04"}}
        self.referral = await given.referral(self.gp, **person)
        self.grants = await given.granted(self.referral, given.a_grant(), given.a_grant("stay"))
        before = await self.state()
        for step, number in steps:
            await getattr(self, step)(number)
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
            "WHERE p.referral = :r ORDER BY q.id",
            **about,
        )
        self.rows, self.questions = placements, questions
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
            waits["next-placement", grant] = self.desk
        return waits

    def placement(self, number: int) -> tuple[Caller, Json] | None:
        """One of all that were asked so far, as its provider knows it."""
        if not self.rows:
            return None
        row = self.rows[number % len(self.rows)]
        provider = next(each for each in self.providers if each.organisation == row.provider)
        return provider, {"id": str(row.id), "version": row.version}

    async def ask(self, number: int) -> None:
        await self._ask(number, provider=self.ids[number % 3])

    async def ask_all(self, number: int) -> None:
        await self._ask(number, providers=self.ids, mode="first-closes")

    async def ask_for_a_choice(self, number: int) -> None:
        await self._ask(number, providers=self.ids, shown=self.ids)

    async def _ask(self, number: int, **body: Any) -> None:
        path = f"/referrals/{self.referral['id']}/placement-requests"
        body |= {"grant": self.grants[number % 2]}
        self.fine(await self.given.post(self.gp, path, body, **{"Idempotency-Key": a_key()}))

    async def accept(self, number: int) -> None:
        if found := self.placement(number):
            self.fine(await self.given.accept(*found))

    async def refuse(self, number: int) -> None:
        if found := self.placement(number):
            self.fine(await self.given.refuse(*found))

    async def take_back(self, number: int) -> None:
        if found := self.placement(number):
            _, placement = found
            path = f"/placement-requests/{placement['id']}/withdrawal"
            self.fine(await self.given.post(self.gp, path, seen=placement["version"]))

    async def choose(self, number: int) -> None:
        """One of what is offered, if anything is; else what is not, which is refused."""
        offered = [row for row in self.rows if row.status == PlacementStatus.OFFERED] or self.rows
        if offered:
            path = f"/referrals/{self.referral['id']}/choices"
            body = {"by": "family", "placement": str(offered[number % len(offered)].id)}
            self.fine(await self.given.post(self.gp, path, body, **{"Idempotency-Key": a_key()}))

    async def question(self, number: int) -> None:
        if found := self.placement(number):
            provider, placement = found
            path, key = f"/placement-requests/{placement['id']}/questions", {"Idempotency-Key": a_key()}
            body = {"kind": "practical", "words": "Wanneer?"}
            self.fine(await self.given.post(provider, path, body, **key))

    async def answer(self, number: int) -> None:
        if self.questions:
            row = self.questions[number % len(self.questions)]
            path = f"/placement-requests/{row.placement}/questions/{row.id}/answer"
            self.fine(await self.given.post(self.gp, path, {"answer": "Morgen."}, seen=row.version))

    async def move(self, number: int) -> None:
        if found := self.placement(number):
            provider, placement = found
            day = (self.given.today + timedelta(days=9)).isoformat()
            path, body = f"/placement-requests/{placement['id']}/start", {"startPlannedOn": day}
            body |= {"reason": "place-gone"}
            self.fine(await self.given.post(provider, path, body, seen=placement["version"]))

    async def start(self, number: int) -> None:
        if found := self.placement(number):
            self.fine(await self.given.start(*found, self.given.today))

    async def stop(self, number: int) -> None:
        if found := self.placement(number):
            self.fine(await self.given.stop(*found, self.given.today))

    async def withdraw(self, _: int) -> None:
        self.fine(await self.given.withdraw(self.gp, self.referral, seen=self.referral["version"]))

    async def week(self, _: int) -> None:
        """Days pass without a word: terms end, and who waits waits on."""
        self.given.room.clock.advance(timedelta(days=8))
        await self.given.room.fire_deadlines()

    def fine(self, answer: Any) -> None:
        assert answer.status_code in {200, 201, 409}, answer.text


# Each list of steps walks a referral of its own, so that one database does for all of them.
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@some_steps(steps=SOME_STEPS)
def test_whatever_anybody_does_in_whatever_order_the_tables_hold_and_nothing_waits_alone(
    drive: Callable[[list[tuple[str, int]]], None], steps: list[tuple[str, int]]
) -> None:
    drive(steps)
