"""How what is sent to an address of somebody else is signed (Standard Webhooks)."""

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime

SECRET_PREFIX = "whsec_"  # noqa: S105  # as Standard Webhooks marks what follows
SECRET_BYTES = 32


def secret_of(key: bytes) -> str:
    return SECRET_PREFIX + b64encode(key).decode()


def signature(secrets: Iterable[str], message_id: str, at: datetime, body: bytes) -> str:
    """The value of `webhook-signature`: one `v1,…` for each secret that counts."""
    signed = f"{message_id}.{int(at.timestamp())}.".encode() + body
    keys = (b64decode(secret.removeprefix(SECRET_PREFIX)) for secret in secrets)
    return " ".join(f"v1,{b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}" for key in keys)


def signed_headers(secrets: Iterable[str], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers by which a receiver knows the sender, the moment (UTC), and a message sent twice."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature(secrets, message_id, at, body),
    }
