"""Absences: all turns of a worker on all lines, with a stand-in or without."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from crisis_stories import HOUR, NOON, CrisisRoom

from wirekit.caller import Caller

START = NOON.replace(second=0)


def hour(number: int) -> str:
    return (START + number * HOUR).isoformat()


class Sick:
    """Noor is on call on two lines; Kim can stand in. Hours count from noon."""

    def __init__(self, crisis: CrisisRoom, lines: list[str], noor: str, kim: str) -> None:
        self.crisis, self.lines, self.noor, self.kim = crisis, lines, noor, kim
        self.herself = Caller("noor-s-account", crisis.planner.organisation, "on-call-worker")

    @classmethod
    async def of(cls, crisis: CrisisRoom) -> "Sick":
        lines = sorted([await crisis.line() for _ in range(2)])
        noor, kim = await crisis.worker(lines[0]), await crisis.worker(lines[0], "Kim Inval")
        for line in lines:
            assert (await crisis.plan(line, noor, (0, 12))).status_code == 201
        return cls(crisis, lines, noor, kim)

    async def reports(self, hours: tuple[int, int] = (2, 8), **more: Any) -> Any:
        body = {"from": hour(hours[0]), "until": hour(hours[1])} | more
        return await self.crisis.post(f"/workers/{self.noor}/absences", body, by=self.herself)

    async def is_back(self, absence: dict[str, Any], version: int = 1) -> Any:
        path = f"/absences/{absence['id']}/withdrawal"
        return await self.crisis.post(path, by=self.herself, **{"If-Match": f'"{version}"'})

    async def roster(self, line: str) -> list[tuple[str, float, float]]:
        rows = await self.crisis.room.rows(
            "SELECT worker, starts_at, ends_at FROM shift WHERE status = 'planned' AND duty_line = :line "
            "ORDER BY starts_at",
            line=line,
        )
        return [
            (str(row.worker), (row.starts_at - START) / HOUR, (row.ends_at - START) / HOUR) for row in rows
        ]


def reasons(answer: Any) -> list[str]:
    assert answer.status_code == 409, answer.text
    return [reason["code"] for reason in answer.json()["reasons"]]


async def test_a_stand_in_has_all_turns_on_all_lines_until_the_worker_is_back(crisis: CrisisRoom) -> None:
    sick = await Sick.of(crisis)
    reported = await sick.reports(standIn=sick.kim, why="Afwezig")
    assert (reported.status_code, reported.headers["etag"]) == (201, '"1"'), reported.text
    absence = reported.json()
    assert [each["line"] for each in absence["lines"]] == sick.lines
    for line in sick.lines:
        assert await sick.roster(line) == [(sick.noor, 0, 2), (sick.kim, 2, 8), (sick.noor, 8, 12)]
    laid = await crisis.room.rows(
        "SELECT DISTINCT cause, why, made_by FROM roster_override WHERE cause <> 'planner'"
    )
    assert [tuple(row) for row in laid] == [("absence", "Afwezig", "noor-s-account")]
    crisis.room.clock.at = START + 5 * HOUR
    assert (await sick.is_back(absence, version=2)).status_code == 412
    back = await sick.is_back(absence)
    assert (back.status_code, back.json()["status"], back.json()["possibleSteps"]) == (200, "withdrawn", [])
    for line in sick.lines:
        roster = await sick.roster(line)
        assert roster == [(sick.noor, 0, 2), (sick.kim, 2, 5), (sick.noor, 5, 12)], "what was on call stands"
    assert reasons_of_state(await sick.is_back(absence, version=2)) == []


def reasons_of_state(answer: Any) -> list[str]:
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/impossible-step")
    return list(answer.json()["possibleSteps"])


@pytest.mark.requirement("IJS-33")
async def test_without_a_stand_in_the_gaps_of_every_line_are_named_and_only_a_reason_lets_them_through(
    crisis: CrisisRoom,
) -> None:
    sick = await Sick.of(crisis)
    refused = await sick.reports()
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/roster-has-gaps")
    named = [(gap["line"], gap["rank"], gap["needed"], gap["there"]) for gap in refused.json()["gaps"]]
    assert (named, refused.json()["count"]) == ([(line, 1, 1, 0) for line in sick.lines], 2)
    told = [reason["text"] for reason in refused.json()["reasons"]]
    for text, gap in zip(told, refused.json()["gaps"], strict=True):
        by_the_wall = datetime.fromisoformat(gap["start"]).astimezone(ZoneInfo("Europe/Amsterdam"))
        assert f"{by_the_wall:%d-%m-%Y %H:%M}" in text, "the planner reads a clock, not UTC"
    assert await crisis.room.rows("SELECT 1 FROM absence") == []
    assert await sick.roster(sick.lines[0]) == [(sick.noor, 0, 12)]
    silent = await sick.reports(force=True)
    assert [error["field"] for error in silent.json()["errors"]] == ["why"]
    forced = await sick.reports(force=True, why="Niemand gevonden, leidinggevende weet het")
    assert forced.status_code == 201, forced.text
    for line in sick.lines:
        assert await sick.roster(line) == [(sick.noor, 0, 2), (sick.noor, 8, 12)]
    page = (await crisis.get(f"/workers/{sick.noor}/absences", by=sick.herself)).json()
    assert [each["id"] for each in page["items"]] == [forced.json()["id"]]
    assert [each["line"] for each in page["items"][0]["lines"]] == sick.lines


async def test_an_absence_also_holds_for_turns_that_are_planned_later(crisis: CrisisRoom) -> None:
    sick = await Sick.of(crisis)
    absence = (await sick.reports((24, 48), standIn=sick.kim)).json()
    assert len(absence["lines"]) == 2, "though she had no turn then"
    line = sick.lines[0]
    layer = {"name": "dag", "members": [sick.noor], "starts": "2026-03-03T13:00", "every": 1, "unit": "days"}
    plan = {"since": hour(24), "needed": [1], "layers": [{**layer, "rank": 1, "seat": 1}]}
    made = await crisis.post(f"/duty-lines/{line}/plans", plan)
    assert made.status_code == 201, made.text
    seen = [each for each in await sick.roster(line) if each[1] < 60]
    assert seen[:3] == [(sick.noor, 0, 12), (sick.kim, 24, 48), (sick.noor, 48, 72)]


async def test_an_absence_that_began_this_morning_changes_nothing_of_the_past(crisis: CrisisRoom) -> None:
    sick = await Sick.of(crisis)
    crisis.room.clock.at = NOON + 3 * HOUR
    assert reasons(await sick.reports((0, 3), standIn=sick.kim)) == ["ends-in-the-past"]
    absence = (await sick.reports((0, 6), standIn=sick.kim)).json()
    assert (absence["from"], absence["status"]) == (hour(0).replace("+00:00", "Z"), "in-force")
    assert await sick.roster(sick.lines[1]) == [(sick.noor, 0, 3), (sick.kim, 3, 6), (sick.noor, 6, 12)]


async def test_a_stand_in_is_of_the_own_organisation_somebody_else_and_not_on_call_already(
    crisis: CrisisRoom,
) -> None:
    sick = await Sick.of(crisis)
    assert (await crisis.plan(sick.lines[1], sick.kim, (7, 9), rank=2)).status_code == 201
    assert reasons(await sick.reports(standIn=sick.kim)) == ["stand-in-on-call"]
    itself = await sick.reports(standIn=sick.noor)
    assert [error["field"] for error in itself.json()["errors"]] == ["standIn"]
    other = await crisis.other()
    group = [str(other.organisation)]
    theirs = await crisis.worker(await crisis.line(crisisGroup=group), "Sam", by=other)
    assert reasons(await sick.reports(standIn=theirs)) == ["worker-of-another-organisation"]
    assert (await sick.reports((2, 24 * 400), standIn=sick.kim)).json()["errors"][0]["field"] == "until"
    stranger = await crisis.post(f"/workers/{sick.noor}/absences", {}, by=other)
    assert stranger.status_code == 404
