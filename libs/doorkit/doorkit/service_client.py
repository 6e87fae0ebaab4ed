"""A room asking another room in its own name: a service token, a timeout, a clear "no answer"."""

import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx

from doorkit.claims import read_claims
from doorkit.openid import ProviderAway, client_form, discover, read_client_key
from wirekit.settings import RoomSettings


class NoAnswer(Exception):
    """The other room did not answer in time, or answered that it cannot: `status`, where it said one."""

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.status = status


@dataclass
class ServiceClient:
    """Asks rooms over HTTP by a token of the room's own, for which it signs; never with a user's token."""

    settings: RoomSettings
    room: str
    timeout_seconds: int = 5
    _token: str = ""
    _token_until: float = 0
    _http: httpx.AsyncClient = field(init=False)

    async def __aenter__(self) -> Self:
        self._http = httpx.AsyncClient(timeout=self.timeout_seconds)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def get(self, url: str, **query: str) -> dict[str, Any]:
        """Raises NoAnswer."""
        try:
            headers = {"Authorization": f"Bearer {await self._bearer()}"}
            answer = await self._http.get(url, params=query, headers=headers)
            answer.raise_for_status()
            body: dict[str, Any] = answer.json()
        except httpx.HTTPStatusError as error:
            raise NoAnswer(type(error).__name__, error.response.status_code) from error
        except (httpx.HTTPError, ValueError) as error:
            raise NoAnswer(type(error).__name__) from error
        return body

    async def _bearer(self) -> str:
        if time.monotonic() > self._token_until:
            if self.settings.client_key_file is None:
                raise NoAnswer("no credential: WEGWIJS_CLIENT_KEY_FILE is not set")
            try:
                endpoint = (await discover(self.settings.issuer, self._http)).token_endpoint
                key = read_client_key(self.settings.client_key_file)
            except (ProviderAway, OSError) as error:
                raise NoAnswer(str(error)) from error
            form = {"grant_type": "client_credentials", **client_form(self.room, key, endpoint)}
            if scope := read_claims(self.settings.claims_file).service_scope:
                form["scope"] = scope
            answer = await self._http.post(endpoint, data=form)
            answer.raise_for_status()
            self._token = answer.json()["access_token"]
            self._token_until = time.monotonic() + answer.json()["expires_in"] / 2
        return self._token
