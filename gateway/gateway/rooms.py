"""The rooms behind the gateway, and the two questions that it asks them for itself."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp

ROOMS = ("access", "referral", "provider-registry", "crisis")
MAX_DOCUMENT_BYTES = 4_000_000
MAX_CONNECTIONS = 400


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

    async def _ask(self, url: str) -> bytes | None:
        document = bytearray()
        try:
            async with self.session.get(url, timeout=self._asking, allow_redirects=False) as answer:
                if answer.status != 200:
                    return None
                async for chunk in answer.content.iter_any():
                    document += chunk
                    if len(document) > MAX_DOCUMENT_BYTES:
                        return None
        except (aiohttp.ClientError, TimeoutError):
            return None
        return bytes(document)
