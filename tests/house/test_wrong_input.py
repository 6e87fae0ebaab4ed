"""Wrong input on every write: 400 with the fields, in both languages, and nothing stored."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import yaml
from scenes import REGION, SCENES, Thing
from sqlalchemy import text

from doorkit.roles import Roles
from testkit.rooms import RoomUnderTest
from wegwijs_cli.rooms import AUDIT, ROOMS, Room
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

ROOT = Path(__file__).parents[2]
ROLES = Roles.load(ROOT / "regions" / "roles.yaml")
SECRET = "999901102"  # a BSN of the range that is kept for tests
NOT_JSON = (b"{", b"\xff\xfe", b"[" * 2000, b'{"a": NaN', b"")
WRONG = ([], "text", 5, None, {"colour": SECRET, f"x{SECRET}": 1})


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
async def test_wrong_input_on_any_write_names_its_fields_and_stores_nothing(
    room: Room, start: Callable[[Room], AbstractAsyncContextManager[RoomUnderTest]]
) -> None:
    async with start(room) as running:
        things = await SCENES[room.name](running)
        table = yaml.safe_load(running.room.permissions.read_text())
        tried = 0
        for path, methods in running.app.state.api.openapi()["paths"].items():
            for method, operation in methods.items():
                if "requestBody" in operation:
                    caller, url = await _who_may(running, path, table[operation["operationId"]], things)
                    before = await _everything(running)
                    is_needed = operation["requestBody"].get("required", False)
                    await _try_all(running, caller, method, url, is_needed=is_needed)
                    assert await _everything(running) == before, operation["operationId"]
                    tried += 1
        assert tried > 0 or room is AUDIT, "the log is written by no operation"


async def _try_all(
    room: RoomUnderTest, caller: Caller | None, method: str, url: str, *, is_needed: bool
) -> None:
    """`is_needed`: without a body the operation is wrong too."""
    for language, other in (("nl", "en"), ("en", "nl")):
        headers = {"Idempotency-Key": uuid7().hex, "If-Match": '"1"', "Accept-Language": language}
        async with room.as_caller(caller, **headers) as client:
            bare = [body for body in NOT_JSON if body or is_needed]
            wrong = [body for body in WRONG if body is not None or is_needed]
            answers = [await client.request(method, url, content=body) for body in bare]
            answers += [await client.request(method, url, json=body) for body in wrong]
            for answer in answers:
                assert answer.status_code == 400, (method, url, answer.status_code, answer.text)
                assert answer.headers["content-type"] == "application/problem+json"
                assert answer.headers["content-language"] == language != other
                assert SECRET not in answer.text
            unknown = {error["field"] for error in answers[-1].json()["errors"]}
            assert {"colour", "?"} <= unknown
            large = await client.request(method, url, content=b'"' + b"x" * 2_000_000 + b'"')
            assert large.status_code == 413
            key_only = await client.request(
                method, url, json={"colour": 1}, headers={"Idempotency-Key": "no good key"}
            )
            assert key_only.status_code == 400


async def _who_may(
    room: RoomUnderTest, path: str, rows: list[dict[str, Any]], things: list[Thing]
) -> tuple[Caller | None, str]:
    """A caller whom the table lets through, and the path filled in; nobody where it goes by a secret."""
    if not rows:
        return None, path
    for thing in things:
        for row in rows:
            organisation = thing.related.get(row.get("relation", "none"))
            if f"{{{thing.parameter}}}" in path and organisation:
                known = "SELECT kind FROM known_organisation WHERE id = :id"
                ((kind,),) = await room.rows(known, id=organisation)
                role = next(role for role in row["roles"] if ROLES.belongs(role, kind))
                # As the scenes have it: who is on the platform is known by the subject.
                return Caller(f"try-{role}", organisation, role), _fill(path, thing)
    role = rows[0]["roles"][0]
    kind = ROLES.roles[role].organisation_kinds[0]
    caller = await room.caller(role, kind, regions=(REGION,))
    addressed = next((thing for thing in things if f"{{{thing.parameter}}}" in path), None)
    return caller, _fill(path, addressed) if addressed else path.replace("{organisation_id}", str(uuid7()))


def _fill(path: str, thing: Thing) -> str:
    for name, value in {thing.parameter: thing.id, **thing.others}.items():
        path = path.replace(f"{{{name}}}", value)
    return path


async def _everything(room: RoomUnderTest) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    async with room.begin() as tx:
        names = await tx.session.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        )
        stored = {}
        for name in names.scalars():
            rows = await tx.session.execute(text(f'SELECT t::text FROM "{name}" t ORDER BY 1'))  # noqa: S608
            stored[name] = list(rows.scalars())
        return stored
