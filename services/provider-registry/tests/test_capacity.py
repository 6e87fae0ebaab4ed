"""How many places there are, who said so and when; and how long one waited (NV-17)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from provider_registry.domain.capacity import (
    Capacity,
    CapacityStatus,
    Outcome,
    Source,
    Word,
    waited,
    weigh,
    what_does_not_fit,
)
from provider_registry.domain.enrolment import Enrolment
from provider_registry.domain.organisation import Kind
from region_policy.codes import CareForm, HelpForm
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from . import builders as given

FREE = {"status": "capacity", "freePlaces": 2, "mostPlaces": 8, "waitFromDays": 3, "waitToDays": 10}
FULL = {"status": "waiting-list", "freePlaces": 0, "mostPlaces": 8, "waitFromDays": 63, "waitToDays": 90}


async def placeable(room: RoomUnderTest, **more: Any) -> Enrolment:
    """Help at home of a new provider, contracted in IJsselland."""
    provider = await given.organisation(room)
    await given.contract(room, provider, CareForm.AMBULATORY)
    return await given.enrolment(room, await given.offer(room, provider), **more)


async def say(
    room: RoomUnderTest, place: Enrolment, word: dict[str, Any], version: int | None = None, **more: Any
) -> httpx.Response:
    headers = {"If-Match": f'"{version}"'} if version else {}
    async with room.as_caller(given.as_provider(place.provider), **headers) as client:
        return await client.put(f"/enrolments/{place.id}/capacity", json=word | more)


async def read(room: RoomUnderTest, path: str, caller: Caller, **query: str) -> Any:
    async with room.as_caller(caller) as client:
        answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.requirement("NV-17")
async def test_what_a_provider_says_is_seen_at_once_by_who_refers_with_who_said_it_and_when(
    registry: RoomUnderTest,
) -> None:
    place = await placeable(registry)
    gp = await given.caller(registry, "general-practitioner", Kind.GENERAL_PRACTICE)
    before = await read(registry, f"/enrolments/{place.id}/capacity", gp)
    assert (before["status"], before["isStale"], before["version"]) == (None, True, None)
    said = await say(registry, place, FREE)
    assert said.status_code == 201, said.text
    assert said.headers["etag"] == '"1"'
    now = await read(registry, f"/enrolments/{place.id}/capacity", gp)
    assert now | FREE == now
    assert now["isStale"] is False
    assert UUID(now["saidBy"]) == place.provider
    assert datetime.fromisoformat(now["asOf"]) == registry.clock()
    for option in await registry.rows("SELECT wait_days FROM option WHERE enrolment = :id", id=place.id):
        assert option.wait_days == 3
    (event,) = await registry.told("capacity.changed")
    assert (event.subject, event.version, event.data["freePlaces"]) == (place.id, 1, 2)
    assert event.data["provider"] == str(place.provider)


async def test_a_second_word_needs_the_version_that_was_read_and_the_first_is_kept(
    registry: RoomUnderTest,
) -> None:
    place = await placeable(registry)
    await say(registry, place, FREE)
    registry.clock.advance(timedelta(hours=1))
    assert (await say(registry, place, FULL)).status_code == 428
    assert (await say(registry, place, FULL, version=4)).status_code == 412
    changed = await say(registry, place, FULL, version=1)
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    provider = given.as_provider(place.provider)
    kept = await read(registry, f"/enrolments/{place.id}/capacity-history", provider)
    assert [word["waitFromDays"] for word in kept["items"]] == [63, 3]
    assert kept["next"] is None


async def test_a_word_of_an_earlier_moment_goes_to_the_history_and_changes_nothing_else(
    registry: RoomUnderTest,
) -> None:
    place = await placeable(registry)
    await say(registry, place, FREE)
    yesterday = (registry.clock() - timedelta(days=1)).isoformat()
    late = await say(registry, place, FULL, version=1, asOf=yesterday)
    assert late.status_code == 200, late.text
    assert late.json() | FREE == late.json()
    assert late.json()["version"] == 1
    assert len(await registry.told("capacity.changed")) == 1
    assert len(await registry.rows("SELECT 1 FROM capacity_said WHERE enrolment = :id", id=place.id)) == 2


async def test_the_same_word_of_the_same_moment_changes_nothing_and_another_one_is_refused(
    registry: RoomUnderTest,
) -> None:
    place = await placeable(registry)
    moment = (registry.clock() - timedelta(hours=2)).isoformat()
    assert (await say(registry, place, FREE, asOf=moment)).status_code == 201
    again = await say(registry, place, FREE, asOf=moment)
    assert (again.status_code, again.json()["version"]) == (200, 1)
    other = await say(registry, place, FULL, version=1, asOf=moment)
    assert other.status_code == 409
    assert [reason["code"] for reason in other.json()["reasons"]] == ["said-otherwise"]
    assert len(await registry.told("capacity.changed")) == 1


async def test_two_who_say_something_at_once_from_the_same_version_do_not_undo_each_other(
    registry: RoomUnderTest,
) -> None:
    place = await placeable(registry)
    await say(registry, place, FREE, asOf=(registry.clock() - timedelta(hours=9)).isoformat())
    words = [FULL | {"asOf": (registry.clock() - timedelta(hours=back)).isoformat()} for back in range(1, 6)]
    answers = await asyncio.gather(*(say(registry, place, word, version=1) for word in words))
    assert sorted(answer.status_code for answer in answers)[0] == 200
    stored = await registry.rows("SELECT version, as_of FROM capacity WHERE enrolment = :id", id=place.id)
    newest = await registry.rows(
        "SELECT max(as_of) AS at FROM capacity_said WHERE enrolment = :id", id=place.id
    )
    assert stored[0].as_of == newest[0].at
    assert stored[0].version == sum(answer.status_code == 200 for answer in answers) + 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"freePlaces": 9}, "freePlaces"),
        ({"freePlaces": 0}, "freePlaces"),
        ({"status": "none"}, "freePlaces"),
        ({"status": "full"}, "status"),
        ({"waitFromDays": 11}, "waitToDays"),
        ({"waitFromDays": None}, "waitToDays"),
        ({"waitToDays": 3651}, "waitToDays"),
        ({"freePlaces": -1}, "freePlaces"),
        ({"freePlaces": 1.5}, "freePlaces"),
        ({"asOf": "2999-01-01T00:00:00Z"}, "asOf"),
        ({"asOf": "0001-01-01T00:00:00+14:00"}, "asOf"),
        ({"asOf": "2026-03-01T09:00:00"}, "asOf"),
        ({"source": "upload"}, "source"),
    ],
)
async def test_a_word_that_contradicts_itself_or_the_clock_is_refused_and_not_kept(
    registry: RoomUnderTest, change: dict[str, Any], field: str
) -> None:
    place = await placeable(registry)
    refused = await say(registry, place, FREE | change)
    assert refused.status_code == 400, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert await registry.rows("SELECT 1 FROM capacity_said") == []
    assert await registry.told("capacity.changed") == []


async def test_nobody_speaks_of_the_places_of_another(registry: RoomUnderTest) -> None:
    place, other = await placeable(registry), await placeable(registry)
    async with registry.as_caller(given.as_provider(other.provider)) as client:
        assert (await client.put(f"/enrolments/{place.id}/capacity", json=FREE)).status_code == 404
        assert (await client.get(f"/enrolments/{uuid7()}/capacity")).status_code == 404
        assert (await client.get(f"/enrolments/{uuid7()}/capacity-history")).status_code == 404


@pytest.mark.requirement("NV-17")
async def test_a_provider_sees_all_its_places_page_by_page_also_those_of_which_it_said_nothing(
    registry: RoomUnderTest,
) -> None:
    provider = await given.organisation(registry)
    await given.contract(registry, provider, CareForm.LIVING)
    house = await given.location(registry, provider, name="De Linde (fictief)")
    bed = await given.offer(registry, provider, HelpForm.FAMILY_HOME, name="Gezinshuis (fictief)")
    places = [
        await given.enrolment(registry, bed, location=house.id, intensity=f"living-{level}")
        for level in (1, 2, 3)
    ]
    today = registry.clock().date()
    await given.enrolment(registry, bed, intensity="living-1", valid_until=today - timedelta(days=2))
    await placeable(registry)
    await say(registry, places[0], FREE)
    seen: list[dict[str, Any]] = []
    query = {"limit": "2"}
    while True:
        page = await read(registry, "/capacities", given.as_provider(provider), **query)
        seen += page["items"]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert [row["enrolment"] for row in seen] == sorted(str(place.id) for place in places)
    by_level = {row["intensity"]: row for row in seen}
    assert by_level["living-1"]["freePlaces"] == 2
    assert by_level["living-2"] | {"status": None, "isStale": True, "leased": 0} == by_level["living-2"]
    assert {row["offerName"] for row in seen} == {"Gezinshuis (fictief)"}
    assert {row["locationName"] for row in seen} == {"De Linde (fictief)"}


@pytest.mark.requirement("NV-17")
async def test_what_nobody_confirmed_in_time_is_shown_as_stale_and_last_and_a_new_word_ends_that(
    registry: RoomUnderTest,
) -> None:
    place = await placeable(registry)
    gp = await given.caller(registry, "general-practitioner", Kind.GENERAL_PRACTICE)
    await say(registry, place, FREE)
    fresh = await registry.rows("SELECT turn FROM option WHERE enrolment = :id LIMIT 1", id=place.id)
    registry.clock.advance(timedelta(days=14))
    assert await registry.fire_deadlines() == 1
    old = await registry.rows("SELECT turn FROM option WHERE enrolment = :id LIMIT 1", id=place.id)
    assert old[0].turn > fresh[0].turn
    assert (await read(registry, f"/enrolments/{place.id}/capacity", gp))["isStale"] is True
    await say(registry, place, FREE, version=1)
    new = await registry.rows("SELECT turn FROM option WHERE enrolment = :id LIMIT 1", id=place.id)
    assert new[0].turn < old[0].turn
    assert (await read(registry, f"/enrolments/{place.id}/capacity", gp))["isStale"] is False
    assert await registry.fire_deadlines() == 0


async def test_the_history_is_read_page_by_page_from_the_newest_to_the_oldest(
    registry: RoomUnderTest,
) -> None:
    place = await placeable(registry)
    for days in range(5):
        wait = {"waitFromDays": days, "waitToDays": 10}
        answer = await say(registry, place, FREE | wait, version=days or None)
        assert answer.is_success, answer.text
        registry.clock.advance(timedelta(minutes=1))
    seen, query = [], {"limit": "2"}
    provider = given.as_provider(place.provider)
    while True:
        page = await read(registry, f"/enrolments/{place.id}/capacity-history", provider, **query)
        seen += [word["waitFromDays"] for word in page["items"]]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert seen == [4, 3, 2, 1, 0]
    for strange in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        found = await read(registry, f"/enrolments/{place.id}/capacity-history", provider, after=strange)
        assert len(found["items"]) in {0, 5}


@pytest.mark.requirement("NV-17")
async def test_one_can_read_how_long_one_waited_in_march(registry: RoomUnderTest) -> None:
    place = await placeable(registry)
    registry.clock.at = datetime(2026, 2, 20, 9, tzinfo=UTC)
    await say(registry, place, FULL | {"waitFromDays": 10, "waitToDays": 20})
    # Local midnight, when the clock of the Netherlands is one hour ahead of UTC.
    registry.clock.at = datetime(2026, 3, 15, 23, tzinfo=UTC)
    await say(registry, place, FULL | {"waitFromDays": 42, "waitToDays": 52}, version=1)
    registry.clock.at = datetime(2026, 5, 1, 9, tzinfo=UTC)
    gp = await given.caller(registry, "general-practitioner", Kind.GENERAL_PRACTICE)
    path = f"/enrolments/{place.id}/waiting-time"
    assert await read(registry, path, gp, **{"from": "2026-03-01", "until": "2026-03-15"}) == {
        "waitFromDays": 10,
        "waitToDays": 20,
        "daysKnown": 15,
        "days": 15,
    }
    march = await read(registry, path, gp, **{"from": "2026-03-01", "until": "2026-03-31"})
    assert march == {"waitFromDays": 26, "waitToDays": 36, "daysKnown": 31, "days": 31}
    winter = await read(registry, path, gp, **{"from": "2026-02-01", "until": "2026-02-10"})
    assert winter == {"waitFromDays": None, "waitToDays": None, "daysKnown": 0, "days": 10}
    async with registry.as_caller(gp) as client:
        for start, end in (
            ("2026-03-02", "2026-03-01"),
            ("2026-05-01", "2026-05-02"),
            ("0001-01-01", "2026-01-01"),
        ):
            wrong = await client.get(path, params={"from": start, "until": end})
            assert wrong.status_code == 400
        missing = {"from": "2026-03-01", "until": "2026-03-02"}
        assert (await client.get(f"/enrolments/{uuid7()}/waiting-time", params=missing)).status_code == 404


async def test_the_feed_gives_what_was_said_last_of_every_place(registry: RoomUnderTest) -> None:
    place, silent = await placeable(registry), await placeable(registry)
    await say(registry, place, FREE)
    async with registry.as_caller(Caller("platform", uuid7(), "service")) as client:
        feed = (await client.get("/feed", params={"noun": "capacity"})).json()
    assert [item["subject"] for item in feed["items"]] == [str(place.id)]
    assert str(silent.id) not in str(feed)


# The rules alone.

PLACE = UUID("01990000-0000-7000-8000-000000000001")
START = datetime(2026, 3, 1, tzinfo=UTC)
words = st.builds(
    Word,
    enrolment=st.just(PLACE),
    as_of=st.integers(0, 6).map(lambda hours: START + timedelta(hours=hours)),
    status=st.just(CapacityStatus.WAITING_LIST),
    free_places=st.none(),
    most_places=st.none(),
    wait_from_days=st.integers(0, 2),
    wait_to_days=st.just(9),
    said_by=st.just(PLACE),
    source=st.just(Source.API),
    recorded_at=st.just(START),
)


@every(st.lists(words, max_size=12))
def test_in_whatever_order_words_come_the_latest_moment_counts_and_each_moment_has_one_word(
    said: list[Word],
) -> None:
    weighed = weigh(said, {}, {})
    first: dict[datetime, Word] = {}
    for word, outcome in zip(said, weighed.outcomes, strict=True):
        known = first.setdefault(word.as_of, word)
        if known is not word:
            same = known.wait_from_days == word.wait_from_days
            assert outcome is (Outcome.UNCHANGED if same else Outcome.CONTRADICTS)
    assert {word.as_of: word for word in weighed.kept} == first
    if said:
        latest = first[max(first)]
        assert weighed.latest[PLACE].as_of == latest.as_of
        assert weighed.latest[PLACE].wait_from_days == latest.wait_from_days
        assert weighed.latest[PLACE].version == weighed.outcomes.count(Outcome.STORED)


@every(
    st.lists(
        st.tuples(st.integers(0, 239), st.none() | st.integers(0, 60)), max_size=8, unique_by=lambda x: x[0]
    )
)
def test_the_average_wait_is_that_of_counting_hour_by_hour(said: list[tuple[int, int | None]]) -> None:
    said = sorted(said)
    history = [
        Capacity(
            PLACE,
            1,
            CapacityStatus.WAITING_LIST,
            None,
            None,
            wait,
            wait,
            START + timedelta(hours=hour),
            PLACE,
            Source.API,
        )
        for hour, wait in said
    ]
    start, end = START + timedelta(hours=24), START + timedelta(hours=216)
    by_hour = [[wait for at, wait in said if at <= hour][-1:] for hour in range(24, 216)]
    known = [held[0] for held in by_hour if held and held[0] is not None]
    found = waited(history, start, end)
    assert found.days == 8
    assert found.days_known == round(len(known) / 24)
    if known:
        assert found.wait_from_days is not None
        assert abs(found.wait_from_days - sum(known) / len(known)) <= 0.5 + 1e-9
    else:
        assert found.wait_from_days is None


def test_a_word_without_numbers_fits_every_status() -> None:
    for status in CapacityStatus:
        word = Capacity(PLACE, 1, status, None, None, None, None, START, PLACE, Source.API)
        assert what_does_not_fit(word) == ()
