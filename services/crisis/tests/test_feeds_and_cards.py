"""The roster outside the pages: calendar feeds with a secret address, roster cards, time on call."""

import io
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import icalendar
import pypdf
import pytest
from crisis_stories import NOON, CrisisRoom
from sqlalchemy import text

from roster.plan import Weekday
from wirekit.caller import Caller

START = NOON.replace(second=0)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


async def makes_feed(crisis: CrisisRoom, **of: str) -> dict[str, Any]:
    made = await crisis.post("/calendar-feeds", of)
    assert made.status_code == 201, made.text
    return dict(made.json())


async def subscribed(crisis: CrisisRoom, feed: dict[str, Any], **headers: str) -> httpx.Response:
    """As a calendar does: no token, only the address."""
    async with crisis.room.as_caller(None, **headers) as client:
        return await client.get(feed["address"].removeprefix("/api/crisis/v1"))


def events(answer: httpx.Response) -> list[Any]:
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def instants(event: Any) -> tuple[datetime, datetime]:
    return event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC)


async def add(crisis: CrisisRoom, line: str, worker: str, start: datetime, end: datetime) -> Any:
    body = {"kind": "add", "worker": worker, "rank": 1}
    body |= {"start": start.isoformat(), "end": end.isoformat()}
    answer = await crisis.post(f"/duty-lines/{line}/overrides", body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def done(crisis: CrisisRoom, sql: str) -> None:
    async with crisis.room.begin() as tx:
        await tx.session.execute(text(sql))


async def test_a_calendar_follows_a_worker_by_a_secret_address_and_sees_each_change(
    crisis: CrisisRoom,
) -> None:
    line = await crisis.line()
    noor, sam = await crisis.worker(line), await crisis.worker(line, "Sam Achterwacht")
    await crisis.plan(line, noor, (1, 9))
    await crisis.plan(line, sam, (9, 17))
    feed = await makes_feed(crisis, worker=noor)
    first = await subscribed(crisis, feed)
    assert first.headers["content-type"].startswith("text/calendar")
    assert first.headers["cache-control"] == "private, max-age=900"
    (event,) = events(first)
    assert instants(event) == (START + HOUR, START + 9 * HOUR)
    assert (event["SUMMARY"], event["SEQUENCE"]) == ("Piket: Ambulant crisisteam (rang 1)", 0)
    crisis.room.clock.advance(15 * MINUTE)
    again = await subscribed(crisis, feed, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    cut = {"kind": "replace", "replaces": noor, "worker": sam}
    cut |= {"start": (START + 6 * HOUR).isoformat(), "end": (START + 9 * HOUR).isoformat()}
    assert (await crisis.post(f"/duty-lines/{line}/overrides", cut)).status_code == 201
    (later,) = events(await subscribed(crisis, feed, **{"If-None-Match": first.headers["etag"]}))
    assert (later["UID"], later["SEQUENCE"]) == (event["UID"], 1)
    assert instants(later) == (START + HOUR, START + 6 * HOUR)
    of_line = await makes_feed(crisis, line=line, language="en")
    everybody = events(await subscribed(crisis, of_line))
    assert [each["SUMMARY"] for each in everybody] == ["Noor Piket (rank 1)"] + [
        "Sam Achterwacht (rank 1)"
    ] * 2
    assert everybody[0]["DESCRIPTION"] == "Telephone: +31850000001"
    listed = (await crisis.get("/calendar-feeds")).json()["items"]
    assert [(each["timesRead"], each["address"]) for each in listed] == [(3, None), (1, None)]
    assert listed[0]["readAt"] == (crisis.room.clock().isoformat().replace("+00:00", "Z"))


@pytest.mark.parametrize("night", [datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)])
async def test_a_calendar_shows_every_hand_off_of_a_night_of_the_clock_change_at_its_instant(
    crisis: CrisisRoom, night: datetime
) -> None:
    crisis.room.clock.at = night
    line = await crisis.line()
    worker = await crisis.worker(line)
    hand_offs = [night + timedelta(hours=23, minutes=30 * n) for n in range(1, 7)]
    for start, end in itertools.pairwise(hand_offs):
        await add(crisis, line, worker, start, end)
    answer = await subscribed(crisis, await makes_feed(crisis, worker=worker))
    assert [instants(each) for each in events(answer)] == list(itertools.pairwise(hand_offs))
    assert b"DTSTART;TZID=Europe/Amsterdam:" in answer.content
    assert len(icalendar.Calendar.from_ical(answer.content).walk("VTIMEZONE")) == 1


async def test_a_revoked_an_unknown_and_an_ended_address_open_nothing(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    worker = await crisis.worker(line)
    feed, other = await makes_feed(crisis, worker=worker), await makes_feed(crisis, line=line)
    assert len(feed["address"].rpartition("/")[2]) == 43
    assert (await subscribed(crisis, feed, Authorization="Bearer x")).status_code == 403
    async with crisis.room.as_caller(crisis.planner) as client:
        path = f"/calendar-feeds/{feed['id']}"
        assert (await client.delete(path)).status_code == 428
        assert (await client.delete(path, headers={"If-Match": '"1"'})).status_code == 204
        assert (await client.delete(path, headers={"If-Match": '"2"'})).status_code == 404
    assert (await subscribed(crisis, feed)).status_code == 404
    assert (await subscribed(crisis, {"address": f"/calendars/{'x' * 43}"})).status_code == 404
    assert (await subscribed(crisis, {"address": "/calendars/no-secret"})).status_code == 401
    assert (await subscribed(crisis, other)).status_code == 200
    await done(crisis, "UPDATE duty_line SET crisis_group = '{}'")
    assert (await subscribed(crisis, other)).status_code == 404
    stranger = await crisis.other()
    for of in ({"worker": worker}, {"line": line}):
        assert (await crisis.post("/calendar-feeds", of, by=stranger)).status_code == 409
    assert (await crisis.post("/calendar-feeds", {})).json()["errors"][0]["field"] == "worker"


async def test_the_secret_of_a_feed_is_in_no_log_event_error_or_table(
    crisis: CrisisRoom, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = await crisis.line()
    key = {"Idempotency-Key": "made-only-once"}
    feed = (await crisis.post("/calendar-feeds", {"line": line}, **key)).json()
    secret = feed["address"].rpartition("/")[2]
    repeated = await crisis.post("/calendar-feeds", {"line": line}, **key)
    assert (repeated.json()["id"], repeated.json()["address"]) == (feed["id"], None)
    answers = [await subscribed(crisis, feed)]
    tables = await crisis.room.rows(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    )
    for (table,) in tables:
        for row in await crisis.room.rows(f'SELECT t::text FROM "{table}" t'):  # noqa: S608
            assert secret not in row[0], table
            assert secret.encode().hex() not in row[0], table
    administrator = await asyncpg.connect(database)
    await administrator.execute("ALTER TABLE calendar_feed RENAME TO away")
    await administrator.close()
    answers.append(await subscribed(crisis, feed))
    assert [answer.status_code for answer in answers] == [200, 500]
    assert all(secret not in answer.text and secret not in str(answer.headers) for answer in answers)
    assert secret not in b"".join(event.to_bytes() for event in await crisis.room.told()).decode()
    logged = capsys.readouterr()
    assert '"operation": "read_calendar"' in logged.out
    assert '"bug"' in logged.out
    assert secret not in logged.out + logged.err


def read(pdf: bytes) -> tuple[pypdf.PdfReader, str]:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


async def test_a_roster_card_tells_on_one_page_who_is_on_call_from_when_and_where_nobody_is(
    crisis: CrisisRoom,
) -> None:
    line = await crisis.line()
    noor, sam = await crisis.worker(line), await crisis.worker(line, "Sam Achterwacht")
    always = {"name": "nacht", "members": [sam], "every": 1, "unit": "days", "ends": "2026-03-29T15:00"}
    days = [day.value for day in Weekday]
    by_day = {"days": days, "begins": "14:00", "ends": "22:00"}
    over_day = {**always, "name": "dag", "members": [noor], "windows": [by_day]}
    layers = [{**each, "rank": 1, "seat": 1, "starts": "2026-03-02T14:00"} for each in (always, over_day)]
    plan = {"since": START.isoformat(), "needed": [1], "layers": layers, "force": True, "why": "Een maand"}
    made = await crisis.post(f"/duty-lines/{line}/plans", plan)
    assert made.status_code == 201, made.text
    crisis.room.clock.at = START + timedelta(minutes=34)
    path = f"/duty-lines/{line}/roster-card"
    card = await crisis.get(path)
    assert (card.status_code, card.headers["content-type"]) == (200, "application/pdf")
    reader, words = read(card.content)
    assert reader.metadata
    assert len(reader.pages) == 1
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "nl-NL"
    assert reader.metadata.title == "Piketkaart Ambulant crisisteam, ma 2 mrt 2026 tot en met zo 29 mrt 2026"
    assert bool(root["/MarkInfo"]["/Marked"])
    assert "Afgedrukt op ma 2 mrt 2026 13:34" in words
    assert "ma 2 mrt NIEMAND · 14:00 Noor Piket · 22:00 Sam Achterwacht" in words
    assert "di 3 mrt Sam Achterwacht · 14:00 Noor Piket · 22:00 Sam Achterwacht" in words
    assert "zo 29 mrt Sam Achterwacht · 14:00 Noor Piket · 15:00 NIEMAND" in words
    assert "Noor Piket Crisisaanbieder Een +31850000001" in words
    async with crisis.room.as_caller(crisis.planner, **{"Accept-Language": "en"}) as client:
        english = await client.get(path, params={"month": "2026-04"})
        too_far = await client.get(path, params={"month": "2027-01"})
    reader, words = read(english.content)
    assert (english.headers["content-language"], len(reader.pages)) == ("en", 1)
    assert "Wed 1 Apr NOBODY Thu 2 Apr NOBODY" in words
    assert [error["field"] for error in too_far.json()["errors"]] == ["month"]


async def test_time_on_call_counts_what_was_and_what_is_ahead_in_real_minutes(crisis: CrisisRoom) -> None:
    crisis.room.clock.at = saturday = datetime(2026, 3, 28, 8, tzinfo=UTC)
    line = await crisis.line()
    noor, sam = await crisis.worker(line), await crisis.worker(line, "Sam Achterwacht")
    nine = datetime(2026, 3, 29, 7, tzinfo=UTC)  # 09:00 in summer time, 23 hours after 09:00 on Saturday
    await add(crisis, line, noor, saturday, nine)
    await add(crisis, line, sam, nine, nine + 24 * HOUR)
    crisis.room.clock.at = saturday + timedelta(days=3)
    path = f"/duty-lines/{line}/time-on-call"
    period = {"from": (saturday + HOUR).isoformat(), "until": (nine + 24 * HOUR).isoformat()}
    found = (await crisis.get(path, **period)).json()
    assert [(each["name"], each["minutes"]) for each in found["items"]] == [
        ("Sam Achterwacht", 24 * 60),
        ("Noor Piket", 22 * 60),
    ]
    assert found["from"] == "2026-03-28T09:00:00Z"
    backwards = await crisis.get(path, **{"from": period["until"], "until": period["from"]})
    assert [error["field"] for error in backwards.json()["errors"]] == ["until"]
    elsewhere = Caller("x", (await crisis.other()).organisation, "roster-planner")
    assert (await crisis.get(path, by=elsewhere, **period)).status_code == 404
