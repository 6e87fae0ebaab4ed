"""The floor of `./wegwijs bench` issues the statements that a search takes, and finds what it finds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from typing import Any

import asyncpg
import pytest
from asyncpg.connection import LoggedQuery
from sqlalchemy import event

from region_policy.codes import HelpForm
from region_policy.terms import local_day
from testkit.rooms import RoomUnderTest
from wegwijs_cli.bench.search_questions import Question
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import (
    AMSTERDAM,
    ZWOLLE,
    CareForm,
    capacity,
    contract,
    enrolment,
    location,
    offer,
    organisation,
)

GP = Caller("test-general-practitioner", uuid7(), "general-practitioner")


def in_one_line(statement: str) -> str:
    return " ".join(statement.split())


@asynccontextmanager
async def issued_statements(room: RoomUnderTest) -> AsyncIterator[list[tuple[str, tuple[Any, ...]]]]:
    """Each statement with its values, as the driver has them; connections are made anew to listen on."""
    issued: list[tuple[str, tuple[Any, ...]]] = []

    def note(query: LoggedQuery) -> None:
        issued.append((in_one_line(query.query), tuple(query.args)))

    def listen_on(connection: Any, _record: Any) -> None:
        connection.driver_connection.add_query_logger(note)

    for engine in room.transactions.engines:
        await engine.dispose()
        event.listen(engine.sync_engine, "connect", listen_on)
    try:
        yield issued
    finally:
        for engine in room.transactions.engines:
            event.remove(engine.sync_engine, "connect", listen_on)
            await engine.dispose()


@pytest.mark.parametrize(
    "question",
    [
        Question(ZWOLLE, 9, "safety", "living-1", "living"),
        Question(ZWOLLE, 9, "safety", "residential-2", "residential"),
        # No policy lists the intensities of this one's region.
        Question(AMSTERDAM, 16, "mental-health", "living-3", None),
    ],
)
async def test_the_floor_of_the_bench_issues_what_a_search_issues(
    registry: RoomUnderTest, question: Question
) -> None:
    async with registry.as_caller(GP) as gp, issued_statements(registry) as issued:
        answer = await gp.get(question.path.removeprefix("/v1"))
    assert answer.status_code == 200, answer.text
    now = registry.clock()
    floor = question.statements(local_day(now), now)
    assert [(in_one_line(statement), values) for statement, values in floor] == issued
    assert len(issued) == 2


async def test_the_floor_finds_the_beds_that_the_search_finds(registry: RoomUnderTest) -> None:
    provider = await organisation(registry)
    await contract(registry, provider, CareForm.LIVING)
    made = await offer(registry, provider, HelpForm.LIVING_GROUP)
    place = await location(registry, provider)
    bed = await enrolment(registry, made, location=place.id, intensity="living-1")
    await enrolment(registry, made, location=place.id, intensity="living-2")
    await capacity(registry, bed)
    question = Question(ZWOLLE, 9, "safety", "living-1", "living")
    async with registry.as_caller(GP) as gp:
        items = (await gp.get(question.path.removeprefix("/v1"))).json()["items"]
    now = registry.clock().astimezone(UTC)
    url = registry.transactions.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(url)
    (page, values), (window, counted) = question.statements(local_day(now), now)
    found = await connection.fetch(page, *values)
    around = await connection.fetch(window, *counted)
    await connection.close()
    assert [str(row["enrolment"]) for row in found] == [each["enrolment"] for each in items] == [str(bed.id)]
    assert {row["why"]: row["count"] for row in around} == {None: 1, "intensity": 1}
