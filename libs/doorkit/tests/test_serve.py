"""What a connection may cost before anybody has shown a token."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from doorkit import serve
from doorkit.edge import SECURITY_HEADERS
from doorkit.serve import HEAD_AT_MOST_BYTES, BoundedHead

LONG = b"x" * 40_000_000


async def told(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def long(_: Request) -> Response:
    return Response(LONG)


@pytest.fixture
async def port() -> AsyncIterator[int]:
    app = Starlette(routes=[Route("/", told, methods=["GET", "POST"]), Route("/long", long)])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, http=BoundedHead))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  # uvicorn tells it by a flag only
        await asyncio.sleep(0)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


async def test_headers_without_end_end_the_connection(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: ")
    with pytest.raises(ConnectionError):  # noqa: PT012  # it may break at any of these
        for _ in range(64):
            writer.write(b"x" * 65_536)
            await writer.drain()
        if await reader.read() == b"":
            raise ConnectionResetError
    writer.close()


async def test_a_long_body_and_many_calls_on_one_connection_are_no_long_head(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = b"x" * (3 * HEAD_AT_MOST_BYTES)
    for _ in range(3):
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        assert await reader.readexactly(len(str(len(body)))) == str(len(body)).encode()
    writer.close()


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"GET / HTTP/1.1\r\n\r\nGET"]
)
async def test_who_does_not_say_what_he_wants_is_not_waited_for(
    port: int, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "HEAD_WITHIN_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    async with asyncio.timeout(4):  # the idle time of a connection would be five seconds
        told = await reader.read()
    assert told.count(b"HTTP/1.1 200") == sent.count(b"\r\n\r\n")
    writer.close()


async def test_a_head_that_comes_in_time_is_followed_by_as_long_a_wait_as_it_takes(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "HEAD_WITHIN_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await reader.read(1)
    writer.write(b"x")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
    writer.close()


async def test_an_answer_that_nobody_reads_is_cut_off(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "ANSWER_READ_WITHIN_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
    writer.write(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    reader._transport.pause_reading()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.6):
            await asyncio.Event().wait()
    reader._transport.resume_reading()
    received = 0
    with suppress(ConnectionError):
        while part := await reader.read(1_000_000):
            received += len(part)
    assert received < len(LONG)
    writer.close()


async def test_what_is_no_http_is_refused_without_a_word_of_it_and_with_the_headers_of_every_answer(
    port: int,
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"Zwaluwstaartsma is \x00 no verb\r\n\r\n")
    answer = (await reader.read()).decode()
    assert answer.startswith("HTTP/1.1 400")
    assert {f"{name}: {value}" for name, value in SECURITY_HEADERS.items()} <= set(answer.split("\r\n"))
    assert "Zwaluwstaartsma" not in answer
    writer.close()
