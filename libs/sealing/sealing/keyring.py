"""Sealed fields: AES-256-GCM under a data key per data subject; and a keyed hash to find without opening.

Destroying the data key is the erasure: nothing sealed under it can be read again, wherever a copy of
it lies. The data keys are wrapped under the room's master key, so that a dump of the database alone
shows nothing; a backup from before the erasure still holds the wrapped key.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import LargeBinary, insert, select, update
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeDecorator

from sealing.tables import data_key

NONCE_BYTES = 12


class Sealed(bytes):
    """Bytes that came out of `DataKey.seal`."""


class Erased(Exception):
    """The data key of this person was destroyed; nothing sealed under it can be read."""


class SealedColumn(TypeDecorator[Sealed]):
    """A column that takes nothing but sealed bytes, so that clear text cannot be stored by mistake."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is not None and not isinstance(value, Sealed):
            raise TypeError("only sealed bytes go into a sealed column")
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> Sealed | None:
        return None if value is None else Sealed(value)


@dataclass(frozen=True)
class DataKey:
    """The open key of one data subject; lives no longer than the transaction that opened it."""

    data_subject: UUID
    key: bytes

    def seal(self, text: str, field: str) -> Sealed:
        """Seal a text for one field: moved to another field or person it does not open."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return Sealed(nonce + AESGCM(self.key).encrypt(nonce, text.encode(), self._bound_to(field)))

    def open(self, sealed: Sealed, field: str) -> str:
        """Raises InvalidTag when the bytes were changed or belong elsewhere."""
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return AESGCM(self.key).decrypt(nonce, body, self._bound_to(field)).decode()

    def _bound_to(self, field: str) -> bytes:
        return self.data_subject.bytes + field.encode()


class Keyring:
    """Wraps and opens data keys, and makes keyed hashes, all derived from the room's master key."""

    def __init__(self, master_key: bytes) -> None:
        self._wrapping = AESGCM(_derived(master_key, b"data keys"))
        self._hashing = _derived(master_key, b"look-up")

    def keyed_hash(self, value: str) -> bytes:
        """HMAC-SHA-256: equal for equal values, of no use to who lacks the key (a BSN can be guessed)."""
        return hmac.digest(self._hashing, value.encode(), hashlib.sha256)

    async def new_data_key(self, session: AsyncSession, data_subject: UUID, *, at: datetime) -> DataKey:
        """Make and store the key of a new data subject."""
        key = secrets.token_bytes(32)
        nonce = secrets.token_bytes(NONCE_BYTES)
        wrapped = nonce + self._wrapping.encrypt(nonce, key, data_subject.bytes)
        row = {"data_subject": data_subject, "wrapped": wrapped, "created_at": at}
        await session.execute(insert(data_key), row)
        return DataKey(data_subject, key)

    async def data_key(self, session: AsyncSession, data_subject: UUID) -> DataKey:
        """Open the key of a data subject. Raises Erased when there is none any more."""
        query = select(data_key.c.wrapped).where(data_key.c.data_subject == data_subject)
        wrapped = (await session.execute(query)).scalar_one_or_none()
        if wrapped is None:
            raise Erased(str(data_subject))
        nonce, body = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        return DataKey(data_subject, self._wrapping.decrypt(nonce, body, data_subject.bytes))

    async def destroy(self, session: AsyncSession, data_subject: UUID, *, at: datetime) -> None:
        """Make everything sealed for this data subject unreadable, for good."""
        statement = update(data_key).where(data_key.c.data_subject == data_subject)
        await session.execute(statement.values(wrapped=None, destroyed_at=at))


def _derived(master_key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"wegwijs " + purpose).derive(master_key)
