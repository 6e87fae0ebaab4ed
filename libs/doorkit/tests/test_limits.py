"""How often one caller may call, and what a wrong token costs whoever sends it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from doorkit.addresses import Proxies
from doorkit.edge import Edge
from doorkit.limits import (
    MOST_BUCKETS,
    MOST_WAITING,
    Limits,
    LimitTable,
    Rule,
    Slowing,
    TooMany,
    Wrong,
    counts,
    limited,
)
from wirekit.caller import Caller
from wirekit.problems import Unauthenticated, problem_response

OFFICE, ANOTHER = UUID(int=1), UUID(int=2)
ANNA = Caller("anna", OFFICE, "auditor")
TABLE = LimitTable(
    caller=Rule(per_minute=60, burst=3),
    address=Rule(per_minute=60, burst=2),
    operations={"rare": Rule(per_minute=6, burst=1)},
    wrong=Wrong(handful=2, first_seconds=0.5, longest_seconds=1.5),
)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(clock: Clock) -> Limits:
    return Limits(TABLE, clock)


def refusal(limits: Limits, who: Caller | str, operation: str) -> TooMany:
    with pytest.raises(TooMany) as found:
        limits.take(who, operation)
    return found.value


def test_who_calls_too_often_is_told_when_it_is_possible_again_and_then_it_is(
    limits: Limits, clock: Clock
) -> None:
    for _ in range(3):
        limits.take(ANNA, "usual")
    clock.now += 0.4
    told = refusal(limits, ANNA, "usual")
    assert (told.status, told.headers) == (429, {"Retry-After": "1"})
    body = told.body("en")
    assert body["detail"] == "At most 3 times in a row and 60 times per minute; possible again in 1 s"
    assert "3 keer achter elkaar en 60 keer per minuut" in told.body("nl")["detail"]
    clock.now += 0.6
    limits.take(ANNA, "usual")
    refusal(limits, ANNA, "usual")


def test_a_refused_call_takes_nothing_so_who_goes_on_asking_waits_no_longer(
    limits: Limits, clock: Clock
) -> None:
    limits.take(ANNA, "rare")
    assert {refusal(limits, ANNA, "rare").headers["Retry-After"] for _ in range(20)} == {"10"}
    clock.now += 10
    limits.take(ANNA, "rare")


def test_another_operation_subject_organisation_or_address_has_a_bucket_of_its_own(limits: Limits) -> None:
    before = limited["rare"]
    for who in (ANNA, Caller("bas", OFFICE, "auditor"), Caller("anna", ANOTHER, "auditor"), "192.0.2.1"):
        limits.take(who, "rare")
        limits.take(who, "usual")
        refusal(limits, who, "rare")
    assert limited["rare"] - before == 4
    limits.take("2001:db8::1", "rare")
    refusal(limits, "2001:db8::ffff:1", "rare")  # another address of the same house


def test_memory_stays_bounded_and_who_is_at_a_limit_is_not_let_through_by_a_crowd_that_left(
    limits: Limits, clock: Clock
) -> None:
    for number in range(MOST_BUCKETS - 1):
        limits.take(str(number), "usual")
    clock.now += 5
    limits.take(ANNA, "rare")
    for number in range(MOST_BUCKETS):
        limits.take(f"new {number}", "usual")
        clock.now += 0.0001
    refusal(limits, ANNA, "rare")
    assert len(limits._of_addresses._full_at) <= MOST_BUCKETS


def test_a_later_file_goes_before_an_earlier_one_entry_by_entry(tmp_path: Path) -> None:
    of_room, of_operator = tmp_path / "room.yaml", tmp_path / "limits.yaml"
    of_room.write_text(
        "operations: {rare: {per_minute: 9, burst: 9, most_bytes: 10}, usual: {per_minute: 8, burst: 8}}"
    )
    of_operator.write_text(
        "operations: {rare: {per_minute: 1, burst: 1}}\naddress: {per_minute: 2, burst: 2}"
    )
    built_in, table = LimitTable.load(), LimitTable.load(of_room, None, of_operator)
    assert table.operations == {"rare": Rule(per_minute=1, burst=1), "usual": Rule(per_minute=8, burst=8)}
    assert (table.address, table.caller) == (Rule(per_minute=2, burst=2), built_in.caller)
    limits = Limits(LimitTable.load(of_room))
    assert (limits.bytes_of("rare", 99), limits.bytes_of("usual", 99), limits.bytes_of("rare", 5)) == (
        10,
        99,
        5,
    )
    of_operator.write_text("opperations: {}")
    with pytest.raises(ValueError, match="opperations"):
        LimitTable.load(of_operator)


def test_wrong_ones_wait_longer_each_time_up_to_a_bound_and_it_passes(clock: Clock) -> None:
    slowing = Slowing(TABLE.wrong, clock)
    assert [slowing.seconds("192.0.2.1") for _ in range(7)] == [0, 0, 0.5, 1.0, 1.5, 1.5, 1.5]
    assert slowing.seconds("192.0.2.2") == 0
    clock.now += 120
    assert slowing.seconds("192.0.2.1") == 0


async def test_no_more_answers_wait_than_there_are_places() -> None:
    slowing = Slowing(Wrong(handful=0, first_seconds=2, longest_seconds=2))
    waiting = [asyncio.create_task(slowing.wait("192.0.2.1", "any")) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    await asyncio.wait_for(slowing.wait("192.0.2.1", "any"), timeout=1)
    assert not any(task.done() for task in waiting)
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)
    assert slowing._waiting == 0


async def guarded(request: Request) -> JSONResponse:
    if request.headers.get("authorization") != "right":
        raise Unauthenticated
    return JSONResponse({})


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(
        routes=[Route("/", guarded), Route("/health/counts", counts)],
        exception_handlers={Unauthenticated: problem_response},
    )
    edge = Edge(
        app,
        body_limit_bytes=1024,
        api_version="1.2.3",
        proxies=Proxies("127.0.0.1"),
        wrong=Wrong(handful=5, first_seconds=0.7, longest_seconds=0.7),
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(edge), base_url="http://here") as client:
        yield client


async def test_a_hundred_wrong_tokens_lock_nobody_out_but_are_slowed_and_logged(
    http: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    attacker = {"X-Forwarded-For": "192.0.2.66", "Authorization": "very-wrong-word"}
    wrong = [asyncio.create_task(http.get("/", headers=attacker)) for _ in range(100)]
    while sum(answer.done() for answer in wrong) < 100 - MOST_WAITING:  # noqa: ASYNC110  # nothing else tells it
        await asyncio.sleep(0)
    # Meanwhile a right token from the same address, and a wrong one from another, do not wait.
    right = await http.get("/", headers={**attacker, "Authorization": "right"})
    elsewhere = await http.get("/", headers={"X-Forwarded-For": "192.0.2.67"})
    assert (right.status_code, elsewhere.status_code) == (200, 401)
    assert sum(not answer.done() for answer in wrong) == MOST_WAITING
    assert {answer.status_code for answer in await asyncio.gather(*wrong)} == {401}
    logged = capsys.readouterr().out
    assert logged.count("a wrong token is slowed") == MOST_WAITING
    assert "very-wrong-word" not in logged
    assert "192.0.2.66" not in logged


async def test_what_was_refused_is_counted_where_an_operator_can_look(
    http: httpx.AsyncClient, limits: Limits
) -> None:
    before = (await http.get("/health/counts")).json()["limitedCalls"].get("rare", 0)
    limits.take(ANNA, "rare")
    refusal(limits, ANNA, "rare")
    counted = (await http.get("/health/counts")).json()
    assert counted["limitedCalls"]["rare"] == before + 1
    assert "refusedTokens" in counted
