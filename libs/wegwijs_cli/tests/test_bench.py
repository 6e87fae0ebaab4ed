"""The bench: how rounds become a ratio, what is printed, what counts as a query, and the made country."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from string import Template
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from region_policy.loader import Policies
from wegwijs_cli.bench import command
from wegwijs_cli.bench.cast import cast_of
from wegwijs_cli.bench.hop import NGINX_CONF
from wegwijs_cli.bench.load import Target, drive, timed
from wegwijs_cli.bench.loaded import HowFar, fill, how_far
from wegwijs_cli.bench.measure import ROUNDS, Measure, in_turns, measured, percentile
from wegwijs_cli.bench.national import OF_ACCESS, OF_REFERRAL, TABLES, Country
from wegwijs_cli.bench.search_floor import buffers, search_floor
from wegwijs_cli.bench.search_questions import mix
from wegwijs_cli.bench.search_updates import enrolments_with_words, updating
from wegwijs_cli.bench.submission import NO_QUERY, bsns_for_tests, logged_queries
from wegwijs_cli.cli import application
from wegwijs_cli.demo.client import WrongAnswer
from wegwijs_cli.national.country import Country as Registered
from wegwijs_cli.national.load import load
from wegwijs_cli.national.places import Places
from wegwijs_cli.settings import LauncherSettings

KEYS = ["name", "ratio", "better", "goal", "met", "min", "median", "max"]


@pytest.mark.parametrize(
    ("better", "goal", "met"),
    [("higher", 2.0, True), ("higher", 2.1, False), ("lower", 2.0, True), ("lower", 1.9, False)],
)
def test_a_goal_is_met_on_its_own_side_of_the_median(better: Any, goal: float, met: bool) -> None:
    measure = measured("a thing", [5.0, 1.0, 2.0], better=better, goal=goal)
    assert (measure.ratio, measure.min, measure.median, measure.max) == (2.0, 1.0, 2.0, 5.0)
    assert measure.met is met
    assert ("NOT MET" in str(measure)) is not met


def test_sides_take_turns_and_change_places_each_round() -> None:
    order: list[str] = []

    async def side(name: str) -> str:
        order.append(name)
        return name

    sides = (lambda: side("a"), lambda: side("b"), lambda: side("c"))
    assert asyncio.run(in_turns(3, *sides)) == [("a", "b", "c")] * 3
    assert "".join(order) == "abccbaabc"


def test_there_are_five_rounds_at_least() -> None:
    assert ROUNDS >= 5


@given(st.lists(st.floats(0, 1e6), min_size=1), st.sampled_from([0.5, 0.99, 1.0]))
def test_a_percentile_is_not_exceeded_by_its_part_and_is_the_smallest_such(
    values: list[float], part: float
) -> None:
    found = percentile(values, part)
    assert sum(each <= found for each in values) >= part * len(values)
    assert sum(each < found for each in values) < part * len(values)


def test_each_bsn_for_tests_is_right_by_the_eleven_test_and_comes_once() -> None:
    numbers = [*bsns_for_tests()]
    assert len(numbers) == len({*numbers}) > 9000
    for number in numbers:
        digits = [*map(int, number)]
        assert sum(w * d for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True)) % 11 == 0


def test_a_query_is_counted_and_what_begins_or_ends_a_transaction_is_not() -> None:
    log = "\n".join(
        [
            "2026-11-25 LOG:  statement: BEGIN ISOLATION LEVEL READ COMMITTED;",
            "2026-11-25 LOG:  execute __asyncpg_stmt_1__: SELECT 1",
            "2026-11-25 LOG:  execute <unnamed>: INSERT INTO read_log VALUES ($1)",
            "\tRETURNING id",
            "2026-11-25 LOG:  statement: COMMIT;",
            "2026-11-25 LOG:  checkpoint starting: time",
        ]
    )
    assert logged_queries(log) == ["SELECT 1", "INSERT INTO read_log VALUES ($1)"]
    assert {"BEGIN", "COMMIT"} <= {*NO_QUERY}


@contextmanager
def _nowhere(*_: Any, **__: Any) -> Iterator[Any]:
    class Nowhere:
        big = False
        progress = command.Progress(json=True)

        async def clear(self) -> None:
            return None

    yield Nowhere()


def test_json_is_a_list_of_measures_with_these_keys_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    async def two(_: Any) -> list[Measure]:
        return [
            measured("one", [1.0], better="higher", goal=1),
            measured("other", [3.0], better="lower", goal=1),
        ]

    monkeypatch.setattr(command, "standing", _nowhere)
    monkeypatch.setattr(command, "MEASURES", {"these": two})
    answer = CliRunner().invoke(application("bench"), ["bench", "--json"])
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    assert [[*each] for each in told] == [KEYS, KEYS]
    assert [each["met"] for each in told] == [True, False]


def test_a_measure_that_does_not_exist_is_refused_with_those_that_do() -> None:
    answer = CliRunner().invoke(application("bench"), ["bench", "--only", "weather"])
    assert answer.exit_code == 2
    assert "submission" in answer.output


async def test_the_load_sends_every_call_and_refuses_an_answer_that_was_not_expected() -> None:
    seen: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            seen.append(head)
            status = b"500 Broken" if b"/broken" in head else b"201 Created"
            # In two pieces, as a network may bring it.
            writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Le")
            await writer.drain()
            writer.write(b"ngth: 2\r\n\r\n{}")

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    target = Target(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    await drive(target, [target.call("GET", f"/{n}") for n in range(20)], expect=201, connections=3)
    assert {head.split()[1] for head in seen} == {f"/{n}".encode() for n in range(20)}
    driven = await timed(target, [target.call("GET", "/timed")] * 5, expect=201, connections=2)
    assert len(driven.latencies) == 5
    assert 0 < max(driven.latencies) <= driven.seconds <= sum(driven.latencies)
    with pytest.raises(WrongAnswer, match="500 instead of 201"):
        await drive(target, [target.call("GET", "/broken")], expect=201, connections=1)
    server.close()


def test_the_rows_of_a_country_are_uuid7_in_the_order_of_time_and_hang_together() -> None:
    made_at = datetime(2026, 11, 25, tzinfo=UTC)
    country = Country(_Somewhere(), 200, made_at)  # type: ignore[arg-type]  # what it looks at
    referrals, requests = [*country.rows("referral")], [*country.rows("request")]
    ids = [row[0] for row in referrals]
    assert ids == sorted({*ids})
    assert {each.version for each in ids} == {7}
    assert [row[0] for row in requests] == ids
    assert [row[0] for row in country.rows("client")] == [row[3] for row in referrals]
    assert [row[0] for row in country.rows("household")] == [row[4] for row in referrals]
    for table, columns in TABLES.items():
        assert {len(row) for row in country.rows(table)} == {len(columns)}


async def test_a_load_that_is_broken_off_goes_on_where_it_was_and_every_reference_holds(
    new_database: Callable[[str], Awaitable[str]],
) -> None:
    url = await new_database("referral")
    connection, other = await asyncpg.connect(url), await asyncpg.connect(url)
    database = await connection.fetchval("SELECT current_database()")
    stand: Any = _Somewhere()
    far = HowFar(count=100, made_at=datetime(2026, 11, 25, tzinfo=UTC))
    await connection.execute("BEGIN; LOCK TABLE milestone")
    await other.execute("SET lock_timeout = '10ms'")
    with pytest.raises(asyncpg.LockNotAvailableError):
        await fill(stand, other, database, far, OF_REFERRAL)
    await connection.execute("ROLLBACK")
    broken_off = await how_far(other, database)
    assert broken_off is not None
    assert broken_off.tables == OF_REFERRAL[: OF_REFERRAL.index("milestone")]
    await fill(stand, other, database, broken_off, OF_REFERRAL)
    whole = await how_far(other, database)
    assert whole is not None
    assert whole.tables == OF_REFERRAL
    for table in OF_REFERRAL:
        more = 4 if table == "deadline" else 0
        assert await other.fetchval(f"SELECT count(*) FROM {table}") == 100 + more, table  # noqa: S608
    references = await other.fetch(
        "SELECT conrelid::regclass AS own, confrelid::regclass AS other, attname"
        " FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY($1)",
        [*OF_REFERRAL],
    )
    assert len(references) > 6
    for own, target, column in references:
        orphan = f"SELECT 1 FROM {own} WHERE {column} NOT IN (SELECT id FROM {target})"  # noqa: S608
        assert await other.fetchval(orphan) is None, (own, column)
    await other.close()
    await connection.close()


async def test_the_rooms_of_the_house_get_the_same_rows_and_the_room_access_its_own_of_them(
    new_database: Callable[[str], Awaitable[str]],
) -> None:
    stand: Any = _Somewhere()
    far = HowFar(count=60, made_at=datetime(2026, 11, 25, tzinfo=UTC))
    urls = [await new_database(room) for room in ("referral", "referral", "access")]
    connections = [await asyncpg.connect(url) for url in urls]
    names = [await each.fetchval("SELECT current_database()") for each in connections]
    source, copy, access = connections
    await fill(stand, source, names[0], far, OF_REFERRAL)
    stand.database_url = lambda _name: urls[0]
    await fill(stand, copy, names[1], far, OF_REFERRAL, copied_from=names[0])
    await fill(stand, access, names[2], far, OF_ACCESS)
    for table in OF_REFERRAL:
        rows = f"SELECT {', '.join(TABLES[table])} FROM {table} ORDER BY 1"  # noqa: S608
        assert len(found := await source.fetch(rows)) >= 60
        assert await copy.fetch(rows) == found, table
    asked = await access.fetch("SELECT id, client FROM request ORDER BY id")
    assert asked == await source.fetch("SELECT id, client FROM referral ORDER BY id")
    for each in connections:
        await each.close()


class _Somewhere:
    settings = LauncherSettings()
    cast = cast_of(settings.regions_dir)
    progress = command.Progress(json=True)


def test_the_words_for_nginx_leave_nothing_to_fill_in() -> None:
    filled = Template(NGINX_CONF.read_text()).substitute(folder="f", port=1, auth="a", room="r")
    assert "auth_request /who;" in filled
    assert "$" not in filled


def test_what_the_search_is_asked_is_the_same_each_time_and_covers_the_country() -> None:
    questions = mix(_places(), 600)
    assert questions == mix(_places(), 600)
    assert len({each.municipality for each in questions}) > 250
    assert {each.age for each in questions} == {*range(18)}
    assert len({each.domain for each in questions}) == 4
    places = _places()
    forms = ("living", "residential")
    listed = {
        each for region in places.regions for form in forms for each in places.intensities(region, form)
    }
    assert {each.intensity for each in questions} - {None} == listed
    # Both windows are asked: of a region with a policy, and of one without.
    assert {each.care_form for each in questions} == {None, "living", "residential"}


async def test_the_floor_of_the_search_asks_everything_and_its_plans_tell_what_they_touched(
    small_country: str,
) -> None:
    questions = mix(_places(), 40)
    async with search_floor(small_country, connections=3) as floor:
        asked = await floor.ask(questions)
    assert len(asked.latencies) == 40
    connection = await asyncpg.connect(small_country)
    touched = await buffers(connection, questions)
    await connection.close()
    assert len(touched) == 40
    assert all(pages > 0 for pages in touched)


async def test_updates_beside_the_search_are_paced_and_are_what_a_word_of_a_provider_writes(
    small_country: str,
) -> None:
    connection = await asyncpg.connect(small_country)
    enrolments = await enrolments_with_words(connection)
    before = {row["enrolment"]: row["version"] for row in await connection.fetch("SELECT * FROM capacity")}
    words = await connection.fetchval("SELECT count(*) FROM capacity_said")
    places = await connection.fetch("SELECT municipality, enrolment, valid_from, turn >> 32 FROM option")
    began = time.monotonic()
    async with updating(small_country, enrolments, seed=1) as updates:
        while updates.done < 25:
            await connection.fetchval("SELECT 1")
        assert time.monotonic() - began > 0.2
    now = await connection.fetch("SELECT * FROM capacity")
    written = sum(row["version"] - before[row["enrolment"]] for row in now)
    assert written - updates.done in (0, 1)  # the last one may have been stored when its count was cut off
    assert await connection.fetchval("SELECT count(*) FROM capacity_said") == words + written
    # Where an option lies stays; its wait is that of the last word.
    after = await connection.fetch("SELECT municipality, enrolment, valid_from, turn >> 32 FROM option")
    assert {tuple(row) for row in after} == {tuple(row) for row in places}
    waits = await connection.fetch(
        "SELECT c.status, c.wait_from_days, o.wait_days, o.turn >> 16 & 32767 AS in_turn"
        " FROM capacity c JOIN option o USING (enrolment) WHERE c.as_of > now() - interval '1 minute'"
    )
    await connection.close()
    assert waits
    for row in waits:
        expected = {"none": 32_767, "assessment-required": 32_766}.get(row["status"], row["wait_from_days"])
        assert row["wait_days"] == row["in_turn"] == expected


async def test_updates_that_fail_or_come_too_late_make_no_measure(small_country: str) -> None:
    connection = await asyncpg.connect(small_country)
    enrolments = await enrolments_with_words(connection)
    with pytest.raises(WrongAnswer, match="failed"):
        async with updating(small_country, [(enrolments[0][1], enrolments[0][1])], seed=1):
            await some_searches(connection)
    await connection.execute("BEGIN; LOCK TABLE capacity")
    with pytest.raises(WrongAnswer, match="only 0 of"):
        async with updating(small_country, enrolments, seed=1):
            await some_searches(connection)
    await connection.close()


async def some_searches(connection: Any) -> None:
    """Enough of them for a dozen updates to become due beside."""
    began = time.monotonic()
    while time.monotonic() - began < 0.2:
        await connection.fetchval("SELECT count(*) FROM option WHERE municipality = '0193'")


@pytest.fixture
async def small_country(new_database: Callable[[str], Awaitable[str]]) -> str:
    """A register's database with a hundredth of the country."""
    url = await new_database("provider_registry")
    connection = await asyncpg.connect(url)
    await load(connection, Registered(_places(), scale=0.01))
    await connection.close()
    return url


def _places() -> Places:
    return Places(Policies.load(LauncherSettings().regions_dir), date(2026, 11, 25))
