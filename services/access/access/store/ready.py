"""Decisions that stand ready, or stood: one row for each request, under the lock of that request."""

from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from access.domain.ready import Ready, ReadyKind, ReadyStatus
from access.store.desk_tables import ReadyRow
from sealing.keyring import Sealed
from servicekit.transaction import Transaction
from wirekit.problems import ReasonGiven
from wirekit.texts import Text


async def of_request(tx: Transaction, request_id: UUID) -> Ready | None:
    row = await _row(tx, request_id)
    if row is None:
        return None
    return Ready(
        id=row.id,
        version=row.version,
        request=row.request_id,
        kind=ReadyKind(row.kind),
        status=ReadyStatus(row.status),
        quote_request=row.quote_request_id,
        subject=row.subject,
        organisation=row.organisation,
        role=row.role,
        ready_at=row.ready_at,
        goes_at=row.goes_at,
        reasons=tuple(ReasonGiven(each["code"], Text(nl=each["nl"], en=each["en"])) for each in row.reasons),
    )


async def said(tx: Transaction, request_id: UUID) -> Sealed | None:
    row = await _row(tx, request_id)
    return row.said if row else None


async def put(tx: Transaction, ready: Ready, said: Sealed) -> None:
    """Store what stands ready, in the place of what stood ready before."""
    values = {
        "request_id": ready.request,
        "id": ready.id,
        "version": ready.version,
        "kind": ready.kind,
        "status": ready.status,
        "quote_request_id": ready.quote_request,
        "subject": ready.subject,
        "organisation": ready.organisation,
        "role": ready.role,
        "said": said,
        "ready_at": ready.ready_at,
        "goes_at": ready.goes_at,
        "reasons": [],
    }
    statement = upsert(ReadyRow).values(values)
    await tx.session.execute(statement.on_conflict_do_update(index_elements=["request_id"], set_=values))


async def move(tx: Transaction, moved: Ready, *, keeps_words: bool) -> None:
    """Store where it stands now; `keeps_words`: for who decides it again."""
    values: dict[str, Any] = {
        "status": moved.status,
        "version": moved.version,
        "reasons": [_stored(reason) for reason in moved.reasons],
    }
    if not keeps_words:
        values["said"] = None
    statement = update(ReadyRow).where(col(ReadyRow.request_id) == moved.request)
    await tx.session.execute(statement.values(values))


async def end(tx: Transaction, request_id: UUID, because: ReasonGiven) -> bool:
    """Empty the words that are kept, refused where it stands ready; False where none were."""
    stands = col(ReadyRow.status) == ReadyStatus.READY
    values = {
        "said": None,
        "version": ReadyRow.version + 1,
        "status": case((stands, ReadyStatus.REFUSED.value), else_=col(ReadyRow.status)),
        "reasons": case((stands, literal([_stored(because)], JSONB)), else_=col(ReadyRow.reasons)),
    }
    kept = (col(ReadyRow.request_id) == request_id, col(ReadyRow.said).is_not(None))
    statement = update(ReadyRow).where(*kept).values(values).returning(col(ReadyRow.id))
    # What is in memory is read anew: these values are made in the database.
    unsynchronized = statement.execution_options(synchronize_session=False)
    return (await tx.session.execute(unsynchronized)).first() is not None


async def drop(tx: Transaction, request_id: UUID) -> None:
    await tx.session.execute(delete(ReadyRow).where(col(ReadyRow.request_id) == request_id))


async def _row(tx: Transaction, request_id: UUID) -> ReadyRow | None:
    query = select(ReadyRow).where(col(ReadyRow.request_id) == request_id)
    return (await tx.session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


def _stored(reason: ReasonGiven) -> dict[str, str]:
    return {"code": reason.code, "nl": reason.text.nl, "en": reason.text.en}
