"""Identifiers: UUIDv7, made here because PostgreSQL makes them only from version 18 on."""

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """A new identifier that sorts by its moment of making (RFC 9562, 48 bits of milliseconds UTC)."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return UUID(int=value | 0b10 << 62 | secrets.randbits(62))
