"""Whose move it is on each of these referrals: the open deadline that ends first, else the desk's term."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, any_, bindparam, literal, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.types import Uuid
from sqlmodel import col

from referral.domain.next_move import Move, NextMove, next_move
from referral.domain.status import LIVE, ReferralStatus
from referral.store.rows import GrantRow, PlacementRow, ReferralRow
from referral.store.rows_desk import DeskTermRow
from referral.store.rows_duty import OnwardRow, TransferRow
from servicekit import tables
from servicekit.transaction import Transaction


def _things() -> CTE:
    """All on which a deadline of a referral can stand, each with the kinds of waiting that can stand there.

    With the kind, as the index of the deadlines begins with it: else each thing is looked for once per kind.
    """
    wanted: Any = any_(bindparam("ids", type_=ARRAY(Uuid)))
    of_placement = (Move.ANSWER, Move.ANSWER_QUESTION, Move.START)
    rows: tuple[tuple[Any, Any, tuple[Move, ...]], ...] = (
        (col(ReferralRow.id), col(ReferralRow.id), (Move.TAKE_UP,)),
        (col(GrantRow.referral), col(GrantRow.id), (Move.FIND_PROVIDER,)),
        (col(PlacementRow.referral), col(PlacementRow.id), of_placement),
        (col(PlacementRow.referral), col(PlacementRow.round), (Move.CHOOSE,)),
        (col(TransferRow.referral), col(TransferRow.id), (Move.TRANSFER,)),
        (col(OnwardRow.referral), col(OnwardRow.id), (Move.MOVE_ON,)),
    )
    each = [
        select(of.label("referral"), ref.label("ref"), literal(kind.value).label("kind")).where(of == wanted)
        for of, ref, kinds in rows
        for kind in kinds
    ]
    return union_all(*each).cte("things")


def _first_moves() -> Any:
    things, deadline = _things(), tables.deadline
    same = (deadline.c.ref == things.c.ref) & (deadline.c.kind == things.c.kind)
    waiting = select(
        things.c.referral, deadline.c.kind, deadline.c.owner, deadline.c.due_at.label("due_at")
    ).join_from(things, deadline, same & deadline.c.fired_at.is_(None))
    at_desk = select(
        col(DeskTermRow.referral),
        literal(Move.DECIDE.value),
        literal(""),
        col(DeskTermRow.due_at),
    ).join(ReferralRow, col(ReferralRow.id) == col(DeskTermRow.referral))
    ids: Any = any_(bindparam("ids", type_=ARRAY(Uuid)))
    at_desk = at_desk.where(
        col(DeskTermRow.referral) == ids, col(ReferralRow.status) == ReferralStatus.AT_DESK.value
    )
    both = union_all(waiting, at_desk).subquery("moves")
    first = select(both).ext(distinct_on(both.c.referral))
    return first.order_by(both.c.referral, both.c.due_at.asc().nulls_last())


FIRST_MOVES = _first_moves()


async def next_moves(tx: Transaction, rows: Collection[ReferralRow]) -> Mapping[UUID, NextMove]:
    """Of each referral on which somebody has a move; of those that run or are over nobody has."""
    referrers = {row.id: str(row.organisation) for row in rows if row.state in LIVE}
    found = await tx.session.execute(FIRST_MOVES, {"ids": list(referrers)}) if referrers else ()
    return {
        row.referral: next_move(Move(row.kind), row.owner, row.due_at, referrer=referrers[row.referral])
        for row in found
    }


async def keep_desk_term(tx: Transaction, referral: UUID, version: int, due_at: datetime | None) -> None:
    """The latest word of `access`; one that comes late changes nothing."""
    new = upsert(DeskTermRow).values(referral=referral, version=version, due_at=due_at)
    await tx.session.execute(
        new.on_conflict_do_update(
            index_elements=["referral"],
            set_={"version": new.excluded.version, "due_at": new.excluded.due_at},
            where=col(DeskTermRow.version) < new.excluded.version,
        )
    )
