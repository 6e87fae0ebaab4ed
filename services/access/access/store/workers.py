"""How workers of access desks are named."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from access.domain.worker import Worker
from access.store.desk_tables import WorkerRow
from servicekit.transaction import Transaction


async def keep(tx: Transaction, worker: Worker) -> None:
    values = {
        "organisation": worker.organisation,
        "subject": worker.subject,
        "discipline": worker.discipline,
        "professional": worker.professional,
        "kept_at": tx.now,
    }
    changed = {name: values[name] for name in ("discipline", "professional", "kept_at")}
    await tx.session.execute(
        upsert(WorkerRow)
        .values(values)
        .on_conflict_do_update(index_elements=["organisation", "subject"], set_=changed)
    )


async def worker(tx: Transaction, organisation: UUID, subject: str) -> Worker | None:
    return (await named(tx, organisation, [subject])).get(subject)


async def named(tx: Transaction, organisation: UUID, subjects: Iterable[str]) -> dict[str, Worker]:
    """Those of these workers who have said how they are named, by subject."""
    query = select(WorkerRow).where(
        col(WorkerRow.organisation) == organisation, col(WorkerRow.subject).in_(list(subjects))
    )
    rows = (await tx.session.execute(query)).scalars()
    return {
        row.subject: Worker(row.subject, row.organisation, row.discipline, row.professional) for row in rows
    }
