"""Serve an application with uvicorn."""

import asyncio
import gc
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from doorkit.edge import SECURITY_HEADERS

HEAD_AT_MOST_BYTES = 131_072
HEAD_WITHIN_SECONDS = 15
ANSWER_READ_WITHIN_SECONDS = 60
"""Without one step forward: after that nobody reads what we send."""
NO_HTTP = b"This is no HTTP"


class _Timer:
    def __init__(self) -> None:
        self._handle: asyncio.TimerHandle | None = None

    def start(self, loop: asyncio.AbstractEventLoop, seconds: float, ends: Callable[[], None]) -> None:
        """One that runs already goes on as it is."""
        self._handle = self._handle or loop.call_later(seconds, ends)

    def stop(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


class BoundedHead(HttpToolsProtocol):
    """Ends a connection whose request line and headers do not end, in size or in time, or whose answer nobody
    reads. The parser itself has no limit, and uvicorn measures only how long a connection is idle."""

    _head_bytes = 0
    _something_ended = _in_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._head_ends, self._answer_ends = _Timer(), _Timer()
        self._head_ends.start(self.loop, HEAD_WITHIN_SECONDS, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_ends.stop()
        self._answer_ends.stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._something_ended = False
        super().data_received(data)
        # Looked at afterwards: one piece may hold the end of a head, or much of a body.
        in_head = not (self._something_ended or self._in_body)
        self._head_bytes = self._head_bytes + len(data) if in_head else 0
        if self._head_bytes > HEAD_AT_MOST_BYTES:
            self.transport.close()

    def on_message_begin(self) -> None:
        self._head_ends.start(self.loop, HEAD_WITHIN_SECONDS, self.transport.close)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._something_ended = self._in_body = True
        self._head_ends.stop()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._something_ended, self._in_body = True, False
        super().on_message_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._answer_ends.start(self.loop, ANSWER_READ_WITHIN_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._answer_ends.stop()

    def send_400_response(self, msg: str) -> None:
        """With the headers of every answer, and no word of what was sent."""
        given = {**SECURITY_HEADERS, "Content-Type": "text/plain", "Content-Length": str(len(NO_HTTP))}
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        self.transport.write(
            f"HTTP/1.1 400 Bad Request\r\n{head}Connection: close\r\n\r\n".encode() + NO_HTTP
        )
        self.transport.close()


def run(app: ASGIApp, host: str, port: int) -> None:
    """Serve with uvloop and httptools; a taken port ends the process at once, in one line."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise SystemExit(f"cannot listen on {host}:{port}: {error.strerror}") from None
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=BoundedHead,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,  # whose word on an address counts, `addresses.py` knows
        timeout_graceful_shutdown=10,
    )
    # What there is by now stays for good; a collection that looks through it again holds up every call.
    gc.collect()
    gc.freeze()
    uvicorn.Server(config).run(sockets=[listening])
