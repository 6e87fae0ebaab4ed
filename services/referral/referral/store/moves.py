"""Where clients lived, and who pays: addresses on record, stays that were given, moves."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, or_, select, update
from sqlmodel import col

from referral.domain.components import Component
from referral.domain.onward import WAITING_ONWARD
from referral.domain.residence import Residence, ResidenceKind
from referral.domain.status import LIVE
from referral.store.one_person import is_one_person
from referral.store.rows import CareRow, GrantRow, ReferralRow
from referral.store.rows_duty import OnwardRow, TransferRow
from referral.store.rows_household import DirectorRow, MemberRow
from referral.store.rows_move import MoveRow, ResidenceRow
from servicekit import tables
from servicekit.transaction import Transaction


async def add_residence(tx: Transaction, values: dict[str, Any]) -> ResidenceRow:
    return (
        await tx.session.execute(insert(ResidenceRow).values(values).returning(ResidenceRow))
    ).scalar_one()


async def residences_of(tx: Transaction, client: UUID) -> list[ResidenceRow]:
    """All that was entered, for doubles of the same young person too, in that order."""
    query = select(ResidenceRow).where(is_one_person(col(ResidenceRow.client), client))
    return list((await tx.session.execute(query.order_by(col(ResidenceRow.id)))).scalars())


async def history_of(tx: Transaction, client: UUID, given: str) -> list[Residence]:
    """Addresses on record, and the stays that providers told of: nobody need enter those again."""
    query = (
        select(col(CareRow.started_on), col(CareRow.stopped_on))
        .join(GrantRow, col(GrantRow.id) == col(CareRow.grant_id))
        .where(is_one_person(col(CareRow.client), client), col(GrantRow.component) == Component.STAY.value)
    )
    stays = [
        Residence(ResidenceKind.STAY, given, row.started_on, row.stopped_on)
        for row in await tx.session.execute(query)
    ]
    return [row.residence for row in await residences_of(tx, client)] + stays


async def add_move(tx: Transaction, values: dict[str, Any]) -> MoveRow:
    return (await tx.session.execute(insert(MoveRow).values(values).returning(MoveRow))).scalar_one()


async def move(tx: Transaction, move_id: UUID) -> MoveRow:
    return (await tx.session.execute(select(MoveRow).where(col(MoveRow.id) == move_id))).scalar_one()


async def moves_of(tx: Transaction, client: UUID) -> list[MoveRow]:
    query = select(MoveRow).where(is_one_person(col(MoveRow.client), client)).order_by(col(MoveRow.id))
    return list((await tx.session.execute(query)).scalars())


async def count_moves(tx: Transaction, client: UUID) -> int:
    """Of this client alone: what is told of it counts on, whether or not it is somebody's double."""
    query = select(func.count()).select_from(MoveRow).where(col(MoveRow.client) == client)
    return int((await tx.session.execute(query)).scalar_one())


async def has_grants(tx: Transaction, referral_id: UUID) -> bool:
    query = select(col(GrantRow.id)).where(col(GrantRow.referral) == referral_id).limit(1)
    return (await tx.session.execute(query)).first() is not None


async def pass_to(tx: Transaction, row: ReferralRow, municipality: str, region: str) -> ReferralRow:
    """Another municipality pays for a locked referral from now on, as its next version."""
    values = {"municipality": municipality, "region": region, "version": row.version + 1}
    statement = update(ReferralRow).where(col(ReferralRow.id) == row.id).values(values)
    returning = statement.returning(ReferralRow).execution_options(populate_existing=True)
    passed = (await tx.session.execute(returning)).scalar_one()
    still_listed = col(TransferRow.referral) == row.id, col(TransferRow.closed_at).is_(None)
    still_asked = col(OnwardRow.referral) == row.id, col(OnwardRow.status).in_(sorted(WAITING_ONWARD))
    await tx.session.execute(update(TransferRow).where(*still_listed).values(municipality=municipality))
    await tx.session.execute(update(OnwardRow).where(*still_asked).values(municipality=municipality))
    return passed


async def hand_over_deadlines(
    tx: Transaction, referral_id: UUID, *, former: Sequence[str], owner: str, region: str
) -> None:
    """What the former municipality had to wait for in this referral is the other's from now on."""
    waiting = tables.deadline
    under = or_(
        waiting.c.ref == referral_id,
        *(
            waiting.c.ref.in_(select(col(table.id)).where(col(table.referral) == referral_id))
            for table in (GrantRow, TransferRow, OnwardRow)
        ),
    )
    await tx.session.execute(
        update(waiting)
        .where(under, waiting.c.owner.in_(former), waiting.c.fired_at.is_(None))
        .values(owner=owner, region=region)
    )


async def others_at_home_pay_there(tx: Transaction, household: UUID, client: UUID, municipality: str) -> bool:
    """Whether another child of this household still has an open case for which this municipality pays."""
    query = (
        select(col(ReferralRow.id))
        .join(MemberRow, col(MemberRow.client) == col(ReferralRow.client))
        .where(
            col(MemberRow.household) == household,
            col(MemberRow.ended_at).is_(None),
            col(MemberRow.client) != client,
            col(ReferralRow.municipality) == municipality,
            col(ReferralRow.status).in_(sorted(LIVE)),
        )
    )
    return (await tx.session.execute(query.limit(1))).first() is not None


async def director_by_default(tx: Transaction, household: UUID, municipality: str) -> DirectorRow | None:
    """The municipality, where it directs because nobody else was appointed."""
    query = select(DirectorRow).where(
        col(DirectorRow.household) == household,
        col(DirectorRow.municipality) == municipality,
        col(DirectorRow.ended_at).is_(None),
    )
    return (await tx.session.execute(query)).scalar_one_or_none()
