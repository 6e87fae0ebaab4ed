"""Send a notification to the address of a webhook: one that an organisation chose, so one that may be a trap.

A name is resolved here and the connection is made to the address that was looked at: between two look-ups a
name may come to point at this network. No redirect is followed, no proxy of the environment is used, and what
the receiver answers is neither read nor kept but for its status.
"""

import asyncio
import socket
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from ipaddress import ip_address
from ssl import SSLContext

import httpx

from referral.domain.webhooks import Failure, failure_of, is_name_of_elsewhere, may_be_called
from referral.notifications import CONTENT_TYPE
from referral.settings import Settings
from wirekit.signing import signed_headers

ADDRESSES_TRIED = 3


class AddressNotAllowed(Exception):
    """The name points at a network that is not the internet."""


@dataclass(frozen=True)
class Outgoing:
    """One notification, to one address, signed with each of the secrets that count."""

    url: str
    secrets: tuple[str, ...]
    id: str
    body: bytes


class WebhookSender:
    """Sends, and says why not; raises nothing that a receiver can bring about."""

    def __init__(self, settings: Settings, *, at_once: int) -> None:
        self._timeout = settings.webhook_timeout_seconds
        self._may_stay_inside = settings.webhooks_may_stay_inside
        self._places = asyncio.Semaphore(at_once)

    @cached_property
    def _tls(self) -> SSLContext:
        """Made once: to read the certificates of the authorities costs more than to send."""
        return httpx.create_ssl_context()

    async def send(self, outgoing: Outgoing, *, at: datetime) -> Failure | None:
        """Why it was not taken; None where it was. `at`: the moment that is signed along (UTC)."""
        headers = {
            "Content-Type": CONTENT_TYPE,
            "User-Agent": "wegwijs-referral",
            **signed_headers(outgoing.secrets, outgoing.id, at, outgoing.body),
        }
        try:
            async with self._places:
                # As a whole: one that sends a byte now and then would never be too slow for httpx.
                async with asyncio.timeout(self._timeout):
                    return failure_of(await self._post(httpx.URL(outgoing.url), headers, outgoing.body))
        except AddressNotAllowed:
            return Failure.ADDRESS_NOT_ALLOWED
        except (TimeoutError, httpx.TimeoutException):
            return Failure.TOO_SLOW
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError):
            return Failure.UNREACHABLE

    async def _post(self, url: httpx.URL, headers: dict[str, str], body: bytes) -> int:
        name = url.raw_host.decode()
        targets = [url] if self._may_stay_inside else await self._looked_at(url, name)
        # A client of its own: a connection kept for one name must not serve another at the same address.
        async with httpx.AsyncClient(verify=self._tls, trust_env=False, timeout=self._timeout) as client:
            for number, target in enumerate(targets, start=1):
                request = client.build_request(
                    "POST",
                    target,
                    content=body,
                    headers={**headers, "Host": url.netloc.decode()},
                    extensions={"sni_hostname": name},
                )
                try:
                    answer = await client.send(request, stream=True)
                except httpx.ConnectError:
                    if number == len(targets):
                        raise
                    continue
                await answer.aclose()
                return answer.status_code
        raise AssertionError("there is at least one address")

    async def _looked_at(self, url: httpx.URL, name: str) -> list[httpx.URL]:
        """This URL once for each address of its name. Raises AddressNotAllowed when one of them is ours."""
        port = url.port or 443
        found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
        if url.scheme != "https" or not all(may_be_called(ip_address(each)) for each in addresses):
            raise AddressNotAllowed
        return [url.copy_with(host=each) for each in addresses[:ADDRESSES_TRIED]]


def points_outside(url: httpx.URL) -> bool:
    """Whether a webhook may be made for it in production, as far as the URL itself tells."""
    host = url.raw_host.decode()
    try:
        return url.scheme == "https" and may_be_called(ip_address(host))
    except ValueError:
        return url.scheme == "https" and is_name_of_elsewhere(host)
