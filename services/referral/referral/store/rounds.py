"""Rounds of placement requests, and the choice that ended them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import exists, insert, select, update
from sqlmodel import col

from referral.domain.placing import RoundMode
from referral.domain.status import PlacementStatus
from referral.store.rows import PlacementRow, ReferralRow
from referral.store.rows_placement import ChoiceRow, RoundRow
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


async def add_round(
    tx: Transaction,
    referral: ReferralRow,
    grant_id: UUID,
    *,
    mode: RoundMode = RoundMode.FIRST_CLOSES,
    shown: Sequence[UUID] = (),
    asked_by: UUID | None = None,
) -> RoundRow:
    """Open a round; where this room asks by itself, it does so for the referring organisation."""
    values = {
        "id": uuid7(),
        "referral": referral.id,
        "grant_id": grant_id,
        "mode": mode.value,
        "asked_by": asked_by or referral.organisation,
        "asked_at": tx.now,
        "shown": list(shown),
    }
    return (await tx.session.execute(insert(RoundRow).values(values).returning(RoundRow))).scalar_one()


async def round_of(tx: Transaction, round_id: UUID) -> RoundRow:
    query = select(RoundRow).where(col(RoundRow.id) == round_id)
    return (await tx.session.execute(query.execution_options(populate_existing=True))).scalar_one()


async def warn_once(tx: Transaction, round_id: UUID) -> bool:
    """Mark that somebody is told of this round being late; False where that was done before."""
    statement = update(RoundRow).where(col(RoundRow.id) == round_id, col(RoundRow.warned_at).is_(None))
    marked = await tx.session.execute(statement.values(warned_at=tx.now).returning(col(RoundRow.id)))
    return marked.scalar_one_or_none() is not None


async def has_offers(tx: Transaction, round_id: UUID, *, beside: UUID | None = None) -> bool:
    """Whether the family has something to choose, beside this placement request."""
    offered = exists().where(
        col(PlacementRow.round) == round_id, col(PlacementRow.status) == PlacementStatus.OFFERED.value
    )
    if beside:
        offered = offered.where(col(PlacementRow.id) != beside)
    return bool((await tx.session.execute(select(offered))).scalar_one())


@dataclass(frozen=True)
class AskedRound:
    """A round with all who were asked in it, and the choice where there was one."""

    row: RoundRow
    choice: ChoiceRow | None
    candidates: tuple[PlacementRow, ...]


async def asked_rounds(tx: Transaction, ids: Sequence[UUID]) -> dict[UUID, AskedRound]:
    """These rounds, as who asked may read them."""
    if not ids:
        return {}
    asked = await candidates(tx, ids)
    query = select(RoundRow, ChoiceRow).outerjoin(ChoiceRow, col(ChoiceRow.round) == col(RoundRow.id))
    rows = await tx.session.execute(query.where(col(RoundRow.id).in_(ids)))
    return {
        row.id: AskedRound(row, choice, tuple(each for each in asked if each.round == row.id))
        for row, choice in rows
    }


async def candidates(tx: Transaction, rounds: Sequence[UUID]) -> list[PlacementRow]:
    """Everybody who was asked in these rounds."""
    query = select(PlacementRow).where(col(PlacementRow.round).in_(rounds)).order_by(col(PlacementRow.id))
    return list((await tx.session.execute(query)).scalars())


async def add_choice(tx: Transaction, values: dict[str, Any]) -> ChoiceRow:
    return (await tx.session.execute(insert(ChoiceRow).values(values).returning(ChoiceRow))).scalar_one()


async def choice(tx: Transaction, choice_id: UUID) -> ChoiceRow:
    return (await tx.session.execute(select(ChoiceRow).where(col(ChoiceRow.id) == choice_id))).scalar_one()
