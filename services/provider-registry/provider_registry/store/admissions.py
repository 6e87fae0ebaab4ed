"""Rounds of admission, and what providers applied for."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from provider_registry.domain.admission import AdmissionRound, Application, ApplicationStatus
from provider_registry.store.contract_tables import AdmissionRoundRow, ApplicationRow
from provider_registry.store.mapping import every, first, rows_of, table_of, values_of
from region_policy.codes import CareForm
from servicekit.transaction import Transaction


async def admission_round(tx: Transaction, round_id: UUID, *, lock: bool = False) -> AdmissionRound | None:
    query = rows_of(AdmissionRoundRow).where(col(AdmissionRoundRow.id) == round_id)
    return await first(tx, AdmissionRound, query.with_for_update() if lock else query)


async def rounds(
    tx: Transaction, *, region: str | None, form: CareForm | None, after: UUID | None, limit: int
) -> list[AdmissionRound]:
    """In the order of their ids, which is that in which they were opened."""
    query = rows_of(AdmissionRoundRow)
    if region:
        query = query.where(col(AdmissionRoundRow.region) == region)
    if form:
        query = query.where(col(AdmissionRoundRow.form) == form)
    if after:
        query = query.where(col(AdmissionRoundRow.id) > after)
    return await every(tx, AdmissionRound, query.order_by(col(AdmissionRoundRow.id)).limit(limit))


async def last_number(tx: Transaction, region: str, form: CareForm) -> int:
    """How many rounds there have been of this form in this region."""
    query = select(func.max(col(AdmissionRoundRow.number))).where(
        col(AdmissionRoundRow.region) == region, col(AdmissionRoundRow.form) == form
    )
    return (await tx.session.execute(query)).scalar_one() or 0


async def add_round(tx: Transaction, opened: AdmissionRound) -> bool:
    """False where one is open already, also when it was opened a moment ago."""
    statement = upsert(table_of(AdmissionRoundRow)).values(values_of(opened)).on_conflict_do_nothing()
    return (await tx.session.execute(statement.returning(col(AdmissionRoundRow.id)))).first() is not None


async def application(tx: Transaction, application_id: UUID, *, lock: bool = False) -> Application | None:
    query = rows_of(ApplicationRow).where(col(ApplicationRow.id) == application_id)
    return await first(tx, Application, query.with_for_update() if lock else query)


async def applications(
    tx: Transaction,
    *,
    round_id: UUID | None = None,
    provider: UUID | None = None,
    after: UUID | None = None,
    limit: int,
) -> list[Application]:
    query = rows_of(ApplicationRow)
    if round_id:
        query = query.where(col(ApplicationRow.round) == round_id)
    if provider:
        query = query.where(col(ApplicationRow.provider) == provider)
    if after:
        query = query.where(col(ApplicationRow.id) > after)
    return await every(tx, Application, query.order_by(col(ApplicationRow.id)).limit(limit))


async def rounds_by_id(tx: Transaction, ids: set[UUID]) -> dict[UUID, AdmissionRound]:
    found = await every(
        tx, AdmissionRound, rows_of(AdmissionRoundRow).where(col(AdmissionRoundRow.id).in_(ids))
    )
    return {each.id: each for each in found}


async def is_admitted(tx: Transaction, provider: UUID, region: str, form: CareForm) -> bool:
    """Whether a round of this region ever let this provider in for this form."""
    query = (
        select(col(ApplicationRow.id))
        .join(AdmissionRoundRow, col(AdmissionRoundRow.id) == col(ApplicationRow.round))
        .where(
            col(ApplicationRow.provider) == provider,
            col(ApplicationRow.status) == ApplicationStatus.ADMITTED,
            col(AdmissionRoundRow.region) == region,
            col(AdmissionRoundRow.form) == form,
        )
    )
    return (await tx.session.execute(query.limit(1))).first() is not None
