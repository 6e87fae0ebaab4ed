"""Referrals, what was granted on them, and what happened to them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, DateTime, Text, Uuid, any_, bindparam, func, insert, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.types import TypeEngine
from sqlmodel import col

from referral.domain.messages import MessageKind
from referral.domain.milestones import MESSAGES, Milestone
from referral.domain.status import ReferralStatus
from referral.store.messages import message_values, tell
from referral.store.rows import GrantRow, MilestoneRow, ReferralRow
from referral.store.rows_messages import MessageRow
from servicekit import tables
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

# Built once: to build it costs more than to run it.
REFERRAL_COLUMNS = tuple(column.name for column in ReferralRow.metadata.tables["referral"].columns)
MESSAGE_COLUMNS = tuple(
    column.name for column in MessageRow.metadata.tables["message"].columns if column.identity is None
)
DEADLINE_COLUMNS: dict[str, TypeEngine[Any]] = {
    "id": Uuid(),
    "kind": Text(),
    "ref": Uuid(),
    "region": Text(),
    "owner": Text(),
    "due_at": DateTime(timezone=True),
    "next_try_at": DateTime(timezone=True),
}


def _awaited() -> CTE:
    """As many terms as there are, in one statement: the kit's own costs one for each of them."""
    given = (
        func.unnest(
            *(bindparam(f"awaited_{name}", type_=ARRAY(kind)) for name, kind in DEADLINE_COLUMNS.items())
        )
        .table_valued(*DEADLINE_COLUMNS)
        .render_derived(name="given")
    )
    new = upsert(tables.deadline).from_select(
        [*DEADLINE_COLUMNS], select(*(given.c[name] for name in DEADLINE_COLUMNS))
    )
    open_one = tables.deadline.c.fired_at.is_(None)
    later = {name: new.excluded[name] for name in ("due_at", "next_try_at", "owner")}
    return new.on_conflict_do_update(index_elements=["kind", "ref"], index_where=open_one, set_=later).cte(
        "awaited"
    )


ADD_REFERRAL = insert(ReferralRow.metadata.tables["milestone"]).add_cte(
    insert(ReferralRow.metadata.tables["referral"])
    .values({name: bindparam(f"new_{name}") for name in REFERRAL_COLUMNS})
    .cte("stored"),
    insert(MessageRow.metadata.tables["message"])
    .values({name: bindparam(f"told_{name}") for name in MESSAGE_COLUMNS})
    .cte("told"),
    _awaited(),
)


@dataclass(frozen=True)
class Awaited:
    """What waits from the submission on: see `Transaction.set_deadline`. `due_at` in UTC."""

    kind: str
    ref: UUID
    owner: str
    due_at: datetime


async def add_referral(
    tx: Transaction, values: dict[str, Any], awaited: Sequence[Awaited]
) -> tuple[ReferralRow, MilestoneRow]:
    """Store a new referral, the message that it was received and what waits, in one statement."""
    referral = ReferralRow(**values)
    received = milestone_values(tx, referral, Milestone.RECEIVED)
    given = {f"new_{name}": values.get(name) for name in REFERRAL_COLUMNS}
    message = message_values(tx, referral.organisation, MessageKind.RECEIVED, referral=referral.id)
    told = {f"told_{name}": message.get(name) for name in MESSAGE_COLUMNS}
    moments = [each.due_at for each in awaited]
    waits = {
        "awaited_id": [uuid7() for _ in awaited],
        "awaited_kind": [each.kind for each in awaited],
        "awaited_ref": [each.ref for each in awaited],
        "awaited_region": [referral.region for _ in awaited],
        "awaited_owner": [each.owner for each in awaited],
        "awaited_due_at": moments,
        "awaited_next_try_at": moments,
    }
    await tx.session.execute(ADD_REFERRAL, {**received, **given, **told, **waits})
    return referral, MilestoneRow(**received)


async def referral(tx: Transaction, referral_id: UUID) -> ReferralRow:
    query = select(ReferralRow).where(col(ReferralRow.id) == referral_id)
    return (await tx.session.execute(query)).scalar_one()


async def last_of_client(tx: Transaction, client: UUID) -> ReferralRow | None:
    """The last referral that was made for a client."""
    query = select(ReferralRow).where(col(ReferralRow.client) == client)
    newest = (col(ReferralRow.submitted_at).desc(), col(ReferralRow.id).desc())
    return (await tx.session.execute(query.order_by(*newest).limit(1))).scalar_one_or_none()


async def lock_referral(tx: Transaction, referral_id: UUID, *, wait: bool = True) -> ReferralRow:
    """The referral, for this transaction alone. Always taken before its placement requests.

    `wait=False` where a deadline's row is held already: who acts on the referral removes that row,
    so that the two would wait for each other; the deadline rather comes again a second later.
    """
    query = select(ReferralRow).where(col(ReferralRow.id) == referral_id).with_for_update(nowait=not wait)
    fresh = query.execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one()


async def move_referral(tx: Transaction, row: ReferralRow, to: ReferralStatus) -> ReferralRow:
    """Bring a locked referral to this status, as its next version."""
    changes: dict[str, Any] = {"status": to.value, "version": row.version + 1}
    if to in {ReferralStatus.ENDED, ReferralStatus.WITHDRAWN, ReferralStatus.CLOSED}:
        changes["closed_at"] = tx.now
    statement = update(ReferralRow).where(col(ReferralRow.id) == row.id).values(changes)
    returning = statement.returning(ReferralRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


async def referrals_of(
    tx: Transaction,
    organisation: UUID,
    *,
    after: UUID | None,
    limit: int,
    newest: bool = False,
    among: Collection[ReferralStatus] | None = None,
) -> list[ReferralRow]:
    """The referrals that this organisation made, by id and so by their moment, beyond this one.

    The oldest comes first, or the `newest`; either way along one index, however many there are. `among`:
    only those of which it is told one of these statuses.
    """
    ref, by = col(ReferralRow.id), col(ReferralRow.organisation)
    # A trap: by `=` the organisation falls out of the order, and for who refers much PostgreSQL then walks
    # the referrals of everybody, newest first. Asked for in an array, only the index of both gives the order.
    query = select(ReferralRow).where(by == any_(literal([organisation], ARRAY(Uuid()))))
    if after:
        query = query.where(ref < after if newest else ref > after)
    if among is not None:
        told = func.coalesce(col(ReferralRow.status_told), col(ReferralRow.status))
        query = query.where(told.in_([status.value for status in among]))
    order = (by.desc(), ref.desc()) if newest else (by, ref)
    return list((await tx.session.execute(query.order_by(*order).limit(limit))).scalars())


async def made_or_answered_for(
    tx: Transaction, ids: Sequence[UUID], organisation: UUID, municipality: str | None
) -> list[ReferralRow]:
    """Those among these that the organisation made, or for which its municipality is responsible."""
    theirs = col(ReferralRow.organisation) == organisation
    if municipality:
        theirs = or_(theirs, col(ReferralRow.municipality) == municipality)
    query = select(ReferralRow).where(col(ReferralRow.id).in_(ids), theirs)
    return list((await tx.session.execute(query.order_by(col(ReferralRow.id)))).scalars())


async def add_grants(tx: Transaction, grants: Sequence[dict[str, Any]]) -> None:
    """Store what a decision gave; a decision that is told twice gives it once."""
    await tx.session.execute(upsert(GrantRow).values(list(grants)).on_conflict_do_nothing())


async def end_grant(tx: Transaction, grant_id: UUID, last_day: date) -> None:
    """Store another last day of a grant."""
    await tx.session.execute(
        update(GrantRow).where(col(GrantRow.id) == grant_id).values(valid_until=last_day)
    )


def milestone_values(
    tx: Transaction,
    referral: ReferralRow,
    kind: Milestone,
    *,
    happens_on: date | None = None,
    component: str | None = None,
    provider: UUID | None = None,
    reasons: Iterable[str] = (),
) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "referral": referral.id,
        "organisation": referral.organisation,
        "kind": kind.value,
        "recorded_at": tx.now,
        "happens_on": happens_on,
        "component": component,
        "provider": provider,
        "reasons": list(reasons),
        "is_withheld": referral.feedback_stopped_at is not None,
    }


async def add_milestone(
    tx: Transaction,
    referral: ReferralRow,
    kind: Milestone,
    *,
    happens_on: date | None = None,
    component: str | None = None,
    provider: UUID | None = None,
    reasons: Iterable[str] = (),
) -> None:
    """Write down what happened; where it is a message, this puts it into the referrer's inbox too.

    Not once the young person has stopped the word back: then others read on, and the referrer does not.
    """
    values = milestone_values(
        tx,
        referral,
        kind,
        happens_on=happens_on,
        component=component,
        provider=provider,
        reasons=reasons,
    )
    await tx.session.execute(insert(MilestoneRow).values(values))
    if kind in MESSAGES and referral.feedback_stopped_at is None:
        what = {"day": happens_on, "component": component, "provider": provider, "reasons": reasons}
        await tell(tx, [referral.organisation], MessageKind(kind.value), referral=referral.id, **what)


async def timeline(tx: Transaction, referral_id: UUID) -> list[MilestoneRow]:
    query = select(MilestoneRow).where(col(MilestoneRow.referral) == referral_id)
    return list((await tx.session.execute(query.order_by(col(MilestoneRow.id)))).scalars())


async def municipality_owner(tx: Transaction, municipality: str) -> str:
    """Who answers for what waits in a municipality: its organisation, or its code before that is known."""
    known = tables.organisation
    query = select(known.c.id).where(known.c.kind == "municipality", known.c.area == municipality)
    found = (await tx.session.execute(query.order_by(known.c.id).limit(1))).scalar_one_or_none()
    return str(found) if found else municipality_by_code(municipality)


def municipality_by_code(municipality: str) -> str:
    """The name of an owner of which the organisation is not known, or is not looked up."""
    return f"municipality:{municipality}"
