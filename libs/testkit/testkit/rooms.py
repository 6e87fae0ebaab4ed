"""A room under test: its real application, a movable clock, callers of every role."""

import base64
import json
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from sqlalchemy import select, text
from starlette.applications import Starlette

from doorkit.tokens import Verifier
from servicekit import tables
from servicekit.app import Room, Work, create_app
from servicekit.deadlines import fire_one
from servicekit.organisations import Organisation, learn_organisation
from servicekit.subscriptions import PLATFORM
from servicekit.transaction import Transaction, Transactions
from wirekit.caller import Caller
from wirekit.events import Envelope
from wirekit.identifiers import uuid7
from wirekit.settings import Environment, RoomSettings

ISSUER = "https://issuer.test"
NOBODY = "http://127.0.0.1:1"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TEST_PASSWORD = "of-a-database-that-lives-as-long-as-its-test"  # noqa: S105


class Mint:
    """Signs tokens for tests; its verifier has the public key, so no issuer is asked."""

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256", {"kid": "test"})
        self.verifier = Verifier(ISSUER, "wegwijs", KeySet([self._key]))

    def token(self, caller: Caller, **changed: object) -> str:
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": "wegwijs", "iat": now, "exp": now + 600, "sub": caller.subject}
        claims |= {"org": str(caller.organisation), "role": caller.role, **changed}
        return jwt.encode({"alg": "ES256", "kid": "test"}, claims, self._key)


def _now_on_one_day() -> datetime:
    """Now, or some hours ago where it is the next day in Amsterdam already: tests take the date of either."""
    now = datetime.now(UTC)
    return now if now.astimezone(AMSTERDAM).date() == now.date() else now - timedelta(hours=3)


@dataclass
class MovableClock:
    """Stands where it was put, in UTC; at first at a moment whose day is the same in Amsterdam."""

    at: datetime = field(default_factory=_now_on_one_day)

    def __call__(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        self.at += by


@dataclass
class RoomUnderTest:
    """A running room. `as_caller` gives a client; `deliver` an event; `told` what it told the others."""

    app: Starlette
    room: Room
    mint: Mint
    clock: MovableClock

    @property
    def transactions(self) -> Transactions:
        transactions: Transactions = self.app.state.transactions
        return transactions

    def as_caller(self, caller: Caller | None, **headers: str) -> httpx.AsyncClient:
        if caller:
            headers["Authorization"] = f"Bearer {self.mint.token(caller)}"
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://room.test/v1", headers=headers)

    async def organisation(
        self, kind: str, *, area: str | None = None, regions: tuple[str, ...] = (), name: str = "An office"
    ) -> UUID:
        """Make an organisation known to this room, as if the register had told it."""
        organisation = Organisation(uuid7(), kind, name, area, regions, None)
        async with self.begin() as tx:
            await learn_organisation(tx, organisation)
        return organisation.id

    async def caller(self, role: str, kind: str, **organisation: Any) -> Caller:
        """A caller of this role at a new organisation of this kind."""
        return Caller(f"test-{role}", await self.organisation(kind, **organisation), role)

    @asynccontextmanager
    async def begin(self, caller: Caller | None = None) -> AsyncIterator[Transaction]:
        async with self.transactions.begin(caller or Caller("test", PLATFORM, "service")) as tx:
            yield tx

    async def deliver(self, name: str, data: Mapping[str, Any], *, again: Envelope | None = None) -> Envelope:
        """Hand over an event as the consumer would; raises what the use case raises."""
        envelope = again or Envelope(
            id=uuid7(),
            source="urn:nld:wegwijs:test",
            type=f"nl.wegwijs.{name}.v1",
            time=self.clock(),
            subject=UUID(str(data["ref"])),
            dataschema=f"urn:nld:wegwijs:schema:{name}.v1",
            sequence=str(data["version"]),
            correlationid=uuid7(),
            actor="test",
            actorrole="service",
            actororganisation=PLATFORM,
            data=dict(data),
        )
        await self.app.state.workers.subscriptions.apply(envelope)
        return envelope

    async def told(self, name: str | None = None) -> list[Envelope]:
        """The events in the outbox, oldest first (no relay runs here, so they stay)."""
        async with self.begin() as tx:
            rows = await tx.session.execute(select(tables.outbox.c.body).order_by(tables.outbox.c.position))
            events = [Envelope.model_validate_json(body) for body in rows.scalars()]
        return [event for event in events if name in (None, event.name)]

    async def fire_deadlines(self) -> int:
        """Fire all that is due at the clock's moment; returns how many."""
        fired = 0
        while await fire_one(self.transactions, self.room.when_missed):
            fired += 1
        return fired

    async def rows(self, sql: str, **values: object) -> list[Any]:
        async with self.begin() as tx:
            return list((await tx.session.execute(text(sql), values)).all())


@asynccontextmanager
async def running_room(
    room: Room,
    settings: type[RoomSettings],
    database_url: str,
    regions: Path,
    folder: Path,
    work: Work = "api",
    **more: str,
) -> AsyncIterator[RoomUnderTest]:
    """Start a room on this database, as its app role. `more` are further settings, such as addresses of
    other rooms."""
    key_file = folder / "master.key"
    key_file.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
    values: dict[str, Any] = {
        "env": Environment.TEST,
        "database_url": as_app(database_url),
        "nats_url": "nats://127.0.0.1:1",
        "issuer": ISSUER,
        "master_key_file": key_file,
        "regions_dir": regions,
        "limits_file": Path(__file__).with_name("limits.yaml"),
        "log_url": None,  # a room alone keeps its looks itself
        **more,
    }
    addresses = [name for name, field in settings.model_fields.items() if name.endswith("_url")]
    values = dict.fromkeys(addresses, NOBODY) | values  # the other rooms do not answer, unless one is named
    mint, clock = Mint(), MovableClock()
    app = create_app(room, settings(**values), work=work, clock=clock, verifier=mint.verifier)
    async with app.router.lifespan_context(app):
        yield RoomUnderTest(app, room, mint, clock)


def as_app(url: str) -> str:
    """A database of `new_database` as the role under which its room runs; the administrator may all."""
    return login(url, f"{urlsplit(url).path.removeprefix('/test_').rpartition('_')[0]}_app")


def login(url: str, role: str) -> str:
    """The same database as this role of a test."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:{TEST_PASSWORD}@{host}"))


def camel(example: Path) -> dict[str, Any]:
    """The data of a committed example event."""
    data: dict[str, Any] = json.loads(example.read_text())["data"]
    return data
