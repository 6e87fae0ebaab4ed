"""Handovers: stored, found, and who has which part in one."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from doorkit.permissions import Standing
from referral.domain.adulthood import EndLacks, HandedOver
from referral.domain.handover import HandoverRelation, HandoverStatus
from referral.domain.status import PlacementStatus
from referral.store.erasures import WAS_ERASED
from referral.store.looking import OF_LOOKING, relations_today
from referral.store.referrals import lock_referral
from referral.store.rows import PlacementRow, ReferralRow
from referral.store.rows_handover import EndWithoutReceiverRow, HandoverRow
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


async def add_handover(tx: Transaction, values: dict[str, Any]) -> HandoverRow | None:
    """Store a new handover; None while another one to the same destination is unsettled."""
    statement = upsert(HandoverRow).values(values).on_conflict_do_nothing().returning(HandoverRow)
    return (await tx.session.execute(statement)).scalar_one_or_none()


async def handover(tx: Transaction, handover_id: UUID) -> HandoverRow:
    query = select(HandoverRow).where(col(HandoverRow.id) == handover_id)
    return (await tx.session.execute(query)).scalar_one()


async def lock_handover(
    tx: Transaction, handover_id: UUID, *, wait: bool = True
) -> tuple[ReferralRow, HandoverRow]:
    """A handover with its referral, the referral locked first, as everywhere."""
    of = select(col(HandoverRow.referral)).where(col(HandoverRow.id) == handover_id)
    referral = await lock_referral(tx, (await tx.session.execute(of)).scalar_one(), wait=wait)
    found = select(HandoverRow).where(col(HandoverRow.id) == handover_id).with_for_update(nowait=not wait)
    fresh = found.execution_options(populate_existing=True)
    return referral, (await tx.session.execute(fresh)).scalar_one()


async def move_handover(tx: Transaction, row: HandoverRow, to: HandoverStatus, **changes: Any) -> HandoverRow:
    """Bring a locked handover to this status, as its next version."""
    values = {"status": to.value, "version": row.version + 1, **changes}
    statement = update(HandoverRow).where(col(HandoverRow.id) == row.id).values(values)
    returning = statement.returning(HandoverRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


async def of_placement(tx: Transaction, placement_id: UUID) -> list[HandoverRow]:
    query = select(HandoverRow).where(col(HandoverRow.placement) == placement_id)
    return list((await tx.session.execute(query.order_by(col(HandoverRow.id)))).scalars())


async def where_it_went(tx: Transaction, placement_id: UUID) -> list[HandedOver]:
    """What a decision on the end of care needs of the handovers of a placement."""
    return [HandedOver(row.to, row.state) for row in await of_placement(tx, placement_id)]


async def handovers_of(
    tx: Transaction, organisation: UUID, *, after: UUID | None, limit: int
) -> list[HandoverRow]:
    """Those that this organisation sent or is to receive, and of its own care, in the order of ids."""
    of_somebody = select(HandoverRow).join(ReferralRow, col(ReferralRow.id) == col(HandoverRow.referral))
    query = of_somebody.where(
        ~WAS_ERASED,
        or_(
            col(HandoverRow.receiver) == organisation,
            col(HandoverRow.sender) == organisation,
            col(HandoverRow.provider) == organisation,
        ),
    )
    if after:
        query = query.where(col(HandoverRow.id) > after)
    return list((await tx.session.execute(query.order_by(col(HandoverRow.id)).limit(limit))).scalars())


async def in_care_of(tx: Transaction, client: UUID) -> list[PlacementRow]:
    """Where a client is in care now."""
    query = select(PlacementRow).where(
        col(PlacementRow.client) == client, col(PlacementRow.status) == PlacementStatus.IN_CARE.value
    )
    return list((await tx.session.execute(query.order_by(col(PlacementRow.id)))).scalars())


async def add_end_without_receiver(tx: Transaction, values: dict[str, Any]) -> None:
    await tx.session.execute(insert(EndWithoutReceiverRow), values)


async def end_noted(tx: Transaction, placement_id: UUID) -> tuple[EndLacks, ...]:
    """What the end of this placement lacked, where the policy let it pass."""
    query = select(col(EndWithoutReceiverRow.placement)).where(
        col(EndWithoutReceiverRow.placement) == placement_id
    )
    found = (await tx.session.execute(query)).scalar_one_or_none()
    return () if found is None else (EndLacks.ADULT_RECEIVER,)


async def standing_in_handover(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    query = (
        select(
            col(HandoverRow.provider),
            col(HandoverRow.sender),
            col(HandoverRow.receiver),
            col(HandoverRow.region),
            *OF_LOOKING,
        )
        .join(ReferralRow, col(ReferralRow.id) == col(HandoverRow.referral))
        .where(col(HandoverRow.id) == ref, ~WAS_ERASED)
    )
    row = (await tx.session.execute(query)).one_or_none()
    if row is None:
        return None
    relations: set[str] = set(relations_today(tx, organisation, row))
    if organisation.id in {row.sender, row.provider}:
        relations.add(HandoverRelation.SENDER)
        if row.receiver is None:
            relations.add(HandoverRelation.RECORDER)
    if row.receiver == organisation.id:
        relations.add(HandoverRelation.RECEIVER)
    return Standing(frozenset(relations), row.region, row.client)
