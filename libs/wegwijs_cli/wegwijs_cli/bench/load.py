"""The load: HTTP calls over a few connections that are kept open, as cheap as Python can send them.

A client library would cost more than the thing that is measured, and would stand in its way on a machine
with two processors. It reads only what our own servers write: an answer with a Content-Length, or none.
"""

import asyncio
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from wegwijs_cli.demo.client import WrongAnswer

CONNECTIONS = 8
ANSWERED_WITHIN_SECONDS = 30
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """`url` of the server, without a path."""

    url: str

    def call(
        self, method: str, path: str, *, token: str = "", body: bytes = b"", headers: Mapping[str, str] = {}
    ) -> bytes:
        """The bytes of one call."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {urlsplit(self.url).netloc}"]
        if token:
            lines.append(f"Authorization: Bearer {token}")
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True)
class Driven:
    """Seconds that all calls took together, and each from its sending to its answer."""

    seconds: float
    latencies: list[float]


class _Connection(asyncio.Protocol):
    """One call at a time: `send`, then wait for the status."""

    def __init__(self) -> None:
        self._read = bytearray()
        self._waiting: asyncio.Future[int] | None = None
        self.transport: asyncio.Transport | None = None
        self.body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's own transports are none by inheritance.
        self.transport = cast("asyncio.Transport", transport)

    def send(self, call: bytes) -> "asyncio.Future[int]":
        assert self.transport is not None
        self._waiting = asyncio.get_running_loop().create_future()
        self.transport.write(call)
        return self._waiting

    def data_received(self, data: bytes) -> None:
        self._read += data
        head = self._read.find(b"\r\n\r\n")
        if head < 0 or self._waiting is None or self._waiting.done():
            return
        length = _LENGTH.search(self._read, 0, head)
        end = head + 4 + (int(length[1]) if length else 0)
        if len(self._read) >= end:
            status = int(self._read[9:12])
            self.body = bytes(self._read[head + 4 : end])
            del self._read[:end]
            self._waiting.set_result(status)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(WrongAnswer("a server hung up during a measure"))


async def drive(
    target: Target, calls: Sequence[bytes], *, expect: int, connections: int = CONNECTIONS
) -> float:
    """Send all calls, so many at a time; the seconds that it took. Raises WrongAnswer on another status."""
    return (await timed(target, calls, expect=expect, connections=connections)).seconds


async def timed(
    target: Target, calls: Sequence[bytes], *, expect: int, connections: int = CONNECTIONS
) -> Driven:
    """The same, with the seconds of each call."""
    address = urlsplit(target.url)
    loop = asyncio.get_running_loop()
    left = iter(calls)
    opened = []
    for _ in range(connections):
        _transport, connection = await loop.create_connection(
            _Connection, str(address.hostname), address.port or 80
        )
        opened.append(connection)
    try:
        began = time.perf_counter()
        async with asyncio.timeout(ANSWERED_WITHIN_SECONDS + len(calls) / 10):
            sent = await asyncio.gather(*(_send_on(connection, left, expect) for connection in opened))
        return Driven(time.perf_counter() - began, [each for latencies in sent for each in latencies])
    except TimeoutError:
        raise WrongAnswer("a server does not answer during a measure") from None
    finally:
        for connection in opened:
            assert connection.transport is not None
            connection.transport.abort()


async def _send_on(connection: _Connection, left: Iterator[bytes], expect: int) -> list[float]:
    latencies = []
    for call in left:
        began = time.perf_counter()
        status = await connection.send(call)
        latencies.append(time.perf_counter() - began)
        if status != expect:
            raise WrongAnswer(f"{status} instead of {expect} during a measure: {connection.body[:300]!r}")
    return latencies
