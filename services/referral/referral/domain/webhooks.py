"""Webhooks: the states of one, when it is tried again, and where it may point."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network

GIVES_UP_AFTER = timedelta(hours=24)
"""So long a message is tried with growing pauses; after that its webhook is parked, and probed."""
EARLIER_SECRET_COUNTS_FOR = timedelta(hours=24)
MOST_OF_ONE_ORGANISATION = 10


class WebhookStatus(StrEnum):
    """FAILING: a message is tried again. PARKED: for 24 hours in vain; it is only probed until it answers."""

    ACTIVE = "active"
    FAILING = "failing"
    PARKED = "parked"
    PAUSED = "paused"


NEXT_OF_WEBHOOK: Mapping[WebhookStatus, frozenset[WebhookStatus]] = {
    WebhookStatus.ACTIVE: frozenset({WebhookStatus.FAILING, WebhookStatus.PAUSED}),
    WebhookStatus.FAILING: frozenset({WebhookStatus.ACTIVE, WebhookStatus.PARKED, WebhookStatus.PAUSED}),
    WebhookStatus.PARKED: frozenset({WebhookStatus.ACTIVE, WebhookStatus.PAUSED}),
    WebhookStatus.PAUSED: frozenset({WebhookStatus.ACTIVE}),
}
IN_TROUBLE = frozenset({WebhookStatus.FAILING, WebhookStatus.PARKED})


class Failure(StrEnum):
    """Why a message was not taken: a class only, for what a receiver answers is nobody's to store here."""

    UNREACHABLE = "unreachable"
    TOO_SLOW = "too-slow"
    ADDRESS_NOT_ALLOWED = "address-not-allowed"
    REDIRECTED = "redirected"
    REFUSED = "refused"
    FAILED = "failed"


def failure_of(status: int) -> Failure | None:
    """What an HTTP status says; None where the message was taken. A redirect is not followed."""
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return Failure.REDIRECTED
    return Failure.REFUSED if 400 <= status < 500 else Failure.FAILED


def pause_after(attempts: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """How long to wait after so many failed attempts, from 1: twice as long each time."""
    doublings = min(attempts - 1, 30)  # more would not fit into a duration
    return min(first * (1 << doublings), longest)


NAT64 = IPv6Network("64:ff9b::/96")


def may_be_called(address: IPv4Address | IPv6Address) -> bool:
    """Whether this address is somebody else's, out on the internet, also where it is wrapped in another."""
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in NAT64:
            inside = IPv4Address(int(address) & 0xFFFF_FFFF)
        if inside is not None:
            return may_be_called(inside)
    return address.is_global and not address.is_multicast


LOCAL_NAMES = ("localhost", "local", "internal", "lan", "home.arpa")


def is_name_of_elsewhere(host: str) -> bool:
    """Whether a host name can be one that the whole internet knows."""
    name = host.rstrip(".").lower()
    return "." in name and not any(name == local or name.endswith(f".{local}") for local in LOCAL_NAMES)
