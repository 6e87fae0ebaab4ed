"""What htmx is answered: it goes to where a form leads, so that the address is that of the page."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ASKED_BY_HTMX = "HX-Request"


class FollowsByHtmx:
    """Tells htmx where to go after a form, in the place of a 303, which it would follow without a trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 303:
                headers = MutableHeaders(raw=message["headers"])
                headers["HX-Redirect"] = headers["location"]
                del headers["location"]
                message = {**message, "status": 200}
            await send(message)

        is_htmx = scope["type"] == "http" and ASKED_BY_HTMX in Headers(scope=scope)
        await self._app(scope, receive, told if is_htmx else send)
