"""Routes that ask the register first: never inside a transaction, and nothing is stored before its answer.

Such a route runs twice. The first time it looks whether the question makes sense at all, and raises
`AskFirst`: all is rolled back, the connection is free. Then the register is asked, and the route runs again
with its answer.
"""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from crisis.clients.registry import Registry, registry
from doorkit.service_client import NoAnswer
from servicekit.routing import GuardedRoute
from wirekit.logs import log


async def _nothing(registry: Registry, answer: Any) -> None:
    return None


@dataclass
class AskFirst(Exception):
    """`question` is put to the register. `undo` takes back what it answered, should storing it fail."""

    question: Callable[[Registry], Awaitable[Any]]
    undo: Callable[[Registry, Any], Awaitable[None]] = field(default=_nothing)


@dataclass(frozen=True)
class Answered:
    """What the register said; `is_away` where it said nothing in time."""

    answer: Any = None
    is_away: bool = False


class AskingRoute(GuardedRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        guarded = super().get_route_handler()

        async def asking(request: Request) -> Response:
            try:
                return await guarded(request)
            except AskFirst as asked:
                first = asked
            language = request.headers.get("accept-language", "nl")
            url = request.app.state.settings.provider_registry_url
            register = registry(url, request.headers["authorization"], language)
            async with register.http:
                try:
                    request.state.answered = Answered(await first.question(register))
                except NoAnswer as error:
                    log.warning("the register gave no answer", operation=self.name, why=str(error))
                    request.state.answered = Answered(is_away=True)
                try:
                    return await guarded(request)
                except Exception:
                    await _undo(first, register, request.state.answered)
                    raise

        return asking


async def _undo(first: AskFirst, register: Registry, answered: Answered) -> None:
    if answered.is_away:
        return
    try:
        await first.undo(register, answered.answer)
    except NoAnswer as error:
        log.warning("not taken back: it lapses by itself", why=str(error))


async def _answered(request: Request) -> Answered | None:
    return getattr(request.state, "answered", None)


FromRegister = Annotated[Answered | None, Depends(_answered)]
