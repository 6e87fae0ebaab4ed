"""The contracts of providers, as the register tells of them."""

from datetime import date
from uuid import UUID

from sqlalchemy import any_, delete, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from access.domain.contract import Contract
from access.store.change_tables import ContractRow
from region_policy.codes import BuyingForm, BuyingLevel
from servicekit.transaction import Transaction


async def learn(
    tx: Transaction,
    contract_id: UUID,
    *,
    provider: UUID,
    care_form: str,
    level: str | None,
    regions: tuple[str, ...],
    municipalities: tuple[str, ...],
    valid_from: date,
    valid_until: date | None,
) -> None:
    values = {
        "id": contract_id,
        "provider": provider,
        "care_form": care_form,
        "level": level,
        "regions": list(regions),
        "municipalities": list(municipalities),
        "valid_from": valid_from,
        "valid_until": valid_until,
    }
    statement = upsert(ContractRow).values(values)
    await tx.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def forget(tx: Transaction, contract_id: UUID) -> None:
    await tx.session.execute(delete(ContractRow).where(col(ContractRow.id) == contract_id))


async def is_national(tx: Transaction, provider: UUID, day: date) -> bool:
    """Whether a provider has a national contract (LTA) on this day; it holds in every region (HLM-19)."""
    query = select(col(ContractRow.id)).where(
        col(ContractRow.provider) == provider,
        col(ContractRow.level) == BuyingLevel.NATIONAL,
        col(ContractRow.valid_from) <= day,
        or_(col(ContractRow.valid_until).is_(None), col(ContractRow.valid_until) >= day),
    )
    return (await tx.session.execute(query.limit(1))).first() is not None


async def known(
    tx: Transaction, provider: UUID, *, region: str, municipality: str, form: BuyingForm
) -> list[Contract]:
    """Those of a provider for this form of care that hold for this municipality; none named holds for all."""
    query = select(col(ContractRow.valid_from), col(ContractRow.valid_until)).where(
        col(ContractRow.provider) == provider,
        col(ContractRow.care_form) == form,
        literal(region) == any_(col(ContractRow.regions)),
        or_(
            func.cardinality(col(ContractRow.municipalities)) == 0,
            literal(municipality) == any_(col(ContractRow.municipalities)),
        ),
    )
    return [Contract(row.valid_from, row.valid_until) for row in await tx.session.execute(query)]
