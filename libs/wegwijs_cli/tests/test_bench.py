"""The bench: how rounds become a ratio, what is printed, what counts as a query, and the made country."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from string import Template
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from wegwijs_cli.bench import command
from wegwijs_cli.bench.cast import cast_of
from wegwijs_cli.bench.hop import NGINX_CONF
from wegwijs_cli.bench.load import Target, drive
from wegwijs_cli.bench.measure import ROUNDS, Measure, in_turns, measured, percentile
from wegwijs_cli.bench.national import TABLES, Country
from wegwijs_cli.bench.submission import NO_QUERY, bsns_for_tests, logged_queries
from wegwijs_cli.cli import application
from wegwijs_cli.demo.client import WrongAnswer
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
    with pytest.raises(WrongAnswer, match="500 instead of 201"):
        await drive(target, [target.call("GET", "/broken")], expect=201, connections=1)
    server.close()


def test_the_rows_of_a_country_are_uuid7_in_the_order_of_time_and_hang_together() -> None:
    country = Country(_Somewhere(), count=200)  # type: ignore[arg-type]  # what it looks at
    referrals, requests = [*country.rows("referral")], [*country.rows("request")]
    ids = [row[0] for row in referrals]
    assert ids == sorted({*ids})
    assert {each.version for each in ids} == {7}
    assert [row[0] for row in requests] == ids
    assert [row[0] for row in country.rows("client")] == [row[3] for row in referrals]
    assert [row[0] for row in country.rows("household")] == [row[4] for row in referrals]
    for table, columns in TABLES.items():
        assert {len(row) for row in country.rows(table)} == {len(columns)}


class _Somewhere:
    settings = LauncherSettings()
    cast = cast_of(settings.regions_dir)


def test_the_words_for_nginx_leave_nothing_to_fill_in() -> None:
    filled = Template(NGINX_CONF.read_text()).substitute(folder="f", port=1, auth="a", room="r")
    assert "auth_request /who;" in filled
    assert "$" not in filled
