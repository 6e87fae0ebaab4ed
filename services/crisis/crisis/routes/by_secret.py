"""Routes that go by a secret that somebody was sent, and by no role: at 03:40 nobody signs in.

The row of such an operation in the table of permissions is empty: a token opens nothing here.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from doorkit.addresses import caller_address
from doorkit.edge import read_body
from servicekit.routing import Guard
from servicekit.subscriptions import PLATFORM
from servicekit.transaction import database_is_away
from wirekit.caller import Caller
from wirekit.events import Trace
from wirekit.logs import correlation_id, log
from wirekit.problems import Forbidden, NotNow

NOBODY = Caller("by-secret", PLATFORM, "none")
"""Who calls until the secret tells: a role that no table knows."""


class BySecretRoute(APIRoute):
    """As a guarded route, but without a caller. The use case finds the secret, or raises Unauthenticated."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def by_secret(request: Request) -> Response:
            request.scope["operation"] = self.name
            if "authorization" in request.headers:
                raise Forbidden
            guard: Guard = request.app.state.guard
            guard.limits.take(caller_address(), self.name)
            if problem := await read_body(request, guard.body_limit_bytes):
                raise problem
            trace = Trace(correlation_id=correlation_id())
            try:
                async with guard.transactions.begin(NOBODY, trace=trace, operation=self.name) as tx:
                    request.state.tx = tx
                    return await handle(request)
            except Exception as error:
                if database_is_away(error):
                    log.warning("database is away", operation=self.name, exc_info=error)
                    raise NotNow from None
                raise

        return by_secret
