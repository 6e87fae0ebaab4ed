"""Requests that were sent to free help."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlmodel import col

from access.domain.free_help import Wish
from access.store.route_tables import FreeHelpRow
from sealing.keyring import Sealed
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class FreeHelp:
    """`contact`: by which it is counted. `words` are sealed FreeHelpWords; `sent_at` in UTC."""

    request: UUID
    contact: UUID
    provision: str
    wish: Wish
    heard_on: date | None
    words: Sealed | None
    sent_at: datetime


async def add(tx: Transaction, sent: FreeHelp) -> None:
    values = {
        "request_id": sent.request,
        "contact_id": sent.contact,
        "provision": sent.provision,
        "wish": sent.wish,
        "heard_on": sent.heard_on,
        "words": sent.words,
        "sent_at": sent.sent_at,
    }
    await tx.session.execute(insert(FreeHelpRow).values(values))


async def of_request(tx: Transaction, request_id: UUID) -> FreeHelp | None:
    query = select(FreeHelpRow).where(col(FreeHelpRow.request_id) == request_id)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    if row is None:
        return None
    return FreeHelp(
        request=row.request_id,
        contact=row.contact_id,
        provision=row.provision,
        wish=Wish(row.wish),
        heard_on=row.heard_on,
        words=row.words,
        sent_at=row.sent_at,
    )
