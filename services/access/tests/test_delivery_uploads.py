"""Many deliveries at once: every wrong line is told and nothing kept, or all are recorded as usual."""

import asyncio
from datetime import date, timedelta
from uuid import UUID

import httpx
import pytest

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import Entitled, Given, a_decision, a_stay
from .quoting import Quoting
from .routing import NV, Region
from .test_products import COURSE, GUIDANCE

TODAY = date(2026, 3, 10)
HEADER = "toewijzing;kenmerk;geleverd op;functiegroep;minuten;uren;aankomst;vertrek;afwezig;aantal"
SECRET = "999901102"  # a BSN of the range that is kept for tests


async def upload(
    room: RoomUnderTest, by: Caller, *lines: str, dry: bool = False, key: str = "", language: str = "nl"
) -> httpx.Response:
    headers = {"Idempotency-Key": key or uuid7().hex, "Accept-Language": language}
    async with room.as_caller(by, **headers) as client:
        return await client.post(
            "/delivery-uploads", json={"csv": "\r\n".join([HEADER, *lines]), "dryRun": dry}
        )


async def stored(room: RoomUnderTest) -> list[tuple[UUID, str, int]]:
    rows = await room.rows(
        "SELECT entitlement_id, status, amount_cents FROM delivery ORDER BY recorded_at, id"
    )
    return [(row.entitlement_id, row.status, row.amount_cents) for row in rows]


async def told(answer: httpx.Response, *, kind: str = "lines-refused") -> dict[str, str]:
    assert (answer.status_code, answer.json()["type"]) == (400, f"/problems/{kind}"), answer.text
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


async def a_home_and_a_stay(room: RoomUnderTest, given: Given) -> tuple[Caller, Entitled, Entitled]:
    """A provider with hours at one young person and nights of another, since three weeks."""
    room.clock.advance(timedelta(days=-30))
    provider = await given.provider()
    hours = await given.entitlement(provider)
    desk = await given.desk()
    referral = await given.referral(route="quote", budget=None, forms=["living"])
    decided = await given.decide(referral, desk, a_decision(a_stay(etmalen=10)))
    assert decided.status_code == 201, decided.text
    nights = await given.accepted(provider, referral, decided.json()["grants"][0]["id"])
    for each in (hours, nights):
        await each.start(TODAY - timedelta(days=25))
    room.clock.advance(timedelta(days=30))
    return provider, hours, nights


async def test_a_file_is_recorded_whole_held_where_it_must_be_and_counts_once_however_often_it_comes(
    access: RoomUnderTest, given: Given
) -> None:
    provider, hours, nights = await a_home_and_a_stay(access, given)
    file = (
        f"{hours.id};;9-3-2026;group-1;1440",
        f"{nights.id};;;;;;2026-02-20;2026-02-28",
        f"{hours.id};bezoek-2;2026-03-10;group-1;;10,0",
        f"{nights.id};;;;;;2026-03-01;2026-03-08;nee",
        f"{hours.id};;2026-03-10;group-2;60",
        f"{hours.id};;2026-03-10;group-2;60",
    )
    tried = await upload(access, provider, *file, dry=True)
    assert (tried.status_code, tried.json()["kept"]) == (200, False), tried.text
    assert await stored(access) == []
    assert await access.told("delivery.recorded") == []
    answers = await asyncio.gather(
        *(upload(access, provider, *file, key="upload-of-march") for _ in range(3))
    )
    answer = answers[0].json()
    assert {each.text for each in answers} == {answers[0].text}
    same = ("recorded", "known", "held", "entitlements")
    assert [answer[name] for name in same] == [tried.json()[name] for name in same]
    assert (answer["kept"], answer["recorded"], answer["known"]) == (True, 6, 0)
    held = {line["number"]: line["heldBecause"] for line in answer["held"]}
    assert held == {4: ["beyond-ceiling"], 5: ["beyond-volume"]}
    assert answer["held"][1]["heldCents"] == 5 * 13_180
    sums = {each["entitlement"]: each for each in answer["entitlements"]}
    assert sums[str(hours.id)] | {"entitlement": ""} == {
        "entitlement": "",
        "recorded": 4,
        "dueCents": 146_880 + 2 * 7_845,
        "heldCents": 61_200,
        "awaitingStartCents": 0,
    }
    assert (await hours.get()).json()["dueCents"] == 146_880 + 2 * 7_845
    assert (await nights.get()).json()["dueEtmalen"] == 10
    before = await stored(access)
    # Another day, another key: what came before counts once; a third visit of that day is a new one.
    again = await upload(access, provider, *file, f"{hours.id};;10-3-2026;group-2;;1")
    assert (again.json()["recorded"], again.json()["known"]) == (1, 6)
    assert len(await stored(access)) == len(before) + 1
    otherwise = await upload(access, provider, f"{hours.id};bezoek-2;2026-03-10;group-1;60")
    assert [*await told(otherwise)] == ["lines.2.reference"]


async def test_one_wrong_line_keeps_out_the_whole_file_and_each_is_told_with_its_column_and_never_its_content(
    access: RoomUnderTest, given: Given
) -> None:
    provider, hours, nights = await a_home_and_a_stay(access, given)
    other = await given.entitlement(await given.provider())
    closed = await given.entitlement(provider)
    await closed.start(TODAY)
    await closed.stop(TODAY, TODAY)
    etag = (await closed.get()).headers["etag"]
    assert (await closed.declare_final(etag)).status_code == 200
    file = (
        f"{hours.id};;2026-03-09;group-1;60",
        f"{hours.id};;2026-03-09;group-9;60",
        f"{other.id};;2026-03-09;group-1;60",
        f"{SECRET};;2026-03-09;{SECRET};{SECRET}",
        f"{nights.id};;2026-03-09;group-1;60",
        f"{hours.id};;;;;;2026-03-01;2026-03-02",
        f"{hours.id};;2026-03-09;;;;;;;3",
        f"{closed.id};;2026-03-09;group-1;60",
        f"{nights.id};;;;;;2026-03-01;2026-03-05",
        f"{nights.id};;;;;;2026-03-04;2026-03-06",
        f"{hours.id};x-1;2026-03-09;group-1;30",
        f"{hours.id};x-1;2026-03-09;group-1;45",
    )
    refused = await upload(access, provider, *file, key="mended-and-sent-again")
    errors = await told(refused)
    assert [*errors] == [
        "lines.3.functionGroup",
        "lines.4.entitlement",
        "lines.5.entitlement",
        "lines.5.functionGroup",
        "lines.5.minutes",
        "lines.6.functionGroup",
        "lines.7.arrivedOn",
        "lines.8.quantity",
        "lines.9.entitlement",
        "lines.11.arrivedOn",
        "lines.13.reference",
    ]
    assert "group-1, group-2" in errors["lines.3.functionGroup"]
    assert SECRET not in refused.text
    english = await upload(access, provider, *file, language="en")
    assert (await told(english))["lines.4.entitlement"] == "is no entitlement of your organisation"
    for table in ("delivery", "stay", "uploaded_line", "delivery_upload"):
        assert await access.rows(f"SELECT 1 FROM {table}") == []  # noqa: S608
    mended = await upload(access, provider, file[0], file[10], key="mended-and-sent-again")
    assert mended.json()["recorded"] == 2
    for table in ("", "toewijzing", "toewijzing;opmerking", "uren;minuten"):
        async with access.as_caller(provider, **{"Idempotency-Key": uuid7().hex}) as client:
            answer = await client.post("/delivery-uploads", json={"csv": f"{table}\n"})
        assert [*await told(answer, kind="invalid-input")] == ["csv"]


@pytest.mark.requirement("HLM-21")
async def test_products_of_a_file_are_priced_and_held_as_those_that_are_told_one_by_one(
    access: RoomUnderTest,
) -> None:
    access.clock.advance(timedelta(days=-10))
    nv = await Region.at(access, NV)
    minutes, piece = await nv.entitled(GUIDANCE), await nv.entitled(COURSE)
    for each in (minutes, piece):
        await each.start(access.clock().date())
    access.clock.advance(timedelta(days=10))
    answer = await upload(
        access,
        nv.provider,
        f"{minutes.id};;2026-03-09;;;;;;;60",
        f"{piece.id};;2026-03-09;;;;;;;1",
        f"{minutes.id};;2026-03-10;;;;;;;600",
    )
    assert answer.status_code == 200, answer.text
    held = {line["number"]: line["heldBecause"] for line in answer.json()["held"]}
    assert held == {3: ["result-not-reached"], 4: ["beyond-ceiling"]}


async def test_a_provider_sees_what_a_quote_comes_to_while_it_is_written_and_nothing_is_stored(
    access: RoomUnderTest, given: Given
) -> None:
    quoting = await Quoting.of_the_municipality(access, given)
    asked = await quoting.asked(await given.provider())
    empty = await asked.post("quote-check", asked.provider, {}, None)
    assert (empty.json()["amountCents"], empty.json()["broken"]) == (0, [])
    whole = {name: value for name, value in asked.an_answer().items() if name != "plan"}
    tried = (await asked.post("quote-check", asked.provider, whole, None)).json()
    assert (tried["amountCents"], tried["broken"]) == (100 * 7_845 + 90 * 13_180, [])
    assert [line["amountCents"] for line in tried["lines"]] == [100 * 7_845, 90 * 13_180]
    wrong = {
        "stay": [{"intensity": "living-2", "etmalen": 400}],
        "hours": [{"functionGroup": "x", "minutes": 1}],
    }
    told = (await asked.post("quote-check", asked.provider, whole | wrong, None)).json()
    assert [reason["code"] for reason in told["broken"]] == [
        "function-group-unknown",
        "stay-longer-than-period",
    ]
    assert (told["lines"], told["amountCents"]) == ([], 0)
    assert await asked.status() == "asked"
    assert (await asked.answer()).json()["amountCents"] == tried["amountCents"]
    late = await asked.post("quote-check", asked.provider, whole, None)
    assert late.json()["type"] == "/problems/impossible-step"
