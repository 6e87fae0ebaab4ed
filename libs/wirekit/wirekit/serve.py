"""Serve an application with uvicorn."""

import gc
import socket

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_AT_MOST_BYTES = 131_072


class BoundedHead(HttpToolsProtocol):
    """Ends a connection whose request line and headers do not end: the parser itself has no limit."""

    _head_bytes = 0
    _something_ended = _in_body = False

    def data_received(self, data: bytes) -> None:
        self._something_ended = False
        super().data_received(data)
        # Looked at afterwards: one piece may hold the end of a head, or much of a body.
        in_head = not (self._something_ended or self._in_body)
        self._head_bytes = self._head_bytes + len(data) if in_head else 0
        if self._head_bytes > HEAD_AT_MOST_BYTES:
            self.transport.close()

    def on_headers_complete(self) -> None:
        self._something_ended = self._in_body = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._something_ended, self._in_body = True, False
        super().on_message_complete()


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
        proxy_headers=False,  # nobody needs the caller's address, so nobody may claim one
        timeout_graceful_shutdown=10,
    )
    # What there is by now stays for good; a collection that looks through it again holds up every call.
    gc.collect()
    gc.freeze()
    uvicorn.Server(config).run(sockets=[listening])
