"""Wrong input, rules that say no, and callers who may not."""

from collections.abc import Awaitable, Callable

import pytest
from crisis_stories import KAMPEN, UTRECHT, CrisisRoom
from sqlalchemy.exc import IntegrityError

from wegwijs_cli.upkeep.migrate import differences
from wirekit.identifiers import uuid7

ADD = {"kind": "add", "rank": 1, "start": "2026-03-02T13:00:00+01:00", "end": "2026-03-02T21:00:00+01:00"}
EVERYTHING = (
    "SELECT id FROM duty_line UNION ALL SELECT id FROM on_call_worker UNION ALL SELECT id FROM shift "
    "UNION ALL SELECT id FROM coverage_gap"
)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"region": "IJsselland!"}, "region"),
        ({"region": "elsewhere"}, "region"),
        ({"name": {"nl": "Lijn"}}, "name.en"),
        ({"name": {"nl": "a\u0000b", "en": "b"}}, "name.nl"),
        ({"municipalities": []}, "municipalities"),
        ({"municipalities": ["166"]}, "municipalities.0"),
        ({"municipalities": ["9999"]}, "municipalities"),
        ({"crisisGroup": []}, "crisisGroup"),
        ({"crisisGroup": ["nobody"]}, "crisisGroup.0"),
        ({"crisisGroup": ["01990000-0000-7000-8000-00000000ffff"]}, "crisisGroup"),
        ({"kind": "ambulance"}, "kind"),
        ({"ageFrom": 24}, "ageFrom"),
        ({"ageFrom": 12, "ageTo": 11}, "ageTo"),
        ({"needs": ["Autisme!"]}, "needs.0"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_a_wrong_duty_line_is_refused_with_its_field_and_nothing_is_stored(
    crisis: CrisisRoom, change: dict[str, object], field: str
) -> None:
    refused = await crisis.post("/duty-lines", crisis.line_body(**change))
    assert refused.status_code == 400
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert await crisis.room.rows(EVERYTHING) == []


async def test_a_line_outside_its_region_is_refused_with_every_reason(crisis: CrisisRoom) -> None:
    hospital = (await crisis.other("medical-specialist", "hospital")).organisation
    stranger = await crisis.other(regions=("elsewhere",))
    body = crisis.line_body(municipalities=[KAMPEN, UTRECHT], crisisGroup=[str(hospital)])
    refused = await crisis.post("/duty-lines", body, by=stranger)
    assert refused.status_code == 409
    assert [reason["code"] for reason in refused.json()["reasons"]] == [
        "region-not-yours",
        "municipality-outside-region",
        "no-crisis-provider-of-region",
    ]
    assert await crisis.room.rows(EVERYTHING) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"worker": "somebody"}, "worker"),
        ({"worker": "01990000-0000-7000-8000-00000000ffff"}, "worker"),
        ({"rank": 0}, "rank"),
        ({"rank": 10**30}, "rank"),
        ({"rank": True}, "rank"),
        ({"start": "2026-03-02T13:00:00"}, "start"),
        ({"start": 1772452800}, "start"),
        ({"start": "2026-03-02T13:00:01+01:00"}, "start"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "start"),
        ({"end": "9999-12-31T23:59:00-14:00"}, "end"),
        ({"end": "2026-03-02T13:00:00+01:00"}, "end"),
        ({"end": "2026-04-04T13:00:00+01:00"}, "end"),
        ({"name": "Noor"}, "name"),
        ({"kind": "swap"}, "kind"),
        ({"worker": None}, "worker"),
        ({"replaces": "01990000-0000-7000-8000-00000000ffff"}, "replaces"),
        ({"kind": "remove", "replaces": "01990000-0000-7000-8000-00000000ffff"}, "worker"),
        ({"kind": "replace"}, "replaces"),
        ({"kind": "replace", "replaces": "01990000-0000-7000-8000-00000000ffff"}, "replaces"),
        ({"start": "2027-03-10T13:00:00Z", "end": "2027-03-10T14:00:00Z"}, "end"),
        ({"force": True}, "why"),
    ],
)
async def test_a_wrong_override_is_refused_with_its_field_and_nothing_is_stored(
    crisis: CrisisRoom, change: dict[str, object], field: str
) -> None:
    line = await crisis.line()
    body = ADD | {"worker": await crisis.worker(line)} | change
    refused = await crisis.post(f"/duty-lines/{line}/overrides", body)
    assert refused.status_code == 400, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert await crisis.room.rows("SELECT id FROM shift UNION SELECT id FROM roster_override") == []
    assert await crisis.room.told("shift.changed") == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"name": " ", "telephone": "038 123"}, ["name", "telephone"]),
        ({"name": "Noor Piket", "telephone": "+31850000001\n"}, ["telephone"]),
        ({"name": "Noor Piket"}, ["telephone"]),
    ],
)
async def test_a_worker_without_a_number_that_can_be_called_is_refused(
    crisis: CrisisRoom, body: dict[str, str], fields: list[str]
) -> None:
    refused = await crisis.post(f"/duty-lines/{await crisis.line()}/workers", body)
    assert refused.status_code == 400
    assert [error["field"] for error in refused.json()["errors"]] == fields
    assert await crisis.room.rows("SELECT id FROM on_call_worker") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "municipality"),
        ({"municipality": "9999"}, "municipality"),
        ({"municipality": "٠١٦٦"}, "municipality"),
        ({"municipality": KAMPEN, "at": "now"}, "at"),
        ({"municipality": KAMPEN, "at": "2026-03-02T13:00:00"}, "at"),
        ({"municipality": KAMPEN, "at": "0001-01-01T00:00:00+14:00"}, "at"),
        ({"municipality": KAMPEN, "line": "first"}, "line"),
    ],
)
async def test_a_look_up_that_makes_no_sense_is_refused_with_its_field(
    crisis: CrisisRoom, query: dict[str, str], field: str
) -> None:
    refused = await crisis.get("/on-call", **query)
    assert refused.status_code == 400
    assert [error["field"] for error in refused.json()["errors"]] == [field]


async def test_a_period_that_ends_before_it_begins_or_a_foreign_key_to_a_page_is_refused(
    crisis: CrisisRoom,
) -> None:
    line = await crisis.line()
    moments = {"from": "2026-03-02T13:00:00Z", "until": "2026-03-02T12:00:00Z"}
    assert (await crisis.get(f"/duty-lines/{line}/shifts", **moments)).status_code == 400
    assert (await crisis.get(f"/duty-lines/{line}/shifts", after=str(uuid7()))).status_code == 400


@pytest.mark.requirement("IJS-32")
async def test_only_the_closed_crisis_group_can_be_rostered(crisis: CrisisRoom) -> None:
    second = await crisis.other()
    ours, theirs = await crisis.line(), await crisis.line(crisisGroup=[str(second.organisation)])
    outsider = await crisis.worker(theirs, by=second)
    refused = await crisis.plan(ours, outsider, (0, 8))
    assert refused.status_code == 409
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["worker-outside-crisis-group"]
    both = [str(crisis.planner.organisation), str(second.organisation)]
    together = await crisis.line(crisisGroup=both)
    assert (await crisis.plan(together, outsider, (0, 8))).status_code == 201


async def test_a_planner_outside_the_crisis_group_learns_nothing_of_a_line(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    worker = await crisis.worker(line)
    override = (await crisis.plan(line, worker, (1, 8))).json()["id"]
    outsider = await crisis.other()
    of_line = [f"/duty-lines/{line}/{things}" for things in ("overrides", "workers", "plans", "previews")]
    for path in (*of_line, f"/overrides/{override}/withdrawal"):
        assert (await crisis.post(path, {}, by=outsider)).status_code == 404
    read = [
        f"/duty-lines/{line}/{things}" for things in ("shifts", "overrides", "workers", "plans", "coverage")
    ]
    for path in (f"/duty-lines/{line}", *read):
        assert (await crisis.get(path, by=outsider)).status_code == 404
    async with crisis.room.as_caller(outsider) as client:
        for path in (f"/duty-lines/{line}", f"/workers/{worker}"):
            assert (await client.put(path, json={})).status_code == 404
    assert (await crisis.get(f"/duty-lines/{uuid7()}/shifts")).status_code == 404
    desk = await crisis.other("crisis-desk")
    desk_elsewhere = await crisis.other("crisis-desk", regions=("elsewhere",))
    assert (await crisis.get(f"/duty-lines/{line}/shifts", by=desk)).status_code == 200
    assert (await crisis.get(f"/duty-lines/{line}/shifts", by=desk_elsewhere)).status_code == 404


async def test_who_has_no_token_or_the_wrong_role_is_turned_away(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    async with crisis.room.as_caller(None) as client:
        assert (await client.get("/on-call", params={"municipality": KAMPEN})).status_code == 401
        assert (await client.post("/duty-lines", json={})).status_code == 401
    parent = await crisis.other("parent", "platform")
    assert (await crisis.get("/on-call", by=parent, municipality=KAMPEN)).status_code == 403
    desk = await crisis.other("crisis-desk")
    assert (await crisis.post("/duty-lines", crisis.line_body(), by=desk)).status_code == 403
    assert (await crisis.post(f"/duty-lines/{line}/overrides", {}, by=desk)).status_code == 403


async def test_the_database_itself_keeps_two_shifts_from_one_seat_and_instant(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    await crisis.plan(line, await crisis.worker(line), (0, 8))
    with pytest.raises(IntegrityError, match="shift_one_per_seat_and_instant"):
        await crisis.room.rows(
            "INSERT INTO shift SELECT gen_random_uuid(), duty_line, worker, rank, "
            "ends_at - interval '1 minute', ends_at + interval '1 hour', status, 1, seat, source "
            "FROM shift RETURNING id"
        )


async def test_the_migrations_make_exactly_the_tables_of_the_code(
    new_database: Callable[[str], Awaitable[str]],
) -> None:
    assert await differences("crisis", await new_database("crisis")) == []
