"""The transfer list, and whose help runs at a provider."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from doorkit.permissions import Standing
from referral.domain.components import Component
from referral.domain.relations import Relation
from referral.domain.status import OPEN_PLACEMENTS
from referral.domain.stopping import Stop
from referral.domain.transfer import TransferCause, TransferStatus
from referral.store.rows import GrantRow, PlacementRow, ReferralRow
from referral.store.rows_duty import TransferRow
from region_policy.codes import CareForm
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

OPEN = col(TransferRow.status) == TransferStatus.OPEN.value


@dataclass(frozen=True)
class RunningCase:
    """An open placement at a provider, with what is on the transfer list about it."""

    placement: UUID
    referral: UUID
    region: str
    municipality: str
    forms: tuple[CareForm, ...]
    component: Component
    is_national: bool
    listed_as: Stop | None


async def running_cases(tx: Transaction, provider: UUID) -> list[RunningCase]:
    """All of this provider, in the order of their referrals: so they are locked, by everybody alike."""
    query = (
        select(
            col(PlacementRow.id),
            col(PlacementRow.referral),
            col(PlacementRow.region),
            col(ReferralRow.municipality),
            col(ReferralRow.forms),
            col(GrantRow.component),
            col(TransferRow.last_day),
            col(TransferRow.cause),
            col(GrantRow.is_national),
        )
        .select_from(PlacementRow)
        .join(ReferralRow, col(ReferralRow.id) == col(PlacementRow.referral))
        .join(GrantRow, col(GrantRow.id) == col(PlacementRow.grant_id))
        .outerjoin(TransferRow, (col(TransferRow.placement) == col(PlacementRow.id)) & OPEN)
        .where(col(PlacementRow.provider) == provider, col(PlacementRow.status).in_(sorted(OPEN_PLACEMENTS)))
        .order_by(col(PlacementRow.referral), col(PlacementRow.id))
    )
    return [
        RunningCase(
            placement=row[0],
            referral=row[1],
            region=row[2],
            municipality=row[3],
            forms=tuple(map(CareForm, row[4])),
            component=Component(row[5]),
            listed_as=Stop(row[6], TransferCause(row[7])) if row[6] else None,
            is_national=row[8],
        )
        for row in await tx.session.execute(query)
    ]


async def add(tx: Transaction, values: dict[str, Any]) -> TransferRow | None:
    """Put somebody on the list; None where that placement is on it already."""
    statement = upsert(TransferRow).values(values).on_conflict_do_nothing().returning(TransferRow)
    return (await tx.session.execute(statement)).scalar_one_or_none()


async def transfer(tx: Transaction, transfer_id: UUID) -> TransferRow:
    query = select(TransferRow).where(col(TransferRow.id) == transfer_id)
    return (await tx.session.execute(query.execution_options(populate_existing=True))).scalar_one()


async def referral_of(tx: Transaction, transfer_id: UUID) -> UUID:
    query = select(col(TransferRow.referral)).where(col(TransferRow.id) == transfer_id)
    return (await tx.session.execute(query)).scalar_one()


async def open_of_referral(tx: Transaction, referral_id: UUID) -> list[TransferRow]:
    """The caller holds the referral, by which these are held too."""
    query = select(TransferRow).where(col(TransferRow.referral) == referral_id, OPEN)
    fresh = query.order_by(col(TransferRow.id)).execution_options(populate_existing=True)
    return list((await tx.session.execute(fresh)).scalars())


async def change(tx: Transaction, row: TransferRow, **changes: Any) -> TransferRow:
    """Change a row whose referral is locked, as its next version."""
    values = {"version": row.version + 1, **changes}
    statement = update(TransferRow).where(col(TransferRow.id) == row.id).values(values)
    returning = statement.returning(TransferRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


async def of_municipality(
    tx: Transaction, municipality: str, *, only_open: bool, after: UUID | None, limit: int
) -> list[TransferRow]:
    """The transfer list of a municipality, in the order of ids."""
    query = select(TransferRow).where(col(TransferRow.municipality) == municipality)
    if only_open:
        query = query.where(OPEN)
    if after:
        query = query.where(col(TransferRow.id) > after)
    return list((await tx.session.execute(query.order_by(col(TransferRow.id)).limit(limit))).scalars())


async def standing_in_transfer(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    query = (
        select(col(TransferRow.municipality), col(TransferRow.region), col(ReferralRow.client))
        .outerjoin(ReferralRow, col(ReferralRow.id) == col(TransferRow.referral))
        .where(col(TransferRow.id) == ref)
    )
    row = (await tx.session.execute(query)).one_or_none()
    if row is None:
        return None
    is_own = organisation.kind == "municipality" and organisation.area == row.municipality
    relations = frozenset({Relation.RESPONSIBLE_MUNICIPALITY} if is_own else ())
    return Standing(relations, row.region, row.client)
