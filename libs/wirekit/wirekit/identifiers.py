"""Identifiers: UUIDv7, made here because PostgreSQL makes them only from version 18 on."""

import secrets
import time
from uuid import UUID

NANOSECONDS = 1_000_000
"""In a millisecond."""


def uuid7() -> UUID:
    """A new identifier that sorts by its moment of making (RFC 9562, 48 bits of milliseconds UTC).

    The 12 bits after them say where in the millisecond (section 6.2, method 3): what one transaction makes
    is listed in the order in which it was made.
    """
    milliseconds, rest = divmod(time.time_ns(), NANOSECONDS)
    fraction = (rest << 12) // NANOSECONDS
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | fraction << 64
    return UUID(int=value | 0b10 << 62 | secrets.randbits(62))
