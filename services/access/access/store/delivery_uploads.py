"""Files of deliveries: of whom they are, which lines came before, and their reports."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlmodel import col

from access.store.tables import EntitlementRow, RequestRow
from access.store.upload_tables import DeliveryUploadRow, UploadedLineRow
from servicekit.preconditions import KEPT
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class Case:
    """Of whom an entitlement is, in which region, and on which request."""

    region: str
    client: UUID
    request: UUID


async def cases_of(tx: Transaction, provider: UUID, wanted: Collection[UUID]) -> Mapping[UUID, Case]:
    """Those of these entitlements that this provider has."""
    query = select(
        col(EntitlementRow.id),
        col(EntitlementRow.region),
        col(EntitlementRow.client),
        col(EntitlementRow.request_id),
    ).where(col(EntitlementRow.id).in_(wanted), col(EntitlementRow.provider) == provider)
    rows = await tx.session.execute(query)
    return {row.id: Case(row.region, row.client, row.request_id) for row in rows}


async def lock_cases(tx: Transaction, requests: Collection[UUID]) -> None:
    """All at once and in one order, so that two files never wait for each other."""
    query = select(col(RequestRow.id)).where(col(RequestRow.id).in_(requests)).order_by(col(RequestRow.id))
    await tx.session.execute(query.with_for_update())


async def lines_before(tx: Transaction, entitlements: Collection[UUID]) -> dict[tuple[UUID, bytes], bytes]:
    """What each line said that came in a file before, by what it is known by."""
    query = select(UploadedLineRow).where(col(UploadedLineRow.entitlement_id).in_(entitlements))
    rows = (await tx.session.execute(query)).scalars()
    return {(row.entitlement_id, row.known_by): row.said for row in rows}


async def keep_lines(tx: Transaction, lines: Mapping[tuple[UUID, bytes], bytes]) -> None:
    values = [
        {"entitlement_id": entitlement, "known_by": known_by, "said": said}
        for (entitlement, known_by), said in lines.items()
    ]
    if values:
        await tx.session.execute(insert(UploadedLineRow), values)


async def keep_report(tx: Transaction, upload: UUID, provider: UUID, report: dict[str, Any]) -> None:
    """Keep it for as long as a key of a call is kept; older ones of this provider go."""
    of_provider = col(DeliveryUploadRow.provider) == provider
    old = of_provider & (col(DeliveryUploadRow.made_at) < tx.now - KEPT)
    await tx.session.execute(delete(DeliveryUploadRow).where(old))
    values = {"id": upload, "provider": provider, "made_at": tx.now, "report": report}
    await tx.session.execute(insert(DeliveryUploadRow).values(values))


async def report(tx: Transaction, upload: UUID) -> dict[str, Any] | None:
    query = select(col(DeliveryUploadRow.report)).where(col(DeliveryUploadRow.id) == upload)
    found: Sequence[dict[str, Any]] = (await tx.session.execute(query)).scalars().all()
    return found[0] if found else None
