"""One application per room, wired here and the same everywhere."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy import event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from auditlog.looks import Looks
from auditlog.writer import LogWriter
from doorkit.addresses import Proxies
from doorkit.claims import read_claims
from doorkit.edge import Edge
from doorkit.limits import Limits, LimitTable, counts
from doorkit.roles import Roles
from doorkit.serve import run
from doorkit.tokens import Verifier
from sealing.key_file import KeysOnDisk
from sealing.keyring import Keyring
from sealing.rotation import keep_rewrapping
from servicekit.authorisation import AskStanding, PermissionTable
from servicekit.deadlines import Chore, WhenMissed
from servicekit.feed import FeedPage, feed_router
from servicekit.routing import Guard
from servicekit.subscriptions import Subscription
from servicekit.transaction import EVERYBODY, Clock, Transactions, utc_now
from servicekit.workers import Workers
from wirekit.events import Event
from wirekit.logs import configure_logs
from wirekit.openapi import describe, method_not_allowed
from wirekit.problems import Problem, problem_response
from wirekit.settings import RoomSettings

Work = Literal["all", "api", "worker"]
CANCEL_AT_MOST = 5  # a library on the way may swallow a cancellation


@dataclass(frozen=True)
class Room:
    """All that makes one room different from another."""

    name: str
    version: str
    description: str
    routers: Sequence[APIRouter]
    permissions: Path
    standings: Mapping[str, AskStanding]
    events: Sequence[type[Event]]
    examples: Sequence[Event] = ()
    subscriptions: Sequence[Subscription[Any]] = ()
    when_missed: Mapping[str, WhenMissed] = field(default_factory=dict)
    feeds: Mapping[str, FeedPage] = field(default_factory=dict)
    chores: Sequence[Chore] = ()
    before_answering: Sequence[Chore] = ()  # in every process, once
    companions: Sequence[Chore] = ()  # as chores, but in every process: beside the API too
    answers_alone: Callable[[Any], bool] = lambda resources: False  # without a database, for a while
    limits: Path | None = None  # of its own operations, before those of every process
    open_resources: Callable[[Any], Any] = lambda settings: None
    in_front: Callable[[FastAPI], ASGIApp] = lambda api: api  # of the API, behind the outer skin

    @property
    def public_path(self) -> str:
        return f"/api/{self.name}/v1"


def create_app(
    room: Room,
    settings: RoomSettings,
    *,
    work: Work = "all",
    clock: Clock = utc_now,
    verifier: Verifier | None = None,
) -> Starlette:
    """The application of a room: its API at /v1, its health at /health, its workers inside."""
    configure_logs(room.name)
    engine, guarded = _engine(settings, EVERYBODY), _engine(settings, "{}")
    resources = room.open_resources(settings)
    looks = Looks(engine, room.name, LogWriter(url.get_secret_value()) if (url := settings.log_url) else None)
    keyring = Keyring(KeysOnDisk(settings.master_key_file))
    transactions = Transactions(engine, room.name, keyring, clock, resources, looks, guarded)
    limits = LimitTable.load(room.limits, settings.limits_file)
    api = describe_api(room)
    api.state.settings = settings
    api.state.guard = Guard(
        verifier
        or Verifier(
            settings.issuer,
            settings.audience,
            keys_file=settings.keys_file,
            claims=read_claims(settings.claims_file),
        ),
        PermissionTable.load(room.permissions, room.standings, Roles.load(settings.roles_file)),
        transactions,
        settings.body_limit_bytes,
        Limits(limits),
    )
    chores = (*room.chores, keep_rewrapping)
    workers = Workers(settings, transactions, room.subscriptions, room.when_missed, chores)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        for step in room.before_answering:
            await step(settings, transactions)
        running = [asyncio.create_task(each(settings, transactions)) for each in room.companions]
        running += [] if work == "api" else [asyncio.create_task(workers.run())]
        running += [] if work == "api" else [asyncio.create_task(looks.keep_sending())]
        yield
        for _attempt in range(CANCEL_AT_MOST):
            running = [task for task in running if task.cancel()]
            if running:
                await asyncio.wait(running, timeout=1)
        await looks.close()
        await engine.dispose()
        await guarded.dispose()

    async def live(_: Request) -> JSONResponse:
        return JSONResponse({"status": "live"})

    async def ready(_: Request) -> JSONResponse:
        events = {} if work == "api" else {"events": workers.connected}
        parts = {"database": await _answers(engine)} | events
        status = all(parts.values()) or room.answers_alone(resources)
        return JSONResponse({"status": "ready" if status else "not-ready", **parts}, 200 if status else 503)

    told_of = {"live": live, "ready": ready, "counts": counts}
    health = [Route(f"/health/{name}", tell) for name, tell in told_of.items()]
    routes = [*health, Mount("/v1", room.in_front(api))]
    told = dict.fromkeys((404, 405), problem_response)
    outer = Starlette(routes=routes, lifespan=lifespan, exception_handlers=told)
    outer.state.transactions, outer.state.workers, outer.state.api = transactions, workers, api
    outer.add_middleware(
        Edge,
        body_limit_bytes=settings.body_limit_bytes,
        api_version=room.version,
        proxies=Proxies(settings.trusted_proxies),
        wrong=limits.wrong,
    )
    outer.router.redirect_slashes = False
    return outer


def describe_api(room: Room) -> FastAPI:
    """The API of a room without anything behind it; enough for its OpenAPI document."""
    api = FastAPI(
        title=f"Wegwijs {room.name}",
        version=room.version,
        description=room.description,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers={
            Problem: problem_response,
            Exception: problem_response,
            400: problem_response,
            404: problem_response,
            405: method_not_allowed,
        },
    )
    for router in (*room.routers, feed_router(room.name, room.feeds)):
        # As they are: `include_router` would build each route anew, for every application.
        api.router.routes += router.routes
    api.add_exception_handler(RequestValidationError, problem_response)
    api.state.public_path = room.public_path
    api.openapi = cache(lambda: describe(api))  # type: ignore[method-assign]  # FastAPI's documented way
    return api


def _engine(settings: RoomSettings, parties: str) -> AsyncEngine:
    """Connections that begin with the sight of these parties: nobody's for callers, all for our own work."""
    engine = create_async_engine(
        settings.async_database_url,
        pool_size=settings.database_connections,
        max_overflow=0,
        hide_parameters=True,  # an error of the database must not repeat what was to be stored
        connect_args={"server_settings": {"wegwijs.parties": parties}},
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


async def _answers(engine: AsyncEngine) -> bool:
    try:
        async with asyncio.timeout(2), engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except Exception:
        return False
    return True


def run_room(room: Room, read_settings: Callable[[], RoomSettings]) -> None:
    """Serve this room until SIGTERM; requests under way are finished first."""
    parser = argparse.ArgumentParser(prog=room.name)
    parser.add_argument("--role", choices=["all", "api", "worker"], default="all")
    work: Work = parser.parse_args().role
    settings = read_settings()
    run(create_app(room, settings, work=work), settings.host, settings.port)


def _refuse_closed(connection: Any, *_: Any) -> None:
    """Take another one. What a server that went down leaves is seen closed; a ping would ask it thrice."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
