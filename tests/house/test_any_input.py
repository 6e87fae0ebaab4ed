"""Whatever is sent to whichever operation: never a 5xx, and every answer as the contract says."""

import asyncio
import importlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Set
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
import uvicorn
import yaml
from schemathesis.checks import not_a_server_error

from servicekit.subscriptions import PLATFORM
from testkit.rooms import RoomUnderTest, running_room
from wegwijs_cli.rooms import ROOMS, Room
from wirekit.caller import Caller

REGIONS = Path(__file__).parents[2] / "regions"
CALLERS = {
    "referral": ("general-practitioner", "general-practice"),
    "access": ("access-worker", "municipality"),
    "provider-registry": ("service", "platform"),
    "crisis": ("roster-planner", "crisis-provider"),
    "audit": ("auditor", "municipality"),
}
EXAMPLES_PER_OPERATION = 8
SHORT_WAITS: dict[str, Any] = {"longest_wait_seconds": "0"}
"""An inbox that stays empty is waited at for as long as the caller says."""


@asynccontextmanager
async def listening(room: RoomUnderTest) -> AsyncIterator[str]:
    """Serve this room on a real port."""
    server = uvicorn.Server(uvicorn.Config(room.app, log_config=None, lifespan="off"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(64)
        serving = asyncio.create_task(server.serve(sockets=[taken]))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        server.should_exit = True
        await serving


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
async def test_no_input_brings_a_room_down(
    room: Room, new_database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> None:
    module = importlib.import_module(f"{room.module}.app")
    database = await new_database(room.module)
    async with (
        running_room(module.ROOM, module.Settings, database, REGIONS, tmp_path, **SHORT_WAITS) as running,
        listening(running) as url,
    ):
        role, kind = CALLERS[room.name]
        caller = Caller("anybody", PLATFORM, role)
        if role != "service":
            caller = await running.caller(role, kind, area="0148", regions=("ijsselland",))
        table = yaml.safe_load(running.room.permissions.read_text())
        by_secret = {name for name, rows in table.items() if not rows}
        called = await asyncio.to_thread(call_everything, url, running.mint.token(caller), by_secret)
        paths = running.app.state.api.openapi()["paths"]
        assert called == sum(len(methods) for methods in paths.values())


def call_everything(url: str, token: str, by_secret: Set[str]) -> int:
    """Call each operation with generated input, right and wrong; returns how many operations.

    `by_secret`: the operations to which nobody brings a token.
    """
    schema = schemathesis.openapi.from_url(f"{url}/v1/openapi.json")
    called = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        is_by_secret = operation.definition.raw["operationId"] in by_secret
        call_often(operation, f"{url}/v1", {} if is_by_secret else {"Authorization": f"Bearer {token}"})
        called += 1
    return called


def call_often(operation: Any, url: str, headers: dict[str, str]) -> None:
    @hypothesis.given(case=operation.as_strategy())
    @hypothesis.settings(
        max_examples=EXAMPLES_PER_OPERATION,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    def call(case: schemathesis.Case) -> None:
        answer = case.call(base_url=url, headers=headers, timeout=20)
        case.validate_response(answer, checks=[not_a_server_error])
        if answer.status_code >= 400:
            assert answer.headers["content-type"][0] == "application/problem+json", answer.status_code

    call()
