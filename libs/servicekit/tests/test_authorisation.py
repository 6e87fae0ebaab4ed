"""Default deny: what has no row is refused, and a row counts only with its relation and its region."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from doorkit.roles import Roles
from servicekit.authorisation import PermissionTable
from servicekit.subscriptions import PLATFORM
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

ROLES = Path(__file__).parents[3] / "regions" / "roles.yaml"


async def make(room: RoomUnderTest, caller: Caller) -> str:
    async with room.as_caller(caller, **{"Idempotency-Key": "key-00001"}) as client:
        return str((await client.post("/things", json={"colour": "red"})).json()["id"])


async def test_an_operation_without_a_row_is_refused_to_everybody(room: RoomUnderTest) -> None:
    for role in Roles.load(ROLES).roles:
        async with room.as_caller(Caller("x", PLATFORM, role)) as client:
            assert (await client.get("/forgotten")).status_code == 403


async def test_a_thing_of_somebody_else_looks_exactly_like_a_thing_that_is_not_there(
    room: RoomUnderTest,
) -> None:
    owner = await room.caller("auditor", "municipality", regions=("here",))
    stranger = await room.caller("auditor", "municipality", regions=("here",))
    thing = await make(room, owner)
    async with room.as_caller(stranger, **{"X-Correlation-Id": str(UUID(int=1))}) as client:
        theirs, nothing = await client.get(f"/things/{thing}"), await client.get(f"/things/{uuid7()}")
        no_id = await client.get("/things/not-an-id")
    assert theirs.status_code == nothing.status_code == no_id.status_code == 404
    assert theirs.content == nothing.content
    assert theirs.headers == nothing.headers


async def test_the_relation_and_the_region_must_both_fit(room: RoomUnderTest) -> None:
    owner = await room.caller("auditor", "municipality", regions=("here",))
    thing = await make(room, owner)
    officer_here = await room.caller("privacy-officer", "region", regions=("here",))
    officer_there = await room.caller("privacy-officer", "region", regions=("there",))
    for caller, status in ((owner, 200), (officer_here, 200), (officer_there, 404)):
        async with room.as_caller(caller) as client:
            assert (await client.get(f"/things/{thing}")).status_code == status


async def test_an_organisation_that_is_unknown_closed_or_of_the_wrong_kind_may_nothing(
    room: RoomUnderTest,
) -> None:
    unknown = Caller("x", uuid7(), "auditor")
    wrong_kind = await room.caller("auditor", "provider", regions=("here",))
    nowhere = await room.caller("auditor", "municipality")
    closed = await room.caller("auditor", "municipality", regions=("here",))
    closes = "UPDATE known_organisation SET active_until = now() - interval '1 day' WHERE id = :id"
    async with room.begin() as tx:
        await tx.session.execute(text(closes), {"id": closed.organisation})
    for caller in (unknown, wrong_kind, nowhere, closed):
        async with room.as_caller(caller, **{"Idempotency-Key": "key-00001"}) as client:
            assert (await client.post("/things", json={"colour": "red"})).status_code == 403


def test_a_table_that_names_an_unknown_role_or_a_wrong_key_is_not_loaded(tmp_path: Path) -> None:
    roles = Roles.load(ROLES)
    file = tmp_path / "permissions.yaml"
    file.write_text("read_thing: [{roles: [wizard]}]")
    with pytest.raises(ValueError, match="wizard"):
        PermissionTable.load(file, {}, roles)
    file.write_text("read_thing: [{roles: [auditor], regoin: any}]")
    with pytest.raises(ValueError, match="regoin"):
        PermissionTable.load(file, {}, roles)


async def test_every_operation_of_the_document_is_refused_without_a_token(room: RoomUnderTest) -> None:
    paths = room.app.state.api.openapi()["paths"]
    called = 0
    async with room.as_caller(None) as client:
        for path, methods in paths.items():
            for method in methods:
                answer = await client.request(method, path.replace("{thing_id}", str(uuid7())))
                assert answer.status_code == 401, (method, path)
                assert answer.headers["www-authenticate"] == "Bearer"
                called += 1
    assert called >= 6
