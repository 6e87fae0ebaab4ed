"""Sealed fields: AES-256-GCM under a data key per data subject; and a keyed hash to find without opening.

Destroying the data key is the erasure: nothing sealed under it can be read again, wherever a copy of
it lies. The data keys are wrapped under the room's master key, so that a dump of the database alone
shows nothing. A backup from before the erasure still holds the wrapped key: it is destroyed again when
that is restored, and no key opens it any more once the master key of then was retired (decision 0023).
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, insert, select, update
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeDecorator

from sealing.key_file import KeyFile, derived
from sealing.tables import data_key

NONCE_BYTES, NAME_BYTES = 12, 8
UNNAMED_BYTES = NONCE_BYTES + 32 + 16  # nonce, key, tag


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
    """Wraps and opens data keys under the room's master keys, and makes keyed hashes.

    `keys`: what the file holds at this moment. A wrapped key begins with which master key wrapped it; one
    of before there could be more does not, and is shorter.
    """

    def __init__(self, keys: Callable[[], KeyFile]) -> None:
        self._file = keys
        self._keys: KeyFile | None = None
        self._look_up = keys().look_up

    @classmethod
    def of(cls, master_key: bytes) -> Self:
        """With one key that stays."""
        keys = KeyFile((master_key,), derived(master_key, b"look-up"))
        return cls(lambda: keys)

    def keyed_hash(self, value: str) -> bytes:
        """HMAC-SHA-256: equal for equal values, of no use to who lacks the key (a BSN can be guessed)."""
        return hmac.digest(self._look_up, value.encode(), hashlib.sha256)

    @property
    def newest(self) -> bytes:
        """How what the newest master key wraps begins."""
        return self._wrapping()[0][0]

    @property
    def masters(self) -> int:
        """How many master keys the file has; more than one while a rotation is under way."""
        return len(self._wrapping())

    def wrapped(self, key: bytes, data_subject: UUID) -> bytes:
        """A data key, under the newest master key."""
        (name, wrapping), *_ = self._wrapping()
        nonce = secrets.token_bytes(NONCE_BYTES)
        return name + nonce + wrapping.encrypt(nonce, key, data_subject.bytes)

    def unwrapped(self, wrapped: bytes, data_subject: UUID) -> bytes:
        """Raises InvalidTag where no key of the file opens it: after a restore of what is too old."""
        is_named = len(wrapped) > UNNAMED_BYTES
        name, rest = (wrapped[:NAME_BYTES], wrapped[NAME_BYTES:]) if is_named else (b"", wrapped)
        nonce, body = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        for each, wrapping in self._wrapping():
            if name in (b"", each):
                with suppress(InvalidTag):
                    return wrapping.decrypt(nonce, body, data_subject.bytes)
        raise InvalidTag

    async def new_data_key(self, session: AsyncSession, data_subject: UUID, *, at: datetime) -> DataKey:
        """Make and store the key of a new data subject."""
        key = secrets.token_bytes(32)
        row = {"data_subject": data_subject, "wrapped": self.wrapped(key, data_subject), "created_at": at}
        await session.execute(insert(data_key), row)
        return DataKey(data_subject, key)

    async def data_key(self, session: AsyncSession, data_subject: UUID) -> DataKey:
        """Open the key of a data subject. Raises Erased when there is none any more."""
        query = select(data_key.c.wrapped).where(data_key.c.data_subject == data_subject)
        wrapped = (await session.execute(query)).scalar_one_or_none()
        if wrapped is None:
            raise Erased(str(data_subject))
        return DataKey(data_subject, self.unwrapped(wrapped, data_subject))

    async def destroy(self, session: AsyncSession, data_subject: UUID, *, at: datetime) -> None:
        """Make everything sealed for this data subject unreadable, for good."""
        statement = update(data_key).where(data_key.c.data_subject == data_subject)
        await session.execute(statement.values(wrapped=None, destroyed_at=at))

    def _wrapping(self) -> list[tuple[bytes, AESGCM]]:
        """Each master key with how what it wraps begins, the newest first."""
        keys = self._file()
        if keys is not self._keys:
            self._keys, wrapping = keys, [derived(master, b"data keys") for master in keys.masters]
            self._opened = [(hashlib.sha256(each).digest()[:NAME_BYTES], AESGCM(each)) for each in wrapping]
        return self._opened
