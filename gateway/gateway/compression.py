"""Pages and their scripts go out compressed, where the browser takes it so.

A trap: whoever can make a browser ask for a page with words of his own in it, and sees how long the answer
is, learns from its length what else stands on it (BREACH). Two things keep that away. The cookie of a session
is Strict, so what another site asks comes without one and gets nobody's page. And a page is made small only
where the browser says that it was asked by our own site or by hand: another site cannot claim that.
"""

import zlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE, SCRIPT = "text/html", "text/javascript"
ASKED_BY_US = {"same-origin", "none"}
LEAST_BYTES = 1_000
GZIP, LEVEL = zlib.MAX_WBITS | 16, 4


class Compressed:
    """Around the pages only: what rooms answer is passed on as it comes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if "gzip" not in asked.get("accept-encoding", ""):
            await self._app(scope, receive, send)
            return
        started: Message | None = None

        async def smaller(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start" and _may_be_small(message, asked):
                started = message  # its length is not known before the body is
                return
            if started is not None:
                start, started = started, None
                if not message.get("more_body") and len(message["body"]) >= LEAST_BYTES:
                    message = {**message, "body": _small(message["body"])}
                    headers = MutableHeaders(raw=start["headers"])
                    headers["Content-Encoding"] = "gzip"
                    headers["Content-Length"] = str(len(message["body"]))
                await send(start)
            await send(message)

        await self._app(scope, receive, smaller)


def _may_be_small(start: Message, asked: Headers) -> bool:
    """Says also that the answer depends on what was asked, for whoever stores it."""
    headers = MutableHeaders(raw=start["headers"])
    kind = headers.get("content-type", "").partition(";")[0]
    if kind not in (PAGE, SCRIPT) or "content-encoding" in headers:
        return False
    headers.add_vary_header("Accept-Encoding")
    if kind == SCRIPT:
        return True
    headers.add_vary_header("Sec-Fetch-Site")
    return asked.get("sec-fetch-site") in ASKED_BY_US


def _small(body: bytes) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    return packer.compress(body) + packer.flush()
