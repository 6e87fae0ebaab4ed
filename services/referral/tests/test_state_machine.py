"""Any order of steps by anybody on two components, on a real database: the tables hold."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as some_steps
from hypothesis import strategies as st

from referral.app import ROOM, Settings
from referral.domain.status import NEXT, NEXT_OF_PLACEMENT, PlacementStatus, ReferralStatus
from testkit.rooms import running_room

from .builders import Given, Json, a_key

REGIONS = Path(__file__).parents[3] / "regions"
STEPS = ("ask", "accept", "refuse", "start", "stop", "withdraw", "silence")
SOME_STEPS = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 1)), min_size=4, max_size=14)


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
        self.gp, self.providers = await given.a_gp(), [await given.a_provider(), await given.a_provider()]
        person = {"person": {"givenName": "Saar", "familyName": "de Vries", "birthDate": "2017-05-04"}}
        self.referral = await given.referral(self.gp, **person)
        self.grants = await given.granted(self.referral, given.a_grant(), given.a_grant("stay"))
        before = await self.state()
        for step, number in steps:
            await getattr(self, step)(number)
            after = await self.state()
            self.holds(before, after)
            before = after

    async def state(self) -> Json:
        read: Json = (await self.given.get(self.gp, f"/referrals/{self.referral['id']}")).json()
        self.referral = read
        return {
            "referral": ReferralStatus(read["status"]),
            "placements": {
                row.id: PlacementStatus(row.status)
                for row in await self.given.room.rows(
                    "SELECT id, status FROM placement_request WHERE referral = :r", r=read["id"]
                )
            },
        }

    def holds(self, before: Json, after: Json) -> None:
        was, now = before["referral"], after["referral"]
        assert was is now or now in NEXT[was]
        for placement, status in after["placements"].items():
            earlier = before["placements"].get(placement, PlacementStatus.REQUESTED)
            assert earlier is status or status in NEXT_OF_PLACEMENT[earlier]
        statuses = set(after["placements"].values())
        if PlacementStatus.IN_CARE in statuses:
            assert now is ReferralStatus.IN_CARE
        if now in {ReferralStatus.WITHDRAWN, ReferralStatus.ENDED}:
            assert not statuses & {PlacementStatus.REQUESTED, PlacementStatus.ACCEPTED}
        if now is ReferralStatus.ACCEPTED:
            assert PlacementStatus.ACCEPTED in statuses

    async def placement(self, number: int) -> Json | None:
        page = (await self.given.get(self.providers[number], "/placement-requests?limit=100")).json()
        own = [item for item in page["items"] if item["grant"] == self.grants[number]]
        return own[-1] if own else None

    async def ask(self, number: int) -> None:
        path = f"/referrals/{self.referral['id']}/placement-requests"
        body = {"provider": str(self.providers[number].organisation), "grant": self.grants[number]}
        answer = await self.given.post(self.gp, path, body, **{"Idempotency-Key": a_key()})
        assert answer.status_code in {201, 409}, answer.text

    async def accept(self, number: int) -> None:
        if placement := await self.placement(number):
            self.fine(await self.given.accept(self.providers[number], placement))

    async def refuse(self, number: int) -> None:
        if placement := await self.placement(number):
            self.fine(await self.given.refuse(self.providers[number], placement))

    async def start(self, number: int) -> None:
        if placement := await self.placement(number):
            self.fine(await self.given.start(self.providers[number], placement, self.given.today))

    async def stop(self, number: int) -> None:
        if placement := await self.placement(number):
            self.fine(await self.given.stop(self.providers[number], placement, self.given.today))

    async def withdraw(self, _: int) -> None:
        self.fine(await self.given.withdraw(self.gp, self.referral, seen=self.referral["version"]))

    async def silence(self, number: int) -> None:
        """The provider's term ends without a word."""
        await self.given.room.rows(
            "UPDATE deadline SET next_try_at = due_at - interval '1 year' "
            "WHERE kind = 'placement-answer' AND fired_at IS NULL RETURNING 1"
        )
        await self.given.room.fire_deadlines()

    def fine(self, answer: Any) -> None:
        assert answer.status_code in {200, 409}, answer.text


# Each list of steps walks a referral of its own, so that one database does for all of them.
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@some_steps(steps=SOME_STEPS)
def test_whatever_anybody_does_in_whatever_order_the_tables_hold(
    drive: Callable[[list[tuple[str, int]]], None], steps: list[tuple[str, int]]
) -> None:
    drive(steps)
