"""Bridging, and the days on which somebody is helped: by bridging or by care, never by both (NV-18)."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.domain.bridging import BridgingStatus
from referral.domain.relations import Relation
from referral.store.referrals import lock_referral
from referral.store.rows import CareRow, ReferralRow
from referral.store.rows_care import BridgingRow, HelpedDaysRow
from servicekit.transaction import Transaction

RELATION_BY_STATUS = {
    BridgingStatus.REQUESTED: Relation.ASKED_PROVIDER,
    BridgingStatus.RUNNING: Relation.BRIDGING_PROVIDER,
    BridgingStatus.ENDED: Relation.BRIDGING_PROVIDER,
}


async def add_bridging(tx: Transaction, values: dict[str, Any]) -> BridgingRow | None:
    """Store a new bridging; None while another one of its component is open."""
    statement = upsert(BridgingRow).values(values).on_conflict_do_nothing().returning(BridgingRow)
    return (await tx.session.execute(statement)).scalar_one_or_none()


async def bridging(tx: Transaction, bridging_id: UUID) -> BridgingRow:
    query = select(BridgingRow).where(col(BridgingRow.id) == bridging_id)
    return (await tx.session.execute(query)).scalar_one()


async def lock_bridging(
    tx: Transaction, bridging_id: UUID, *, wait: bool = True
) -> tuple[ReferralRow, BridgingRow]:
    """A bridging with its referral, the referral locked first, as everywhere."""
    query = select(col(BridgingRow.referral)).where(col(BridgingRow.id) == bridging_id)
    referral = await lock_referral(tx, (await tx.session.execute(query)).scalar_one(), wait=wait)
    found = select(BridgingRow).where(col(BridgingRow.id) == bridging_id).with_for_update(nowait=not wait)
    fresh = found.execution_options(populate_existing=True)
    return referral, (await tx.session.execute(fresh)).scalar_one()


async def of_referral(tx: Transaction, referral_id: UUID) -> list[BridgingRow]:
    """All bridging of a referral; who changes one holds the referral already."""
    query = select(BridgingRow).where(col(BridgingRow.referral) == referral_id)
    fresh = query.order_by(col(BridgingRow.id)).execution_options(populate_existing=True)
    return list((await tx.session.execute(fresh)).scalars())


async def to_provider(
    tx: Transaction, provider: UUID, *, after: UUID | None, limit: int
) -> list[BridgingRow]:
    """The bridging that was asked of this provider, in the order of ids."""
    query = select(BridgingRow).where(col(BridgingRow.provider) == provider)
    if after:
        query = query.where(col(BridgingRow.id) > after)
    return list((await tx.session.execute(query.order_by(col(BridgingRow.id)).limit(limit))).scalars())


async def relations_by_bridging(tx: Transaction, organisation: UUID, referral_id: UUID) -> set[Relation]:
    """What a provider is to a referral by the bridging that it was asked for; columns, see `standings`."""
    query = select(col(BridgingRow.status)).where(
        col(BridgingRow.referral) == referral_id, col(BridgingRow.provider) == organisation
    )
    statuses = (BridgingStatus(row.status) for row in await tx.session.execute(query))
    return {RELATION_BY_STATUS[status] for status in statuses if status in RELATION_BY_STATUS}


async def move_bridging(tx: Transaction, row: BridgingRow, to: BridgingStatus, **changes: Any) -> BridgingRow:
    """Bring a locked bridging to this status, as its next version."""
    values = {"status": to.value, "version": row.version + 1, **changes}
    statement = update(BridgingRow).where(col(BridgingRow.id) == row.id).values(values)
    returning = statement.returning(BridgingRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


async def take_along(tx: Transaction, left: UUID, grant: UUID) -> None:
    """Bridging of one grant is of another from now on, with its days; who holds the referral does this."""
    moved = update(BridgingRow).where(col(BridgingRow.grant_id) == left)
    await tx.session.execute(moved.values(grant_id=grant, version=col(BridgingRow.version) + 1))
    days = update(HelpedDaysRow).where(
        col(HelpedDaysRow.grant_id) == left, col(HelpedDaysRow.kind) == "bridging"
    )
    await tx.session.execute(days.values(grant_id=grant))


async def help_from(tx: Transaction, source: CareRow | BridgingRow, first_day: date) -> None:
    """Claim the days from this one on; the database refuses what is claimed already."""
    kind = "care" if isinstance(source, CareRow) else "bridging"
    values = {"source": source.id, "kind": kind, "grant_id": source.grant_id}
    await tx.session.execute(upsert(HelpedDaysRow).values(**values, first_day=first_day))


async def help_until(tx: Transaction, source: UUID, last_day: date | None) -> None:
    """End the days of a period with this one; without a last day it has none at all."""
    own = col(HelpedDaysRow.source) == source
    if last_day is None:
        await tx.session.execute(delete(HelpedDaysRow).where(own))
    else:
        await tx.session.execute(update(HelpedDaysRow).where(own).values(last_day=last_day))
