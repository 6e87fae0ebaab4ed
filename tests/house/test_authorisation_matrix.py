"""Every operation, for every role, in every relation, in its own region and elsewhere: as the table says.

The expectation is worked out here once more, straight from the rows, so that a mistake in the kit's
own reading of the table shows.
"""

import time
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID
from zlib import crc32

import pytest
import yaml
from scenes import REGION, SCENES, Thing
from sqlalchemy import text

from doorkit.roles import Roles
from testkit.rooms import RoomUnderTest
from wegwijs_cli.rooms import ROOMS, Room
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

ROOT = Path(__file__).parents[2]
ROLES = Roles.load(ROOT / "regions" / "roles.yaml")
STRANGER: frozenset[str] = frozenset()
REFUSED = {401, 403, 404}
NOT_OF_A_PERSON = {
    *("offer_id", "enrolment_id", "location_id", "contract_id", "round_id", "application_id"),
    *("partnership_id", "shell_link_id", "webhook_id"),
    *("duty_line_id", "override_id", "worker_id", "absence_id", "swap_id", "calendar_feed_id"),
}
"""Of an organisation or its staff. Whatever else a path names is of a young person: a look is logged."""


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str


@dataclass(frozen=True)
class Attempt:
    """One caller at one operation; `regions` is where the caller's organisation works."""

    operation: Operation
    path: str
    role: str
    relations: frozenset[str]
    organisation: UUID
    regions: tuple[str, ...]


def operations(room: RoomUnderTest) -> Iterator[Operation]:
    for path, methods in room.app.state.api.openapi()["paths"].items():
        for method, operation in methods.items():
            yield Operation(operation["operationId"], method, path)


def expected(rows: list[dict[str, Any]], attempt: Attempt, *, has_thing: bool) -> int | None:
    """The status of the refusal, or None where the caller is let through."""
    mine = [row for row in rows if attempt.role in row["roles"]]
    if not mine:
        return 403
    for row in mine:
        wants, anywhere = row.get("relation", "none"), row.get("region", "own") == "any"
        in_region = REGION in attempt.regions if has_thing else bool(attempt.regions)
        if (wants == "none" or wants in attempt.relations) and (anywhere or in_region):
            return None
    return 404 if has_thing else 403


def attempts(
    operation: Operation, things: list[Thing], rows: list[dict[str, Any]], *, whole: bool
) -> Iterator[Attempt]:
    """Without `whole`, of roles in the same rows of an operation one is tried in every relation and region,
    for each operation another one; the others once as a stranger and once in each relation."""
    stranger = uuid7()
    tried: set[tuple[int, ...]] = set()
    here = [thing for thing in things if f"{{{thing.parameter}}}" in operation.path]
    paths = [(thing, _fill(operation.path, thing)) for thing in here] or [(None, _fill(operation.path, None))]
    for role in _begun_elsewhere(list(ROLES.roles), operation.name):
        mine = tuple(number for number, row in enumerate(rows) if role in row["roles"])
        if not mine:
            yield Attempt(operation, paths[0][1], role, STRANGER, stranger, (REGION,))
            continue
        if mine in tried and not whole:
            yield from _few(operation, paths, role, stranger)
            continue
        tried.add(mine)
        for thing, path in paths:
            for organisation, relations in {stranger: STRANGER, **_related(thing)}.items():
                # To work in no region is to work elsewhere; it is shown once for each role.
                nowhere = [()] if (thing, path) == paths[0] and organisation == stranger else []
                for regions in ((REGION,), ("elsewhere",), *nowhere):
                    yield Attempt(operation, path, role, relations, organisation, regions)


def _few(
    operation: Operation, paths: list[tuple[Thing | None, str]], role: str, stranger: UUID
) -> Iterator[Attempt]:
    yield Attempt(operation, paths[0][1], role, STRANGER, stranger, (REGION,))
    shown: set[str] = set()
    for thing, path in paths:
        for organisation, relations in _related(thing).items():
            if relations - shown:
                shown |= relations
                yield Attempt(operation, path, role, relations, organisation, (REGION,))


def _begun_elsewhere(roles: list[str], name: str) -> list[str]:
    """The same roles, beginning at another one for each operation."""
    at = crc32(name.encode()) % len(roles)
    return roles[at:] + roles[:at]


def _enough(things: list[Thing]) -> list[Thing]:
    """As few things as show every relation that somebody can have to a thing of their kind."""
    chosen: list[Thing] = []
    shown: set[tuple[str, str]] = set()
    for thing in sorted(things, key=lambda thing: -len(thing.related)):
        relations = {(thing.parameter, relation) for relation in thing.related}
        if not relations <= shown or not thing.related:
            chosen.append(thing)
            shown |= relations
    return chosen


def _related(thing: Thing | None) -> dict[UUID, frozenset[str]]:
    """One organisation may stand in several relations to a thing."""
    related = thing.related if thing else {}
    return {
        organisation: frozenset(name for name, other in related.items() if other == organisation)
        for organisation in related.values()
    }


def _fill(path: str, thing: Thing | None) -> str:
    ids = {thing.parameter: thing.id, **thing.others} if thing else {}
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    return path.replace("{region}", REGION).replace("{organisation_id}", str(uuid7()))


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)], ids=["few", "whole"])
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
async def test_the_table_says_it_all(
    room: Room, start: Callable[[Room], AbstractAsyncContextManager[RoomUnderTest]], whole: bool
) -> None:
    async with start(room) as running:
        things = _enough(await SCENES[room.name](running))
        table = yaml.safe_load(running.room.permissions.read_text())
        listed = list(operations(running))
        assert {operation.name for operation in listed} == set(table), "an operation without a row, or a row"
        standing = running.room.standings
        of_a_person = set(standing) - NOT_OF_A_PERSON
        for thing in things:
            assert thing.parameter in standing
        wrong, shown = [], set()
        async for attempt, status in _tried(running, listed, things, table, whole=whole):
            has_thing = any(f"{{{name}}}" in attempt.operation.path for name in (*standing, "region"))
            wanted = expected(table[attempt.operation.name], attempt, has_thing=has_thing)
            if wanted != (status if status in REFUSED else None):
                wrong.append((attempt, status, wanted))
            if status < 300 and any(f"{{{name}}}" in attempt.operation.path for name in of_a_person):
                shown.add(attempt.operation.name)
        assert wrong == []
        rows = await running.rows("SELECT DISTINCT operation FROM read_log WHERE data_subject IS NOT NULL")
        assert shown - {row.operation for row in rows} == set(), "shows a file, and no look is logged"
        for operation in listed:
            if any(f"{{{name}}}" in operation.path for name in standing):
                assert any(f"{{{thing.parameter}}}" in operation.path for thing in things), operation


async def _tried(
    room: RoomUnderTest,
    listed: list[Operation],
    things: list[Thing],
    table: dict[str, Any],
    *,
    whole: bool,
) -> AsyncIterator[tuple[Attempt, int]]:
    # One region after the other, so that an organisation is seldom another one than it was.
    everything = [
        each
        for operation in listed
        for each in attempts(operation, things, table[operation.name], whole=whole)
    ]
    everything.sort(key=lambda attempt: (attempt.regions, attempt.role))
    ends = time.time() + 7200  # a machine may be slow
    token = lru_cache(maxsize=None)(lambda who: room.mint.token(Caller(*who), exp=ends))
    made: dict[UUID, Attempt] = {}
    for attempt in everything:
        if any(attempt.role in row["roles"] for row in table[attempt.operation.name]):
            before = made.get(attempt.organisation)
            if before is None or (before.role, before.regions) != (attempt.role, attempt.regions):
                await _make_fit(room, attempt)
                made[attempt.organisation] = attempt
        who = (f"try-{attempt.role}", attempt.organisation, attempt.role)
        status = await _called(room, attempt, token(who))
        # The register is public: a 404 there only says that there is no such organisation.
        yield attempt, 200 if attempt.operation.name == "read_organisation" and status == 404 else status


async def _called(room: RoomUnderTest, attempt: Attempt, token: str) -> int:
    """The status of one call, by the application itself: tens of thousands are made."""
    body = b"{}" if attempt.operation.method in {"post", "put"} else b""
    path, _, query = attempt.path.partition("?")
    headers = [(b"authorization", b"Bearer " + token.encode()), (b"content-type", b"application/json")]
    headers += [(b"content-length", str(len(body)).encode())] if body else []
    scope = {"type": "http", "http_version": "1.1", "method": attempt.operation.method.upper()}
    scope |= {"path": f"/v1{path}", "raw_path": f"/v1{path}".encode(), "query_string": query.encode()}
    scope |= {
        "root_path": "",
        "scheme": "http",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": None,
    }
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await room.app(scope, receive, send)
    return statuses[0]


async def _make_fit(room: RoomUnderTest, attempt: Attempt) -> None:
    """Give the caller's organisation a kind that fits the role, keeping its own where that fits; a stranger
    is always of the first."""
    kinds = ROLES.roles[attempt.role].organisation_kinds
    kept = list(kinds) if attempt.relations else [kinds[0]]
    async with room.begin() as tx:
        await tx.session.execute(
            text(
                "INSERT INTO known_organisation (id, kind, name, regions) VALUES (:id, :kind, 'x', :regions) "
                "ON CONFLICT (id) DO UPDATE SET regions = :regions, kind = CASE WHEN "
                "known_organisation.kind = ANY(:kinds) THEN known_organisation.kind ELSE :kind END"
            ),
            {
                "id": attempt.organisation,
                "kind": kinds[0],
                "kinds": kept,
                "regions": list(attempt.regions),
            },
        )


async def test_without_a_token_nothing_answers(
    start: Callable[[Room], AbstractAsyncContextManager[RoomUnderTest]],
) -> None:
    called = 0
    for room in ROOMS:
        async with start(room) as running, running.as_caller(None) as client:
            table = yaml.safe_load(running.room.permissions.read_text())
            for operation in operations(running):
                path = _fill(operation.path, None)
                answer = await client.request(operation.method, path)
                # By a secret and by no role: without one there is nothing to know, or nothing was asked.
                refused = {401} if table[operation.name] else {400, 401}
                assert answer.status_code in refused, operation
                called += 1
    assert called >= 40
