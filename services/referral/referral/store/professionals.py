"""Under which AGB code an organisation refers."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.store.rows_doors import ProfessionalOfRecordRow
from servicekit.transaction import Transaction


async def professional_of(tx: Transaction, organisation: UUID) -> ProfessionalOfRecordRow | None:
    query = select(ProfessionalOfRecordRow).where(col(ProfessionalOfRecordRow.organisation) == organisation)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def put_professional(
    tx: Transaction, organisation: UUID, agb: str, *, version: int
) -> ProfessionalOfRecordRow | None:
    """Store it as this version; None where somebody else stored that version meanwhile."""
    given = {"organisation": organisation, "version": version, "agb": agb, "recorded_at": tx.now}
    fresh = upsert(ProfessionalOfRecordRow).values(given)
    changes = {name: value for name, value in given.items() if name != "organisation"}
    kept = fresh.on_conflict_do_update(
        index_elements=["organisation"],
        set_=changes,
        where=col(ProfessionalOfRecordRow.version) == version - 1,
    )
    returning = kept.returning(ProfessionalOfRecordRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one_or_none()
