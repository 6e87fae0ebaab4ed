"""If-Match on commands, and Idempotency-Key on creation."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Protocol
from uuid import UUID

from fastapi import Header
from pydantic import BaseModel
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.tables import idempotency
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7
from wirekit.problems import KeyReused, VersionMissing, VersionStale

KEPT = timedelta(hours=24)
CLAIM = upsert(idempotency).on_conflict_do_nothing().returning(idempotency.c.resource_id)

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern=r'^"[1-9]\d{0,8}"$',
        description='The ETag that you read, such as "3". Missing: 428. Stale: 412.',
    ),
]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[A-Za-z0-9_-]{8,64}$",
        description="Chosen by you, once per thing to make; kept for 24 hours. "
        "The same key with the same body answers as the first time; with another body: 422.",
    ),
]


class Versioned(Protocol):
    @property
    def version(self) -> int: ...


def require_match(thing: Versioned, if_match: str | None) -> None:
    """Ask after the state and before the rules. Raises VersionMissing (428) or VersionStale (412)."""
    if if_match is None:
        raise VersionMissing
    if if_match != etag(thing):
        raise VersionStale


def etag(thing: Versioned) -> str:
    return f'"{thing.version}"'


@dataclass(frozen=True)
class Claim:
    """The id that the thing to make shall have; `made_before` when an earlier call made it already."""

    resource_id: UUID
    made_before: bool


async def claim(tx: Transaction, key: str, body: BaseModel, *, about: UUID | None = None) -> Claim:
    """Claim this key for this caller and operation, waiting for a call that holds it right now.

    `about` is the thing under which something is made, so that a key is not shared between things.
    The body is kept as a keyed hash only. Raises KeyReused (422).
    """
    scope = f"{tx.caller.organisation}/{tx.caller.subject}/{tx.operation}/{about or ''}"
    wanted = {"scope": scope, "key": key, "resource_id": uuid7(), "created_at": tx.now}
    wanted["body_hash"] = tx.keyring.keyed_hash(hashlib.sha256(body.model_dump_json().encode()).hexdigest())
    made = (await tx.session.execute(CLAIM, wanted)).scalar_one_or_none()
    if made is not None:
        return Claim(made, made_before=False)
    query = select(idempotency).where(idempotency.c.scope == scope, idempotency.c.key == key)
    earlier = (await tx.session.execute(query)).one()
    if earlier.body_hash != wanted["body_hash"]:
        raise KeyReused
    return Claim(earlier.resource_id, made_before=True)


async def forget_old_keys(connection: AsyncConnection, at: datetime) -> None:
    await connection.execute(delete(idempotency).where(idempotency.c.created_at < at - KEPT))
