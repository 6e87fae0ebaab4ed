"""From which address somebody calls: that of the connection, or what a trusted proxy says of it."""

from contextvars import ContextVar
from functools import lru_cache
from ipaddress import ip_address, ip_network

from starlette.types import Scope

UNKNOWN = "unknown"
READ_OF_HEADER_BYTES = 200
"""The end of X-Forwarded-For our own proxies wrote; its beginning anybody may write, at any length."""

_address: ContextVar[str] = ContextVar("address", default=UNKNOWN)


def caller_address() -> str:
    """Of the request under way; `unknown` outside one. It goes into no log line and no error."""
    return _address.get()


class Proxies:
    """`listed`: networks (CIDR) separated by commas; what stands in them may name whom it speaks for."""

    def __init__(self, listed: str) -> None:
        self._networks = [ip_network(each.strip()) for each in listed.split(",") if each.strip()]
        self._trusts = lru_cache(maxsize=4096)(self._is_listed)

    def note(self, scope: Scope) -> None:
        """Keep the address of this request for `caller_address`."""
        client = scope.get("client")
        address = _plain(client[0]) if client else UNKNOWN
        if self._trusts(address):
            given = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
            told = b",".join(given)[-READ_OF_HEADER_BYTES:].decode("latin-1").split(",")
            hops = [_plain(each.strip()) for each in told]
            while hops and self._trusts(address) and self._trusts(hop := hops.pop()) is not None:
                address = hop
        _address.set(address)

    def _is_listed(self, text: str) -> bool | None:
        """None for what is no address at all."""
        try:
            address = ip_address(text)
        except ValueError:
            return None
        return any(address in network for network in self._networks)


def _plain(address: str) -> str:
    """One of IP version 4 as such, also where who listens on both versions writes `::ffff:192.0.2.1`:
    the first half of those is the same for all, and would count as one house."""
    return address.removeprefix("::ffff:") if "." in address else address
