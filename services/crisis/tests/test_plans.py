"""Plans of a line: what is refused, what a preview shows, and that somebody answers at every minute."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from crisis_stories import HOUR, KAMPEN, NOON, CrisisRoom

from crisis.usecases.extend_rosters import extend_rosters
from wirekit.identifiers import uuid7

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = NOON.replace(second=0)
DAY = timedelta(days=1)


def layer(*members: str, **more: Any) -> dict[str, Any]:
    """Each a week in turn, from the Monday before on."""
    body = {"name": "week", "members": list(members), "starts": "2026-03-02T09:00", "unit": "weeks"}
    return body | {"every": 1} | more


def plan(*layers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"since": NOW.isoformat(), "needed": [1], "layers": list(layers)} | more


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def a_line(crisis: CrisisRoom) -> tuple[str, list[str]]:
    line = await crisis.line()
    return line, [await crisis.worker(line, f"Piket {name}") for name in "ABC"]


@pytest.mark.requirement("IJS-33")
async def test_a_week_with_a_gap_of_a_minute_is_refused_and_names_the_gap(crisis: CrisisRoom) -> None:
    line, (a, b, _) = await a_line(crisis)
    days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    nearly = [{"days": days[:6], "begins": "00:00", "ends": "00:00"}]
    nearly += [{"days": ["sunday"], "begins": begins, "ends": ends} for begins, ends in (("00:00", "03:30"),)]
    nearly += [{"days": ["sunday"], "begins": "03:31", "ends": "00:00"}]
    refused = await crisis.post(f"/duty-lines/{line}/plans", plan(layer(a, b, windows=nearly)))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/roster-has-gaps")
    first = refused.json()["gaps"][0]
    start = datetime(2026, 3, 8, 3, 30, tzinfo=AMSTERDAM)
    assert (first["line"], first["rank"], first["needed"], first["there"]) == (line, 1, 1, 0)
    assert (moment(first["start"]), moment(first["end"])) == (start, start + timedelta(minutes=1))
    assert refused.json()["count"] == 26, "every Sunday of 26 weeks"
    assert await crisis.room.rows("SELECT id FROM roster_plan UNION SELECT id FROM shift") == []
    silent = await crisis.post(f"/duty-lines/{line}/plans", plan(layer(a, b, windows=nearly), force=True))
    assert [error["field"] for error in silent.json()["errors"]] == ["why"]
    why = {"force": True, "why": "De huisartsenpost neemt die minuut waar"}
    made = await crisis.post(f"/duty-lines/{line}/plans", plan(layer(a, b, windows=nearly), **why))
    assert made.status_code == 201, made.text
    gaps = (await crisis.get(f"/duty-lines/{line}/coverage", limit="100")).json()["items"]
    assert {gap["why"] for gap in gaps} == {why["why"]}
    assert len(gaps) == 26


@pytest.mark.requirement("IJS-33")
async def test_in_both_nights_of_the_clock_and_at_every_minute_of_a_year_somebody_answers(
    crisis: CrisisRoom,
) -> None:
    line, workers = await a_line(crisis)
    daily = layer(*workers, name="nights", starts="2026-03-02T02:30", unit="days")
    made = await crisis.post(f"/duty-lines/{line}/plans", plan(daily))
    assert made.status_code == 201, made.text
    for _ in range(2):  # half a year at a time
        crisis.room.clock.advance(timedelta(weeks=25))
        assert await extend_rosters(crisis.room.transactions) == 1
    rows = await crisis.room.rows("SELECT starts_at, ends_at FROM shift ORDER BY starts_at")
    assert all(one.ends_at == other.starts_at for one, other in pairwise(rows)), "none missing, none doubled"
    assert (rows[0].starts_at, rows[-1].ends_at > NOW + timedelta(days=365)) == (NOW, True)
    lengths = {row.starts_at: row.ends_at - row.starts_at for row in rows}
    # The hand-off that the clock skips is at the jump; of the two at 02:30 in October it is the first.
    assert lengths[datetime(2026, 3, 29, 1, tzinfo=UTC)] == 23 * HOUR + HOUR / 2
    assert lengths[datetime(2026, 10, 25, 0, 30, tzinfo=UTC)] == 25 * HOUR
    for night in (datetime(2026, 3, 29, 3, 30), datetime(2026, 10, 25, 3, 30)):  # noqa: DTZ001  on the wall
        at = night.replace(tzinfo=AMSTERDAM).isoformat()
        (there,) = (await crisis.get("/on-call", municipality=KAMPEN, at=at)).json()["lines"]
        assert (there["coverage"], len(there["chain"])) == ("on-call", 1)


async def test_a_plan_stands_as_it_was_made_and_a_new_one_counts_from_its_moment(crisis: CrisisRoom) -> None:
    line, (a, b, c) = await a_line(crisis)
    first = (await crisis.post(f"/duty-lines/{line}/plans", plan(layer(a, b)))).json()
    turn = NOW + 10 * DAY
    later = plan(layer(c, name="new"), since=turn.isoformat(), why="Rooster voor het voorjaar")
    key = {"Idempotency-Key": uuid7().hex}
    second = [(await crisis.post(f"/duty-lines/{line}/plans", later, **key)).json() for _ in range(2)]
    assert second[0] == second[1]
    page = (await crisis.get(f"/duty-lines/{line}/plans", limit="1")).json()
    rest = (await crisis.get(f"/duty-lines/{line}/plans", after=page["next"])).json()
    assert page["items"] + rest["items"] == [first, second[0]]
    assert (second[0]["why"], second[0]["madeBy"]) == (later["why"], crisis.planner.subject)
    assert first["layers"] == [layer(a, b, rank=1, seat=1, windows=[], ends=None)]
    rows = await crisis.room.rows("SELECT worker, starts_at, ends_at FROM shift ORDER BY starts_at")
    workers = [(str(row.worker), row.starts_at) for row in rows if row.ends_at <= turn + DAY]
    handed_over = datetime(2026, 3, 9, 9, tzinfo=AMSTERDAM)
    assert workers == [(a, NOW), (b, handed_over)]
    assert [(str(row.worker), row.starts_at) for row in rows][2] == (c, turn)


async def test_a_preview_writes_nothing_and_shows_gaps_who_stands_twice_and_the_time_of_each(
    crisis: CrisisRoom,
) -> None:
    line, (a, b, _) = await a_line(crisis)
    assert (await crisis.post(f"/duty-lines/{line}/plans", plan(layer(a)))).status_code == 201
    everything = (
        "SELECT (SELECT count(*) FROM roster_plan), (SELECT count(*) FROM roster_override), "
        "(SELECT count(*) FROM shift), (SELECT count(*) FROM coverage_gap), (SELECT count(*) FROM outbox), "
        "(SELECT count(*) FROM deadline), (SELECT count(*) FROM idempotency)"
    )
    before = await crisis.room.rows(everything)
    two_ranks = plan(layer(a, b), layer(a, name="second", rank=2), needed=[1, 2])
    out = {"kind": "remove", "start": NOW.isoformat(), "end": (NOW + HOUR).isoformat(), "replaces": a}
    ask = {"plan": two_ranks, "overrides": [out | {"rank": 1}], "until": (NOW + 7 * DAY).isoformat()}
    shown = (await crisis.post(f"/duty-lines/{line}/previews", ask)).json()
    gaps = [(gap["rank"], moment(gap["start"]), moment(gap["end"]), gap["there"]) for gap in shown["gaps"]]
    assert gaps == [(1, NOW, NOW + HOUR, 0), (2, NOW, NOW + 7 * DAY, 1)]
    handed_over = datetime(2026, 3, 9, 9, tzinfo=AMSTERDAM).astimezone(UTC)
    assert [(each["worker"], moment(each["start"]), moment(each["end"])) for each in shown["doubled"]] == [
        (a, NOW + HOUR, handed_over)
    ]
    week, first = 7 * 24 * 60, (handed_over - NOW - HOUR) // timedelta(minutes=1)
    assert shown["time"] == [
        {"worker": a, "minutes": week},
        {"worker": b, "minutes": week - first - 60},
    ]
    assert shown["refused"] == []
    as_it_is = (await crisis.post(f"/duty-lines/{line}/previews", {})).json()
    assert moment(as_it_is["end"]) == NOW + timedelta(weeks=4)
    assert {shift["worker"] for shift in as_it_is["shifts"]} == {a}
    assert (as_it_is["gaps"], as_it_is["doubled"]) == ([], [])
    refused = {"kind": "add", "worker": str(uuid7())} | {key: out[key] for key in ("start", "end")}
    assert (await crisis.post(f"/duty-lines/{line}/previews", {"overrides": [refused]})).status_code == 400
    assert await crisis.room.rows(everything) == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"since": "2026-03-02T12:00:30Z"}, "since"),
        ({"since": "2027-03-02T12:00:00Z"}, "since"),
        ({"needed": []}, "needed"),
        ({"needed": [0]}, "needed.0"),
        ({"needed": [True]}, "needed.0"),
        ({"layers": "none"}, "layers"),
        ({"name": "Week 1"}, "layers.0.name"),
        ({"rank": 10}, "layers.0.rank"),
        ({"seat": 0}, "layers.0.seat"),
        ({"members": []}, "layers.0.members"),
        ({"members": ["01990000-0000-7000-8000-00000000ffff"]}, "layers.0.members"),
        ({"starts": "2026-03-02T09:00:00Z"}, "layers.0.starts"),
        ({"starts": "2026-02-30T09:00"}, "layers.0.starts"),
        ({"starts": "1999-02-01T09:00"}, "layers.0.starts"),
        ({"every": 5}, "layers.0.every"),
        ({"every": 10**30}, "layers.0.every"),
        ({"unit": "years"}, "layers.0.unit"),
        ({"ends": "2026-03-02T09:00"}, "layers.0.ends"),
        ({"windows": [{"days": [], "begins": "09:00", "ends": "17:00"}]}, "layers.0.windows.0.days"),
        ({"windows": [{"days": ["monday"], "begins": "9:00", "ends": "17:00"}]}, "layers.0.windows.0.begins"),
        ({"windows": [{"days": ["monday"], "begins": "09:00", "ends": "24:00"}]}, "layers.0.windows.0.ends"),
    ],
)
async def test_a_wrong_plan_is_refused_with_its_field_in_dutch_and_nothing_is_stored(
    crisis: CrisisRoom, change: dict[str, Any], field: str
) -> None:
    line, (a, *_) = await a_line(crisis)
    of_plan = {key: change[key] for key in change if key in ("since", "needed", "layers")}
    of_layer = {key: change[key] for key in change if key not in of_plan}
    body = plan(layer(a, **of_layer)) | of_plan
    refused = await crisis.post(f"/duty-lines/{line}/plans", body)
    assert refused.status_code == 400, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert "must" not in refused.json()["errors"][0]["message"]
    assert await crisis.room.rows("SELECT id FROM roster_plan") == []


async def test_a_plan_that_changes_hands_every_hour_on_fifty_layers_is_too_much(crisis: CrisisRoom) -> None:
    line, (a, *_) = await a_line(crisis)
    layers = [layer(a, name=f"layer-{number}", unit="hours") for number in range(50)]
    refused = await crisis.post(f"/duty-lines/{line}/plans", plan(*layers))
    assert [error["field"] for error in refused.json()["errors"]] == ["layers"]
    twice = await crisis.post(f"/duty-lines/{line}/plans", plan(layer(a), layer(a)))
    assert [error["field"] for error in twice.json()["errors"]] == ["layers"]


@pytest.mark.requirement("IJS-32")
async def test_only_who_is_in_the_group_and_can_be_called_is_planned_and_never_in_the_past(
    crisis: CrisisRoom,
) -> None:
    second = await crisis.other()
    theirs = await crisis.line(crisisGroup=[str(second.organisation)])
    outsider = await crisis.worker(theirs, by=second)
    line, (a, *_) = await a_line(crisis)
    changed = await change_worker(crisis, a, telephone=None)
    assert changed.json()["telephone"] is None
    body = plan(layer(a, outsider), since=(NOW - HOUR).isoformat())
    refused = await crisis.post(f"/duty-lines/{line}/plans", body)
    assert [reason["code"] for reason in refused.json()["reasons"]] == [
        "begins-in-the-past",
        "no-telephone",
        "worker-outside-crisis-group",
    ]
    asked = await crisis.post(f"/duty-lines/{line}/previews", {"plan": plan(layer(a, outsider))})
    assert asked.json()["refused"] == ["no-telephone", "worker-outside-crisis-group"]


async def change_worker(crisis: CrisisRoom, worker: str, *, version: int = 1, **changed: Any) -> Any:
    body = {"name": "Noor Piket", "telephone": "+31850000001", "push": None} | changed
    async with crisis.room.as_caller(crisis.planner, **{"If-Match": f'"{version}"'}) as client:
        return await client.put(f"/workers/{UUID(worker)}", json=body)
