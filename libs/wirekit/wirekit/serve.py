"""Serve an application with uvicorn."""

import socket

import uvicorn
from starlette.types import ASGIApp


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
        http="httptools",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,  # nobody needs the caller's address, so nobody may claim one
        timeout_graceful_shutdown=10,
    )
    uvicorn.Server(config).run(sockets=[listening])
