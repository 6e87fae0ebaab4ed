"""Words on many places at once, as a spreadsheet gives them: good lines are kept, bad ones are told."""

import asyncio
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from provider_registry.domain.enrolment import Enrolment
from provider_registry.domain.upload import LineRefused, lines_of, read_line
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from . import builders as given
from .test_capacity import placeable

HEADER = "enrolment,status,freePlaces,mostPlaces,waitFromDays,waitToDays,asOf"
SECRET = "999901102"  # a BSN of the range that is kept for tests


async def upload(
    room: RoomUnderTest,
    provider: UUID,
    csv: str,
    *,
    key: str | None = None,
    dry: bool = False,
    **headers: str,
) -> httpx.Response:
    headers = {"Idempotency-Key": key or uuid7().hex, **headers}
    async with room.as_caller(given.as_provider(provider), **headers) as client:
        return await client.post("/capacity-uploads", json={"csv": csv, "dryRun": dry})


async def places(room: RoomUnderTest, count: int = 2) -> list[Enrolment]:
    """So many places of one provider."""
    first = await placeable(room)
    more = [await given.enrolment(room, await given.offer(room, first.provider)) for _ in range(count - 1)]
    return [first, *more]


async def free(room: RoomUnderTest) -> dict[UUID, int | None]:
    rows = await room.rows("SELECT enrolment, free_places FROM capacity")
    return {row.enrolment: row.free_places for row in rows}


def outcomes(answer: httpx.Response) -> list[tuple[int, str, str | None]]:
    assert answer.status_code == 200, answer.text
    return [(line["number"], line["outcome"], line["field"]) for line in answer.json()["lines"]]


@pytest.mark.requirement("NV-17")
async def test_good_lines_are_kept_as_if_each_was_said_by_itself_and_bad_ones_are_told(
    registry: RoomUnderTest,
) -> None:
    one, two = await places(registry)
    other = await placeable(registry)
    table = [
        HEADER,
        f"{one.id},capacity,2,8,0,7,",
        f"{two.id},capacity,nine,8,0,7,",
        "",
        f"{other.id},capacity,1,1,,,",
        f"{two.id},waiting-list,0,8,10,20,{(registry.clock() - timedelta(days=1)).isoformat()}",
        f"{two.id},none,3,8,10,20,",
        f"{two.id},none,,,,,2999-01-01T00:00:00Z",
    ]
    answer = await upload(registry, one.provider, "\n".join(table))
    assert outcomes(answer) == [
        (2, "accepted", None),
        (3, "refused", "freePlaces"),
        (5, "refused", "enrolment"),
        (6, "accepted", None),
        (7, "refused", "freePlaces"),
        (8, "refused", "asOf"),
    ]
    report = answer.json()
    assert (report["kept"], report["accepted"], report["refused"]) == (True, 2, 4)
    assert report["lines"][2]["enrolment"] is None
    assert await free(registry) == {one.id: 2, two.id: 0}
    events = await registry.told("capacity.changed")
    assert {(event.subject, event.data["source"]) for event in events} == {
        (one.id, "upload"),
        (two.id, "upload"),
    }
    shown = await registry.rows("SELECT enrolment, wait_days FROM option")
    assert {(row.enrolment, row.wait_days) for row in shown if row.enrolment != other.id} == {
        (one.id, 0),
        (two.id, 10),
    }
    waiting = await registry.rows("SELECT ref FROM deadline WHERE kind = 'capacity-stale'")
    assert {row.ref for row in waiting} == {one.id, two.id}


async def test_a_dry_run_reports_the_same_and_keeps_nothing(registry: RoomUnderTest) -> None:
    one, two = await places(registry)
    table = f"{HEADER}\n{one.id},capacity,2,8,0,7,\n{two.id},maybe,,,,,\n{one.id},capacity,3,8,0,7,\n"
    dry = await upload(registry, one.provider, table, dry=True)
    assert await free(registry) == {}
    assert await registry.told("capacity.changed") == []
    wet = await upload(registry, one.provider, table)
    assert dry.json()["lines"] == wet.json()["lines"]
    assert (dry.json()["kept"], wet.json()["kept"]) == (False, True)
    assert outcomes(wet) == [(2, "accepted", None), (3, "refused", "status"), (4, "refused", "asOf")]


async def test_the_same_key_again_reports_the_same_without_a_second_effect(registry: RoomUnderTest) -> None:
    one, two = await places(registry)
    table = f"{HEADER}\n{one.id},capacity,2,8,0,7,\n{two.id},what,,,,,\n"
    first = await upload(registry, one.provider, table, key="upload-of-monday")
    registry.clock.advance(timedelta(hours=3))
    again = await upload(registry, one.provider, table, key="upload-of-monday")
    assert again.json() == first.json()
    english = await upload(registry, one.provider, table, key="upload-of-monday", **{"Accept-Language": "en"})
    assert "Possible are" in english.json()["lines"][1]["message"]
    other = await upload(registry, one.provider, HEADER + "\n", key="upload-of-monday")
    assert other.status_code == 422
    dry = await upload(registry, one.provider, table, key="upload-of-monday", dry=True)
    assert dry.status_code == 422
    assert len(await registry.told("capacity.changed")) == 1
    assert len(await registry.rows("SELECT 1 FROM capacity_said")) == 1
    new = await upload(registry, one.provider, table)
    assert outcomes(new)[0] == (2, "accepted", None)
    assert len(await registry.rows("SELECT 1 FROM capacity_said")) == 2


async def test_the_same_key_at_once_has_one_effect(registry: RoomUnderTest) -> None:
    one, _ = await places(registry)
    table = f"{HEADER}\n{one.id},capacity,2,8,0,7,\n"
    answers = await asyncio.gather(
        *(upload(registry, one.provider, table, key="upload-at-once") for _ in range(5))
    )
    assert {answer.text for answer in answers} == {answers[0].text}
    assert outcomes(answers[0]) == [(2, "accepted", None)]
    assert len(await registry.told("capacity.changed")) == 1


async def test_reports_go_when_their_keys_go(registry: RoomUnderTest) -> None:
    one, _ = await places(registry)
    table = f"{HEADER}\n{one.id},capacity,2,8,0,7,\n"
    await upload(registry, one.provider, table)
    registry.clock.advance(timedelta(hours=25))
    await upload(registry, one.provider, table)
    assert len(await registry.rows("SELECT 1 FROM capacity_upload")) == 1


async def test_a_line_said_before_is_unchanged_and_one_that_contradicts_it_is_refused(
    registry: RoomUnderTest,
) -> None:
    one, _ = await places(registry)
    moment = (registry.clock() - timedelta(hours=1)).isoformat()
    line = f"{one.id},capacity,2,8,0,7,{moment}"
    await upload(registry, one.provider, f"{HEADER}\n{line}")
    again = await upload(registry, one.provider, f"{HEADER}\n{line}\n{line.replace(',2,', ',3,')}")
    assert outcomes(again) == [(2, "unchanged", None), (3, "refused", "asOf")]
    assert await free(registry) == {one.id: 2}


@pytest.mark.parametrize(
    "header",
    [
        "\ufeffinschrijving;status;vrije plaatsen;meeste plaatsen;wachttijd van dagen;peilmoment",
        "Inschrijving;Status;VrijePlaatsen;MeestePlaatsen;WachttijdVanDagen;WachttijdTotDagen",
        '"enrolment";"status";"free_places";"most_places"',
    ],
)
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
async def test_a_dutch_spreadsheet_is_read_as_it_is(registry: RoomUnderTest, header: str, end: str) -> None:
    one, two = await places(registry)
    table = [header, f'"{one.id}";capacity;2;8', f"{two.id};Waiting-List;0;8;;;", ";;;", ""]
    answer = await upload(registry, one.provider, end.join(table))
    assert outcomes(answer) == [(2, "accepted", None), (3, "accepted", None)]
    assert await free(registry) == {one.id: 2, two.id: 0}


@pytest.mark.parametrize(
    "csv",
    [
        "\n\n",
        "status\nnone",
        f"{HEADER},remarks\n",
        "enrolment,status,Status\n",
        f"{SECRET},status\n",
        HEADER + "\nx" * 2001,
        '"enrolment,status\n',
    ],
)
async def test_a_table_that_cannot_be_read_at_all_is_refused_whole(registry: RoomUnderTest, csv: str) -> None:
    provider = await given.organisation(registry)
    refused = await upload(registry, provider, csv)
    assert refused.status_code == 400, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == ["csv"]
    assert SECRET not in refused.text
    assert await registry.rows("SELECT 1 FROM capacity_upload") == []


async def test_two_thousand_lines_go_in_one_call(registry: RoomUnderTest) -> None:
    (one,) = await places(registry, 1)
    start = registry.clock() - timedelta(days=1)
    lines = [f"{one.id},capacity,1,8,0,7,{(start + timedelta(seconds=n)).isoformat()}" for n in range(2000)]
    answer = await upload(registry, one.provider, "\n".join([HEADER, *lines]))
    assert answer.status_code == 200, answer.text
    assert answer.json()["accepted"] == 2000
    assert len(await registry.told("capacity.changed")) == 1
    assert len(await registry.rows("SELECT 1 FROM capacity_said")) == 2000


async def test_a_bad_field_is_never_repeated_and_a_broken_line_spoils_no_other(
    registry: RoomUnderTest,
) -> None:
    one, two = await places(registry)
    table = [
        HEADER,
        f"{one.id},{SECRET},2,8,0,7,",
        f"{SECRET},capacity,2,8,0,7,",
        f"{one.id},capacity,{SECRET},8,0,7,",
        f"{one.id},capacity,2,8,0,7,{SECRET}",
        f'{one.id},"capacity {SECRET},2,8,0,7,',
        f"{one.id},capacity,2,8,0,7,,{SECRET}",
        f"{two.id},capacity,2,8,0,7,",
    ]
    answer = await upload(registry, one.provider, "\n".join(table))
    assert outcomes(answer) == [
        (2, "refused", "status"),
        (3, "refused", "enrolment"),
        (4, "refused", "freePlaces"),
        (5, "refused", "asOf"),
        (6, "refused", None),
        (7, "refused", None),
        (8, "accepted", None),
    ]
    assert SECRET not in answer.text
    kept = await registry.rows("SELECT lines::text AS told FROM capacity_upload")
    assert SECRET not in kept[0].told
    assert all(line["message"] for line in answer.json()["lines"][:-1])


GOOD = ["capacity", "none", "12", "9999", "99999", "2026-03-01T09:00:00Z", str(UUID(int=7))]
cells = st.text(max_size=12) | st.sampled_from(GOOD)


@every(st.lists(st.lists(cells, max_size=9), max_size=6))
def test_whatever_is_in_a_table_each_line_is_read_within_its_bounds_or_refused(rows: list[list[str]]) -> None:
    text = "\n".join([HEADER, *(",".join(row) for row in rows)])
    for line in lines_of(text):
        try:
            read = read_line(line.cells)
        except LineRefused as refused:
            told = refused.field
        else:
            numbers = (read.free_places, read.most_places, read.wait_from_days, read.wait_to_days)
            assert all(number is None or 0 <= number <= 9999 for number in numbers)
            assert read.as_of is None or read.as_of.tzinfo is not None
            continue
        assert told is None or told in HEADER.split(",")
