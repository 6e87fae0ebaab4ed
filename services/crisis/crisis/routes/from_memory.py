"""Routes that go on when the database is away: they answer from memory.

An answer that was given before and still holds is not computed again: only the moments in it are new.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from crisis.domain.duty_line import Wanted
from crisis.usecases.look_up_on_call import ComputedFrom, Found, LookUp, Read
from crisis.usecases.memory import Prepared, RosterMemory
from crisis.usecases.resources import Resources
from crisis.usecases.telephone_chain import alarm_not_stored
from doorkit.edge import read_body
from doorkit.permissions import NO_RELATION
from servicekit.authorisation import PermissionTable
from servicekit.routing import Guard, GuardedRoute
from servicekit.transaction import database_is_away
from wirekit.logs import log
from wirekit.problems import Forbidden, NotNow

STORED_WITHIN_SECONDS = 5.0
"""An alarm that is not stored by then must go by telephone."""
OPERATIONS = {"/on-call": "look_up_on_call", "/on-call-board": "read_on_call_board"}
"""What may be prepared, by path."""
JSON = (b"content-type", b"application/json")
LONGEST_QUERY = 300
"""Bytes; a longer one asks nothing more, and must not fill the memory with words that nobody reads."""
FOR_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass
class Look:
    """What an operation works with here. `now` in UTC."""

    guard: Guard
    operation: str
    now: datetime
    prepare: Callable[[bytes], Prepared | None] = lambda body: None

    @property
    def resources(self) -> Resources:
        resources: Resources = self.guard.transactions.resources
        return resources

    async def database(self, read: Read) -> Found:
        """What the memory does not know. Raises NotNow where the database is away."""
        try:
            async with self.guard.transactions.engine.connect() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                assert driver is not None, "a connection that was just given out"
                return await read(driver)
        except Exception as error:
            if not database_is_away(error):
                raise
            log.warning("database is away", operation=self.operation, exc_info=error)
            raise NotNow from None

    def note(self, found: LookUp, *, is_of_now: bool, tells_at: bool = False) -> None:
        """What is answered may be given again while it holds, if the memory gave it."""
        if found.roster.source is ComputedFrom.MEMORY:
            self.prepare = lambda body: prepared_of(
                body, found, self.now, is_of_now=is_of_now, tells_at=tells_at
            )


class MemoryRoute(APIRoute):
    """Runs in this order: token → role → memory. The database is asked only for what memory does not know."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle, operation = super().get_route_handler(), self.name

        async def from_memory(request: Request) -> Response:
            scope = request.scope
            scope["operation"] = operation
            guard: Guard = request.app.state.guard
            authorization = request.headers.get("authorization", "")
            caller = await guard.limits.caller(guard.verifier, authorization, operation)
            if not _may(guard.permissions, operation, caller.role):
                raise Forbidden
            memory: RosterMemory = guard.transactions.resources.memory
            if memory.seen < memory.writes:
                await memory.with_own_writes()
            look = request.state.look = Look(guard, operation, guard.transactions.clock())
            changes = memory.changes
            answer = await handle(request)
            query = scope["query_string"]
            if (
                changes == memory.changes
                and len(query) <= LONGEST_QUERY
                and (made := look.prepare(bytes(answer.body)))
            ):
                memory.prepare((operation, query), made)
            return answer

        return from_memory


class PreparedAnswers:
    """Stands in front of the API: what was answered before and still holds goes out with new moments.

    All else is passed on, also whatever is wrong: the API has the words for it.
    """

    def __init__(self, api: FastAPI) -> None:
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = self._body(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if body is None:
            await self._api(scope, receive, send)
            return
        length = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [JSON, length]})
        await send({"type": "http.response.body", "body": body})

    def _body(self, scope: Scope) -> bytes | None:
        operation = OPERATIONS.get(scope["path"].removeprefix(scope["root_path"]))
        if operation is None:
            return None
        guard: Guard = self._api.state.guard
        authorization = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        scheme, _, token = authorization.partition(b" ")
        caller = guard.verifier.remembered(token.decode("latin-1")) if scheme.lower() == b"bearer" else None
        memory: RosterMemory = guard.transactions.resources.memory
        prepared = memory.prepared.get((operation, scope["query_string"]))
        now = guard.transactions.clock()
        if (
            caller is None
            or prepared is None
            or memory.as_of is None
            or memory.seen < memory.writes
            or now >= prepared.until
            or not _may(guard.permissions, operation, caller.role)
            or not guard.limits.has(caller, operation)
        ):
            return None
        scope["operation"] = operation
        return with_moments(prepared, now, memory.as_of)


async def _look(request: Request) -> Look:
    look: Look = request.state.look
    return look


Seen = Annotated[Look, Depends(_look)]


def prepared_of(
    body: bytes, found: LookUp, now: datetime, *, is_of_now: bool, tells_at: bool
) -> Prepared | None:
    """An answer without its moments; None where they do not stand in it as expected.

    `tells_at`: it tells the instant that it is about, and that is now.
    """
    head, moments, tail = body.partition(_moments(tells_at, now, found.roster.as_of))
    until = found.until if is_of_now else FOR_EVER
    return Prepared(head, tail, tells_at, until) if moments else None


def with_moments(prepared: Prepared, now: datetime, as_of: datetime) -> bytes:
    return prepared.head + _moments(prepared.tells_at, now, as_of) + prepared.tail


def seconds_old(as_of: datetime, now: datetime) -> int:
    return max(0, int((now - as_of).total_seconds()))


def _may(permissions: PermissionTable, operation: str, role: str) -> bool:
    """By the role alone: for relation and region the database would have to be there."""
    return any(
        role in row.roles and row.relation == NO_RELATION and row.region == "any"
        for row in permissions.rows.get(operation, ())
    )


def _moments(tells_at: bool, now: datetime, as_of: datetime) -> bytes:
    """The part of an answer from memory that differs from call to call, as pydantic writes it."""
    told = _told(now)
    at = f'"at":"{told}",' if tells_at else ""
    return (
        f'{at}"computedAt":"{told}","computedFrom":"memory","asOf":"{_told(as_of)}",'
        f'"ageSeconds":{seconds_old(as_of, now)}'
    ).encode()


def _told(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


class AlarmRoute(GuardedRoute):
    """A guarded route; what cannot be stored is answered with whom to call instead."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def or_chain(request: Request) -> Response:
            guard: Guard = request.app.state.guard
            # Both come again in `handle` and cost nothing by then: a slow caller must not use up the seconds.
            request.scope["operation"] = self.name
            await guard.verifier.bearer(request.headers.get("authorization", ""))
            if problem := await read_body(request, guard.body_limit_bytes):
                raise problem
            try:
                async with asyncio.timeout(STORED_WITHIN_SECONDS):
                    return await handle(request)
            except (NotNow, TimeoutError):
                wanted = _wanted(await request.body())
                transactions = guard.transactions
                raise alarm_not_stored(transactions.resources, wanted, transactions.clock()) from None

        return or_chain


def _wanted(body: bytes) -> Wanted | None:
    """Whom the alarm was for, as far as its words tell; they were not checked."""
    try:
        given = json.loads(body)
        place, age, need = given.get("municipality"), given.get("age"), given.get("need")
    except (ValueError, AttributeError):
        return None
    if not isinstance(place, str):
        return None
    return Wanted(place, age if isinstance(age, int) else None, need if isinstance(need, str) else None)
