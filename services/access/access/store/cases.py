"""What changes of whole cases: who pays for them, of whom they are, and that somebody was erased."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, case, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from access.store import news
from access.store.change_tables import AgeRow, PerspectivePlanRow
from access.store.route_tables import ContactRow, EarlyStartRow
from access.store.tables import (
    EntitlementRow,
    GrantRow,
    LineRow,
    RequestRow,
    SignalRow,
    metadata,
)
from sealing.keyring import Sealed, SealedColumn
from sealing.tables import data_key
from servicekit import tables as kit
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

NOTHING = Sealed(b"")


async def pass_request(tx: Transaction, request_id: UUID, municipality: str, region: str) -> None:
    statement = update(RequestRow).where(col(RequestRow.id) == request_id)
    await tx.session.execute(statement.values(municipality=municipality, region=region))


async def pass_grant(tx: Transaction, grant_id: UUID, municipality: str) -> None:
    statement = update(GrantRow).where(col(GrantRow.id) == grant_id)
    await tx.session.execute(statement.values(municipality=municipality))


async def pass_entitlement(tx: Transaction, entitlement_id: UUID, municipality: str) -> None:
    statement = update(EntitlementRow).where(col(EntitlementRow.id) == entitlement_id)
    await tx.session.execute(statement.values(municipality=municipality))


async def entitlements_of(tx: Transaction, request_id: UUID) -> list[UUID]:
    query = select(col(EntitlementRow.id)).where(col(EntitlementRow.request_id) == request_id)
    return list((await tx.session.execute(query.order_by(col(EntitlementRow.id)))).scalars())


async def set_client(tx: Transaction, requests: Sequence[UUID], client: UUID) -> None:
    """Of whom these cases are, in every table that says so."""
    for table in metadata.sorted_tables:
        of_case = table.c.id if table.name == "request" else table.c.get("request_id")
        if "client" in table.c and of_case is not None:
            await tx.session.execute(update(table).where(of_case.in_(requests)).values(client=client))


async def nights_due_twice(tx: Transaction, client: UUID) -> list[tuple[date, UUID, UUID]]:
    """Nights due on more than one request of this client: the night, with request and grant of the later."""
    query = (
        select(
            col(LineRow.delivered_on),
            col(LineRow.etmalen),
            col(EntitlementRow.request_id),
            col(EntitlementRow.grant_id),
        )
        .join(EntitlementRow, col(EntitlementRow.id) == col(LineRow.entitlement_id))
        .where(
            col(EntitlementRow.client) == client,
            col(LineRow.status) == "due",
            col(LineRow.etmalen).is_not(None),
            col(LineRow.is_absence).is_(False),
        )
        .order_by(col(LineRow.recorded_at), col(LineRow.id))
    )
    seen: dict[date, UUID] = {}
    twice: list[tuple[date, UUID, UUID]] = []
    for row in await tx.session.execute(query):
        for night in (row.delivered_on + timedelta(days=each) for each in range(row.etmalen)):
            if seen.setdefault(night, row.request_id) != row.request_id:
                twice.append((night, row.request_id, row.grant_id))  # noqa: PERF401  # it fills `seen` too
    return twice


async def destroy_key(tx: Transaction, request_id: UUID) -> None:
    """Make what is sealed for this request unreadable; also where nothing was: no key is made after this."""
    gone = {"wrapped": None, "destroyed_at": tx.now}
    statement = upsert(data_key).values(data_subject=request_id, created_at=tx.now, **gone)
    await tx.session.execute(statement.on_conflict_do_update(index_elements=["data_subject"], set_=gone))


async def forget_facts(tx: Transaction, client: UUID, requests: Sequence[UUID]) -> None:
    """Drop what tells of the person; grants, lines and the ledger stay, so that every sum does.

    The codes of a case stay with its sums; that two cases were of one person is forgotten.
    """
    for table in (ContactRow, EarlyStartRow):
        await tx.session.execute(update(table).where(col(table.client) == client).values(client=None))
    for request_id in requests:
        await set_client(tx, [request_id], uuid7())
    await tx.session.execute(delete(SignalRow).where(col(SignalRow.request_id).in_(requests)))
    await news.forget(tx, requests)
    await tx.session.execute(delete(AgeRow).where(col(AgeRow.client) == client))
    await tx.session.execute(delete(PerspectivePlanRow).where(col(PerspectivePlanRow.client) == client))
    # Events that nobody could handle are references and codes; they do not wait here for a person to read.
    named = [str(each) for each in (client, *requests)]
    for waiting in (kit.parked, kit.dead_letter):
        body = func.encode(waiting.c.body, "escape")
        await tx.session.execute(delete(waiting).where(or_(*(func.strpos(body, ref) > 0 for ref in named))))
    for sealed in sealed_tables():
        # What was there is emptied and not taken away: checks say which parts go together.
        emptied = {
            column.name: case((column.is_not(None), literal(NOTHING, column.type)))
            for column in sealed_columns(sealed)
        }
        of_request = sealed.c["request_id"].in_(requests)
        await tx.session.execute(update(sealed).where(of_request).values(emptied))


def sealed_columns(table: Table) -> list[Any]:
    return [column for column in table.columns if isinstance(column.type, SealedColumn)]


def sealed_tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if sealed_columns(table)]
