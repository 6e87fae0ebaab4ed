"""The data key under which the words of one request are sealed, and opened again."""

from uuid import UUID

from sqlalchemy import select

from access.usecases.reasons import ERASED
from sealing.keyring import DataKey, Erased, Sealed
from sealing.tables import data_key
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken


async def key_of_request(tx: Transaction, request_id: UUID) -> DataKey:
    """The key of a request, made with its first word. The row of the request must be locked.

    Raises RuleBroken where the key was destroyed: nothing is written of somebody who was erased.
    """
    query = select(data_key.c.wrapped).where(data_key.c.data_subject == request_id)
    found = (await tx.session.execute(query)).one_or_none()
    if found is None:
        return await tx.keyring.new_data_key(tx.session, request_id, at=tx.now)
    if found.wrapped is None:
        raise RuleBroken(reasons=[ERASED])
    return await tx.keyring.data_key(tx.session, request_id)


async def is_erased(tx: Transaction, request_id: UUID) -> bool:
    """Whether the key was destroyed, so that nothing more is written of this request."""
    query = select(data_key.c.wrapped).where(data_key.c.data_subject == request_id)
    found = (await tx.session.execute(query)).one_or_none()
    return found is not None and found.wrapped is None


async def opened(tx: Transaction, request_id: UUID, sealed: Sealed | None, field: str) -> str | None:
    """The text that is sealed for this field of a request; None without one, or after erasure."""
    if sealed is None:
        return None
    try:
        key = await tx.keyring.data_key(tx.session, request_id)
    except Erased:
        return None
    return key.open(sealed, field)
