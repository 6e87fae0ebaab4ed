"""The rooms behind the gateway, the questions that it asks them for itself, and those of its pages."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from yarl import URL

ROOMS = ("access", "referral", "provider-registry", "crisis", "audit")
MAX_DOCUMENT_BYTES = 4_000_000
MAX_CONNECTIONS = 400


@dataclass(frozen=True)
class Said:
    """What was answered, whatever it was. `etag` as it came."""

    status: int
    body: bytes
    etag: str | None


class NoAnswer(Exception):
    """`is_silent`: it was reached and gave no answer in time, so what it did is unknown."""

    def __init__(self, *, is_silent: bool) -> None:
        super().__init__()
        self.is_silent = is_silent


class Rooms:
    """Where each room stands (`urls`, by public name), and the one HTTP client to all of them.

    `session` is there between `open` and its end, and changes nothing on its way.
    """

    session: aiohttp.ClientSession

    def __init__(
        self,
        urls: Mapping[str, str],
        *,
        connect_within_milliseconds: int,
        answer_within_milliseconds: int,
        page_asks_within_milliseconds: int,
    ) -> None:
        self.urls = urls
        self._passing = aiohttp.ClientTimeout(
            total=None,
            sock_connect=connect_within_milliseconds / 1000,
            sock_read=answer_within_milliseconds / 1000,
        )
        self._asking = aiohttp.ClientTimeout(total=page_asks_within_milliseconds / 1000)
        self._sending = aiohttp.ClientTimeout(total=answer_within_milliseconds / 1000)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async with aiohttp.ClientSession(
            # uvicorn drops an idle connection after 5 seconds; a command sent at that moment would be lost.
            connector=aiohttp.TCPConnector(limit=MAX_CONNECTIONS, keepalive_timeout=4),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            timeout=self._passing,
        ) as self.session:
            # aiohttp would send a PUT or DELETE again when its connection breaks, and the room may have
            # done it already: the caller would read 412 on a command that succeeded.
            self.session._retry_connection = False
            yield

    async def alive(self) -> dict[str, bool]:
        """Per room whether its process answers."""
        answers = await asyncio.gather(*(self._ask(f"{url}/health/live") for url in self.urls.values()))
        return {room: answer is not None for room, answer in zip(self.urls, answers, strict=True)}

    async def openapi(self, room: str) -> bytes | None:
        """The API document that this room serves now; None where it does not answer in time."""
        return await self._ask(f"{self.urls[room]}/v1/openapi.json")

    async def ask(self, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Said:
        """A question of a page, answered within the time that a page waits. Raises NoAnswer.

        With a body it is a POST: what is asked about is kept out of URLs.
        """
        return await self._call("GET" if body is None else "POST", url, headers, body, self._asking)

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Said:
        """What a page sends, with the patience of any other call. Raises NoAnswer."""
        return await self._call(method, url, headers, body, self._sending)

    async def _ask(self, url: str) -> bytes | None:
        try:
            said = await self.ask(url, {})
        except NoAnswer:
            return None
        return said.body if said.status == 200 else None

    async def _call(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        patience: aiohttp.ClientTimeout,
    ) -> Said:
        content = bytearray()
        try:
            async with self.session.request(
                method,
                URL(url, encoded=True),
                headers=headers,
                data=body,
                timeout=patience,
                allow_redirects=False,
            ) as answer:
                async for chunk in answer.content.iter_any():
                    content += chunk
                    if len(content) > MAX_DOCUMENT_BYTES:
                        raise NoAnswer(is_silent=False)
        except aiohttp.ClientConnectorError:
            raise NoAnswer(is_silent=False) from None
        except (aiohttp.ClientError, TimeoutError):
            raise NoAnswer(is_silent=True) from None
        return Said(answer.status, bytes(content), answer.headers.get("ETag"))
