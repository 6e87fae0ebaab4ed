"""Who was passed on, by whom and why: the chain of each client."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from doorkit.permissions import Standing
from referral.domain.onward import COUNTED, WAITING_ONWARD
from referral.domain.relations import Relation
from referral.store import merges
from referral.store.erasures import WAS_ERASED
from referral.store.looking import OF_LOOKING, relations_today
from referral.store.rows import ReferralRow
from referral.store.rows_duty import OnwardRow
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


async def add(tx: Transaction, values: dict[str, Any]) -> OnwardRow | None:
    """None where the placement has one that waits already."""
    statement = upsert(OnwardRow).values(values).on_conflict_do_nothing().returning(OnwardRow)
    return (await tx.session.execute(statement)).scalar_one_or_none()


async def onward_referral(tx: Transaction, onward_id: UUID) -> OnwardRow:
    query = select(OnwardRow).where(col(OnwardRow.id) == onward_id)
    return (await tx.session.execute(query.execution_options(populate_existing=True))).scalar_one()


async def referral_of(tx: Transaction, onward_id: UUID) -> UUID:
    query = select(col(OnwardRow.referral)).where(col(OnwardRow.id) == onward_id)
    return (await tx.session.execute(query)).scalar_one()


async def of_referral(tx: Transaction, referral_id: UUID) -> list[OnwardRow]:
    """Oldest first."""
    query = select(OnwardRow).where(col(OnwardRow.referral) == referral_id).order_by(col(OnwardRow.id))
    return list((await tx.session.execute(query.execution_options(populate_existing=True))).scalars())


async def waiting_of_referral(tx: Transaction, referral_id: UUID) -> list[OnwardRow]:
    return [row for row in await of_referral(tx, referral_id) if row.state in WAITING_ONWARD]


async def counted_of_client(tx: Transaction, client: UUID) -> int:
    """How often somebody was passed on, over all referrals, also those of a double of the same person."""
    clients = await merges.same_person(tx, client)
    query = select(func.count()).where(
        col(OnwardRow.client).in_(clients), col(OnwardRow.status).in_(sorted(COUNTED))
    )
    async with tx.seeing_all():  # a chain is counted over referrals that the caller has no part in
        return int((await tx.session.execute(query)).scalar_one())


async def change(tx: Transaction, row: OnwardRow, **changes: Any) -> OnwardRow:
    """Change a row whose referral is locked, as its next version."""
    values = {"version": row.version + 1, **changes}
    statement = update(OnwardRow).where(col(OnwardRow.id) == row.id).values(values)
    returning = statement.returning(OnwardRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


def chain_of(rows: Sequence[OnwardRow]) -> list[UUID | None]:
    """The providers of a referral in the order in which they had it, by what counts; None: not named yet."""
    counted = [row for row in rows if row.state in COUNTED]
    return [counted[0].from_provider, *(row.to_provider for row in counted)] if counted else []


async def standing_in_onward(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    query = (
        select(
            col(OnwardRow.from_provider),
            col(OnwardRow.region),
            *OF_LOOKING,
            col(ReferralRow.feedback_stopped_at),
        )
        .join(ReferralRow, col(ReferralRow.id) == col(OnwardRow.referral))
        .where(col(OnwardRow.id) == ref, ~WAS_ERASED)
    )
    row = (await tx.session.execute(query)).one_or_none()
    if row is None:
        return None
    relations = relations_today(tx, organisation, row)
    if row.feedback_stopped_at is not None:
        relations.discard(Relation.REFERRING_ORGANISATION)
    if row.from_provider == organisation.id:
        relations.add(Relation.CHOSEN_PROVIDER)
    return Standing(frozenset(relations), row.region, row.client)
