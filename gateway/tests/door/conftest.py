"""A real gateway before real rooms, all over sockets; only what the rooms say is made up here."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import uvicorn
from aiohttp import web
from joserfc.jwk import ECKey
from starlette.types import ASGIApp

import testkit
from gateway.app import create_app
from gateway.settings import GatewaySettings

from .provider import a_provider

BODY_LIMIT = 200_000

POLICY = """
name: {nl: regio Voorbeeld, en: the Example region}
valid_from: 2022-01-01
municipalities:
  list: ["0148", "0193"]
choice_budgets:
  list:
    - {id: one, ceiling_cents: 100, illustrative: true}
    - {id: two, ceiling_cents: 200}
"""
DEMO = """
callers:
  gp-voorbeeld:
    subject: demo-gp-1
    role: general-practitioner
    organisation: 01990000-0000-7000-8000-000000000001
    name: {nl: huisarts <Vermeer>, en: GP <Vermeer>}
    try:
      - {nl: Kijk bij <uw> verwijzingen, en: Look at <your> referrals, path: /referrals}
  desk-voorbeeld:
    role: crisis-desk
    organisation: 01990000-0000-7000-8000-000000000002
    name: {nl: meldpunt, en: desk}
"""
IN_PRODUCTION = {
    "env": "production",
    "issuer": "https://sign-in.example",
    "public_address": "https://wegwijs.example",
}
ROLES = "roles: {general-practitioner: {nl: huisarts, en: general practitioner}}"


@dataclass(frozen=True)
class Call:
    method: str
    target: str
    headers: dict[str, list[str]]
    body: bytes


@dataclass
class Room:
    """A room that writes down what reaches it."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    bodies_begun: int = 0
    began: asyncio.Event = field(default_factory=asyncio.Event)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    document: Any = None
    answers: dict[tuple[str, str], tuple[int, Any]] = field(default_factory=dict)

    async def record(self, request: web.Request) -> web.Response:
        self.bodies_begun += 1
        body = await request.read()
        names = {name.lower() for name in request.headers}
        headers = {name: request.headers.getall(name) for name in names}
        self.calls.append(Call(request.method, request.raw_path, headers, body))
        if answer := self.answers.get((request.method, request.path)):
            status, content = answer
            return web.json_response(content, status=status, headers={"ETag": '"3"'})
        return web.Response(text="recorded")

    async def echo(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        async for chunk in request.content.iter_any():
            await answer.write(chunk)
        return answer

    async def created(self, _: web.Request) -> web.Response:
        headers = {
            "ETag": '"3"',
            "Location": "/api/access/v1/requests/7",
            "Allow": "GET, POST",
            "API-Version": "9.8.7",
            "Content-Language": "en",
            "Connection": "x-only-this-hop",
            "X-Only-This-Hop": "secret",
            "Keep-Alive": "timeout=77",
        }
        answer = web.json_response({"made": True}, status=201, headers=headers)
        answer.set_cookie("one", "1")
        answer.set_cookie("two", "2")
        return answer

    async def moved(self, _: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": "/v1/anything"})

    async def slow(self, _: web.Request) -> web.Response:
        self.began.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.hung_up.set()
            raise
        raise AssertionError

    async def half(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "100"})
        await answer.prepare(request)
        await answer.write(b"half")
        assert request.transport
        request.transport.close()
        return answer

    async def openapi(self, _: web.Request) -> web.Response:
        return web.json_response(self.document)

    async def live(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "live"})


@pytest_asyncio.fixture(scope="session")
async def shared_room() -> AsyncIterator[Room]:
    made = Room()
    served = web.Application()
    for path in ("echo", "created", "moved", "slow", "half"):
        served.router.add_route("*", f"/v1/{path}", getattr(made, path))
    served.router.add_get("/v1/openapi.json", made.openapi)
    served.router.add_get("/health/live", made.live)
    served.router.add_route("*", "/{rest:.*}", made.record)
    async with _served(served) as url:
        made.url = url
        yield made


@pytest.fixture
def room(shared_room: Room) -> Room:
    """The room behind access, referral and provider-registry, with nothing written down yet."""
    shared_room.calls.clear()
    shared_room.bodies_begun = 0
    shared_room.began.clear()
    shared_room.hung_up.clear()
    shared_room.document = None
    shared_room.answers.clear()
    return shared_room


@pytest.fixture(scope="session")
def dead_url() -> Any:
    """The address of nobody: taken by a socket that does not listen."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture(scope="session")
def signing_key() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": "test-1", "alg": "ES256", "use": "sig"})


@pytest_asyncio.fixture(scope="session")
async def issuer(signing_key: ECKey) -> AsyncIterator[str]:
    async with _served(a_provider(signing_key)) as url:
        yield url


@pytest.fixture(scope="session")
def client_key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "gateway.client"
    file.write_text(json.dumps(ECKey.generate_key("P-256", {"alg": "ES256"}).as_dict(private=True)))
    return file


def write_regions(folder: Path) -> Path:
    (folder / "example").mkdir(parents=True)
    (folder / "example" / "2022-01-01.yaml").write_text(POLICY)
    (folder / "example" / "demo.yaml").write_text(DEMO)
    (folder / "roles.yaml").write_text(ROLES)
    (folder / "municipalities.csv").write_text("code,name\n0148,Dalfsen\n0193,Zwolle\n")
    return folder


@pytest.fixture
def regions_dir(tmp_path: Path) -> Path:
    return write_regions(tmp_path / "regions")


StartGateway = Callable[..., Awaitable[str]]


@pytest.fixture(scope="session")
def usual_settings(shared_room: Room, dead_url: str, issuer: str, client_key_file: Path) -> dict[str, Any]:
    return {
        "env": "test",
        "issuer": issuer,
        "client_key_file": client_key_file,
        "access_url": shared_room.url,
        "referral_url": shared_room.url,
        "provider_registry_url": shared_room.url + "/",
        "audit_url": shared_room.url,
        "crisis_url": dead_url,
        "body_limit_bytes": BODY_LIMIT,
        "limits_file": Path(testkit.__file__).with_name("limits.yaml"),
    }


@pytest_asyncio.fixture(scope="session")
async def gateway(
    usual_settings: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """The URL of a gateway whose crisis room is dead; one for all tests that ask for no other."""
    regions = write_regions(tmp_path_factory.mktemp("gateway") / "regions")
    async with served_gateway(create_app(GatewaySettings(**usual_settings, regions_dir=regions))) as url:
        yield url


@pytest_asyncio.fixture
async def start_gateway(usual_settings: dict[str, Any], regions_dir: Path) -> AsyncIterator[StartGateway]:
    """Starts another gateway, with these settings instead of the usual ones; gives its URL."""
    async with AsyncExitStack() as running:

        async def start(**told: Any) -> str:
            settings = GatewaySettings(**usual_settings | {"regions_dir": regions_dir} | told)
            return await running.enter_async_context(served_gateway(create_app(settings)))

        yield start


@pytest_asyncio.fixture
async def http(gateway: str) -> AsyncIterator[httpx.AsyncClient]:
    # Another address than 127.0.0.1: from there uvicorn believes what X-Forwarded-For says.
    stranger = httpx.AsyncHTTPTransport(local_address="127.0.0.2")
    async with httpx.AsyncClient(base_url=gateway, transport=stranger, timeout=10) as client:
        yield client


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


@asynccontextmanager
async def served_gateway(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """As doorkit.serve runs it, but in the event loop of the tests."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    config = uvicorn.Config(app, http="httptools", access_log=False, log_config=None, server_header=False)
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    await server.up.wait()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def _served(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    await web.SockSite(runner, listening).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        await runner.cleanup()
