"""Swaps of shifts, and a turn that somebody takes over at once."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from crisis_stories import HOUR, NOON, CrisisRoom

from wirekit.caller import Caller

START = NOON.replace(second=0)
MINUTE = timedelta(minutes=1)


def at(hours: float) -> datetime:
    return START + hours * HOUR


@dataclass
class Team:
    """A line of two providers: Noor is ours, Sam and Kim are theirs. Hours count from noon."""

    crisis: CrisisRoom
    line: str
    noor: str
    sam: str
    kim: str
    ours: Caller
    theirs: Caller

    @classmethod
    async def of(cls, crisis: CrisisRoom) -> "Team":
        other = await crisis.other()
        group = [str(crisis.planner.organisation), str(other.organisation)]
        line = await crisis.line(crisisGroup=group)
        noor = await crisis.worker(line)
        sam, kim = [await crisis.worker(line, name, by=other) for name in ("Sam Piket", "Kim Piket")]
        ours = Caller("noor-s-account", crisis.planner.organisation, "on-call-worker")
        return cls(crisis, line, noor, sam, kim, ours, Caller("sam-s", other.organisation, "on-call-worker"))

    async def on_call(self, worker: str, hours: tuple[int, int], rank: int = 1) -> str:
        """The id of the shift that this makes."""
        answer = await self.crisis.plan(self.line, worker, hours, rank)
        assert answer.status_code == 201, answer.text
        source = f"override:{answer.json()['id']}"
        (row,) = await self.crisis.room.rows("SELECT id FROM shift WHERE source = :s", s=source)
        return str(row.id)

    async def roster(self) -> list[tuple[str, float, float]]:
        """Who is on call at rank 1, from and until how many hours after noon; what touches is one."""
        found: list[tuple[str, float, float]] = []
        rows = await self.crisis.room.rows(
            "SELECT worker, starts_at, ends_at FROM shift WHERE status = 'planned' AND rank = 1 "
            "ORDER BY starts_at"
        )
        for row in rows:
            start, end = ((moment - START) / HOUR for moment in (row.starts_at, row.ends_at))
            if found and found[-1][0] == str(row.worker) and found[-1][2] == start:
                start = found.pop()[1]
            found.append((str(row.worker), start, end))
        return found

    async def offer(self, shift: str, *, by: Caller | None = None, **more: str) -> Any:
        return await self.crisis.post(
            f"/duty-lines/{self.line}/swaps", {"shift": shift, **more}, by=by or self.ours
        )

    async def offered(self, shift: str, **more: Any) -> dict[str, Any]:
        answer = await self.offer(shift, **more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def answer(self, swap: dict[str, Any], step: str, by: Caller, **body: str) -> Any:
        sent = body if step == "acceptance" else None
        return await self.crisis.post(f"/swaps/{swap['id']}/{step}", sent, by=by, **{"If-Match": '"1"'})

    async def listed(self, state: str = "open") -> list[dict[str, Any]]:
        page = await self.crisis.get(f"/duty-lines/{self.line}/swaps", by=self.theirs, state=state)
        return list(page.json()["items"])

    async def takes(self, worker: str, by: Caller, **more: Any) -> Any:
        return await self.crisis.post(f"/duty-lines/{self.line}/takeovers", {"worker": worker, **more}, by=by)


@pytest.fixture
async def team(crisis: CrisisRoom) -> Team:
    return await Team.of(crisis)


def reasons(answer: Any) -> list[str]:
    assert answer.status_code == 409, answer.text
    return [reason["code"] for reason in answer.json()["reasons"]]


async def test_two_shifts_change_hands_together_with_who_and_why(team: Team) -> None:
    first, second = await team.on_call(team.noor, (1, 9)), await team.on_call(team.sam, (9, 17))
    swap = await team.offered(first, **{"for": second, "why": "Verjaardag"})
    assert (swap["status"], swap["to"], swap["possibleSteps"]) == (
        "open",
        team.sam,
        ["accept", "refuse", "withdraw"],
    )
    assert [each["id"] for each in await team.listed()] == [swap["id"]]
    accepted = await team.answer(swap, "acceptance", team.theirs)
    assert (accepted.status_code, accepted.headers["etag"]) == (200, '"2"'), accepted.text
    assert await team.roster() == [(team.sam, 1, 9), (team.noor, 9, 17)]
    rows = await team.crisis.room.rows(
        "SELECT why, made_by, caused_by FROM roster_override WHERE cause = 'swap'"
    )
    assert [tuple(row) for row in rows] == [("Verjaardag", "sam-s", UUID(swap["id"]))] * 2
    assert await team.listed() == []
    assert [each["takenBy"] for each in await team.listed("all")] == [team.sam]


async def test_an_offer_stands_on_the_list_of_who_may_answer_it_until_it_is_answered(team: Team) -> None:
    one, other = await team.on_call(team.noor, (1, 9)), await team.on_call(team.noor, (9, 17))
    to_sam, to_all = await team.offered(one, to=team.sam), await team.offered(other)
    stranger = await team.crisis.other("on-call-worker", name="Crisisaanbieder Drie")

    async def waits(by: Caller) -> list[str]:
        page = await team.crisis.get("/swaps", by=by)
        assert page.status_code == 200, page.text
        return [each["id"] for each in page.json()["items"]]

    assert await waits(team.theirs) == [to_sam["id"], to_all["id"]]
    assert (await waits(team.ours), await waits(stranger)) == ([to_all["id"]], [])
    assert (await team.answer(to_sam, "refusal", team.theirs)).status_code == 200
    assert await waits(team.theirs) == [to_all["id"]]


async def test_a_shift_that_changed_meanwhile_is_not_swapped_and_neither_is_the_other(team: Team) -> None:
    first, second = await team.on_call(team.noor, (1, 9)), await team.on_call(team.sam, (9, 17))
    swap = await team.offered(first, **{"for": second})
    remove = {"kind": "replace", "replaces": team.sam, "worker": team.kim}
    hours = {"start": at(16).isoformat(), "end": at(17).isoformat()}
    changed = await team.crisis.post(f"/duty-lines/{team.line}/overrides", remove | hours)
    assert changed.status_code == 201, changed.text
    before = await team.roster()
    assert reasons(await team.answer(swap, "acceptance", team.theirs)) == ["shift-changed"]
    assert await team.roster() == before
    assert [each["for"]["changed"] for each in await team.listed()] == [True]
    assert (await team.answer(swap, "withdrawal", team.ours)).json()["status"] == "withdrawn"


async def test_of_two_who_take_a_shift_that_is_given_away_at_once_one_has_it(team: Team) -> None:
    shift = await team.on_call(team.noor, (1, 9))
    swap = await team.offered(shift)
    assert reasons(await team.offer(shift)) == ["offered-already"]
    assert reasons(await team.answer(swap, "refusal", team.theirs)) == ["offered-to-whoever"]
    assert (await team.answer(swap, "acceptance", team.theirs)).status_code == 400, "who takes it?"
    answers = await asyncio.gather(
        *(team.answer(swap, "acceptance", team.theirs, worker=worker) for worker in (team.sam, team.kim))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (taken,) = [answer.json()["takenBy"] for answer in answers if answer.status_code == 200]
    assert await team.roster() == [(taken, 1, 9)]


async def test_an_offer_is_for_own_shifts_and_own_people_and_leaves_nobody_in_two_places(team: Team) -> None:
    shift, theirs = await team.on_call(team.noor, (1, 9)), await team.on_call(team.sam, (8, 12), rank=2)
    assert reasons(await team.offer(theirs)) == ["worker-of-another-organisation"]
    assert reasons(await team.offer(shift, to=team.noor)) == ["same-worker"]
    assert reasons(await team.offer(shift, to=team.sam)) == ["on-call-at-the-same-time"]
    unfit = await team.offer(shift, to=team.kim, **{"for": theirs})
    assert [error["field"] for error in unfit.json()["errors"]] == ["to"]
    swap = await team.offered(shift, to=team.kim)
    assert (await team.answer(swap, "withdrawal", team.theirs)).status_code == 404
    assert (await team.answer(swap, "acceptance", team.ours)).status_code == 404
    assert reasons(await team.answer(swap, "acceptance", team.theirs, worker=team.sam)) == [
        "on-call-at-the-same-time",
        "offered-to-another",
    ]
    without = await team.crisis.post(f"/swaps/{swap['id']}/refusal", by=team.theirs)
    assert without.status_code == 428


async def test_of_an_acceptance_and_a_withdrawal_at_once_one_counts(team: Team) -> None:
    swap = await team.offered(await team.on_call(team.noor, (1, 9)), to=team.sam)
    accepted, withdrawn = await asyncio.gather(
        team.answer(swap, "acceptance", team.theirs), team.answer(swap, "withdrawal", team.ours)
    )
    assert sorted((accepted.status_code, withdrawn.status_code)) == [200, 409]
    has_it = team.sam if accepted.status_code == 200 else team.noor
    assert await team.roster() == [(has_it, 1, 9)]


async def test_who_is_absent_then_gets_no_shift(team: Team) -> None:
    shift = await team.on_call(team.noor, (1, 9))
    away = {"from": at(8).isoformat(), "until": at(10).isoformat()}
    assert (await team.crisis.post(f"/workers/{team.sam}/absences", away, by=team.theirs)).status_code == 201
    assert reasons(await team.offer(shift, to=team.sam)) == ["absent-then"]


@pytest.mark.parametrize("ends", ["refused", "withdrawn", "lapsed"])
async def test_an_offer_that_ended_can_be_answered_no_more(team: Team, ends: str) -> None:
    shift = await team.on_call(team.noor, (1, 9))
    swap = await team.offered(shift, to=team.sam)
    if ends == "refused":
        assert (await team.answer(swap, "refusal", team.theirs)).json()["status"] == ends
    elif ends == "withdrawn":
        assert (await team.answer(swap, "withdrawal", team.ours)).json()["status"] == ends
    else:
        team.crisis.room.clock.at = at(1)
        late = await team.answer(swap, "acceptance", team.theirs)
        assert (late.status_code, late.json()["possibleSteps"]) == (409, []), "nobody has noted it yet"
        assert await team.crisis.room.fire_deadlines() == 1
    assert await team.crisis.room.fire_deadlines() == 0
    assert [(each["status"], each["version"]) for each in await team.listed("all")] == [(ends, 2)]
    for step, by in (("acceptance", team.theirs), ("refusal", team.theirs), ("withdrawal", team.ours)):
        answer = await team.answer(swap, step, by)
        assert (answer.status_code, answer.json()["possibleSteps"]) == (409, [])
    assert await team.roster() == [(team.noor, 1, 9)]


@pytest.mark.requirement("IJS-33")
async def test_one_press_takes_the_running_turn_from_this_minute_to_its_end_and_nobody_is_missed(
    team: Team,
) -> None:
    await team.on_call(team.noor, (0, 8))
    team.crisis.room.clock.at = at(3) + timedelta(seconds=40)
    taken = await team.takes(team.sam, team.theirs)
    assert taken.status_code == 201, taken.text
    body = taken.json()
    assert (body["replaces"], body["rank"], body["alsoAtRanks"]) == (team.noor, 1, [])
    assert await team.roster() == [(team.noor, 0, 3), (team.sam, 3, 8)]
    assert reasons(await team.takes(team.sam, team.theirs)) == ["on-call-already"]
    assert reasons(await team.takes(team.noor, team.theirs)) == ["worker-of-another-organisation"]


async def test_of_two_who_take_a_turn_at_once_one_wins_and_a_minute_later_it_can_be_taken_again(
    team: Team,
) -> None:
    await team.on_call(team.noor, (0, 8))
    key = {"Idempotency-Key": "pressed-once"}
    path = f"/duty-lines/{team.line}/takeovers"
    answers = await asyncio.gather(
        team.crisis.post(path, {"worker": team.sam}, by=team.theirs, **key),
        team.crisis.post(path, {"worker": team.sam}, by=team.theirs, **key),
        team.takes(team.kim, team.theirs),
    )
    won = [answer.json()["worker"] for answer in answers if answer.status_code == 201]
    assert won in ([team.sam] * 2, [team.kim]), [answer.text for answer in answers]
    assert {code for answer in answers if answer.status_code != 201 for code in reasons(answer)} == {
        "taken-just-now"
    }
    assert await team.roster() == [(won[0], 0, 8)]
    team.crisis.room.clock.advance(MINUTE)
    until = at(2).isoformat()
    assert (await team.takes(team.noor, team.ours, until=until)).status_code == 201
    assert await team.roster() == [(won[0], 0, 1 / 60), (team.noor, 1 / 60, 2), (won[0], 2, 8)]


async def test_in_a_gap_whoever_takes_it_is_on_call_until_the_next_turn(team: Team) -> None:
    assert (await team.takes(team.sam, team.theirs)).json()["errors"][0]["field"] == "until"
    await team.on_call(team.noor, (4, 8))
    await team.on_call(team.kim, (0, 8), rank=2)
    for hours in (-1, 5):
        wrong = await team.takes(team.kim, team.theirs, until=at(hours).isoformat())
        assert [error["field"] for error in wrong.json()["errors"]] == ["until"]
    taken = (await team.takes(team.kim, team.theirs)).json()
    assert (taken["replaces"], taken["alsoAtRanks"]) == (None, [2])
    assert await team.roster() == [(team.kim, 0, 4), (team.noor, 4, 8)]
