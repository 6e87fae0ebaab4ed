"""What institutions determined."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from access.domain.determination import Determination
from access.domain.words import Period
from access.store.quote_tables import DeterminationRow
from sealing.keyring import Sealed
from servicekit.transaction import Transaction


async def put(tx: Transaction, determination: Determination, words: Sealed) -> None:
    """Store it in the place of an earlier one."""
    authorised = determination.authorised
    values = {
        "request_id": determination.request,
        "determined_on": determination.determined_on,
        "measure_kind": determination.measure,
        "authorised_from": authorised.start if authorised else None,
        "authorised_until": authorised.end if authorised else None,
        "words": words,
        "stored_at": determination.stored_at,
    }
    statement = upsert(DeterminationRow).values(values)
    await tx.session.execute(statement.on_conflict_do_update(index_elements=["request_id"], set_=values))


async def of_request(tx: Transaction, request_id: UUID) -> tuple[Determination, Sealed] | None:
    """The determination for a request, with its words as they are stored."""
    query = select(DeterminationRow).where(col(DeterminationRow.request_id) == request_id)
    query = query.execution_options(populate_existing=True)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    if row is None:
        return None
    authorised = None
    if row.authorised_from is not None and row.authorised_until is not None:
        authorised = Period(row.authorised_from, row.authorised_until)
    found = Determination(row.request_id, row.determined_on, row.measure_kind, authorised, row.stored_at)
    return found, row.words
