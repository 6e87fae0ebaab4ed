"""Changes of running help, and what they do to a grant and its entitlement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlmodel import col

from access.domain.change import Change, ChangeKind, ChangeReason, Outcome, Step
from access.domain.delivery import LineStatus
from access.domain.entitlement import Entitlement
from access.store.change_tables import ChangeRow
from access.store.tables import DecisionRow, EntitlementRow, GrantRow, LineRow
from region_policy.codes import Component, DecisionKind, Precondition
from sealing.keyring import Sealed
from servicekit.transaction import Transaction


async def add(tx: Transaction, change: Change, words: Sealed | None) -> None:
    values = {
        "id": change.id,
        "entitlement_id": change.entitlement,
        "request_id": change.request,
        "client": change.client,
        "municipality": change.municipality,
        "component": change.component,
        "kind": change.kind,
        "reason": change.reason,
        "policy_sha256": change.policy_sha256,
        "valid_until": change.valid_until,
        "valid_until_before": change.valid_until_before,
        "committed_by_cents": change.committed_by,
        "etmalen_by": change.etmalen_by,
        "quantity_by": change.quantity_by,
        "schedule": [
            {
                "until": step.until.isoformat(),
                "cents": step.cents,
                "etmalen": step.etmalen,
                "quantity": step.quantity,
            }
            for step in change.schedule
        ],
        "followed_by": change.followed_by,
        "overrides": list(change.overrides),
        "noted": list(change.noted),
        "words": words,
        "changed_at": tx.now,
    }
    await tx.session.execute(insert(ChangeRow).values(values))


@dataclass(frozen=True)
class Made:
    """A change with its moment (UTC), and its words as they are stored."""

    change: Change
    changed_at: datetime
    words: Sealed | None


@dataclass(frozen=True)
class Due:
    """What became due of one line, from its first day on; `etmalen` 0 for hours."""

    first_day: date
    etmalen: int
    cents: int


async def of_entitlement(tx: Transaction, entitlement_id: UUID) -> list[Made]:
    """In the order in which they were made."""
    query = select(ChangeRow).where(col(ChangeRow.entitlement_id) == entitlement_id)
    rows = await tx.session.execute(query.order_by(col(ChangeRow.changed_at), col(ChangeRow.id)))
    return [_made(row) for row in rows.scalars()]


async def change(tx: Transaction, entitlement_id: UUID, change_id: UUID) -> Made | None:
    query = select(ChangeRow).where(
        col(ChangeRow.id) == change_id, col(ChangeRow.entitlement_id) == entitlement_id
    )
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return _made(row) if row else None


async def of_request(tx: Transaction, request_id: UUID, change_id: UUID) -> Made | None:
    query = select(ChangeRow).where(col(ChangeRow.id) == change_id, col(ChangeRow.request_id) == request_id)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return _made(row) if row else None


async def has_stepped_down(tx: Transaction, entitlement_id: UUID) -> bool:
    """Whether this stay goes on at a lighter intensity."""
    query = select(col(ChangeRow.id)).where(
        col(ChangeRow.entitlement_id) == entitlement_id, col(ChangeRow.followed_by).is_not(None)
    )
    return (await tx.session.execute(query.limit(1))).first() is not None


async def last_schedule(tx: Transaction, grant_id: UUID) -> Made | None:
    """The last phase-out of the help on this grant."""
    query = (
        select(ChangeRow)
        .join(EntitlementRow, col(EntitlementRow.id) == col(ChangeRow.entitlement_id))
        .where(col(EntitlementRow.grant_id) == grant_id, col(ChangeRow.kind) == ChangeKind.PHASE_OUT)
        .order_by(col(ChangeRow.changed_at).desc(), col(ChangeRow.id).desc())
        .limit(1)
    )
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return _made(row) if row else None


async def due_since(tx: Transaction, grant_ids: Sequence[UUID], first: date) -> list[Due]:
    """What became due on these grants from this day on, with a stay that began before it and went on."""
    query = (
        select(col(LineRow.delivered_on), col(LineRow.etmalen), col(LineRow.amount_cents))
        .join(EntitlementRow, col(EntitlementRow.id) == col(LineRow.entitlement_id))
        .where(
            col(EntitlementRow.grant_id).in_(grant_ids),
            col(LineRow.status) == LineStatus.DUE,
            col(LineRow.delivered_on) + func.coalesce(col(LineRow.etmalen), 1) > first,
        )
    )
    return [
        Due(row.delivered_on, row.etmalen or 0, row.amount_cents) for row in await tx.session.execute(query)
    ]


def _made(row: ChangeRow) -> Made:
    change = Change(
        id=row.id,
        entitlement=row.entitlement_id,
        request=row.request_id,
        client=row.client,
        municipality=row.municipality,
        component=Component(row.component),
        kind=ChangeKind(row.kind),
        reason=ChangeReason(row.reason),
        policy_sha256=row.policy_sha256,
        valid_until=row.valid_until,
        valid_until_before=row.valid_until_before,
        committed_by=row.committed_by_cents,
        etmalen_by=row.etmalen_by,
        quantity_by=row.quantity_by,
        schedule=tuple(
            Step(date.fromisoformat(step["until"]), step["cents"], step["etmalen"], step.get("quantity"))
            for step in row.schedule
        ),
        followed_by=row.followed_by,
        overrides=tuple(Precondition(rule) for rule in row.overrides),
        noted=tuple(Precondition(rule) for rule in row.noted),
    )
    return Made(change, row.changed_at, row.words)


async def apply(
    tx: Transaction,
    entitlement: Entitlement,
    after: Outcome,
    *,
    authorised_until: date | None,
    is_phased_out: bool = False,
) -> None:
    """Bring grant and entitlement to what the change made of them; the money is booked apart."""
    grant: dict[str, object] = {
        "valid_until": after.valid_until,
        "etmalen": after.etmalen,
        "quantity": after.quantity,
        "authorised_until": authorised_until,
        "is_phased_out": is_phased_out,
    }
    await tx.session.execute(update(GrantRow).where(col(GrantRow.id) == entitlement.grant).values(grant))
    await tx.session.execute(
        update(EntitlementRow)
        .where(col(EntitlementRow.id) == entitlement.id)
        .values(valid_until=after.valid_until)
    )


async def last_delivered(tx: Transaction, entitlement: Entitlement) -> date | None:
    """The last day of which something was told; a stay counts up to its last night.

    What was told outside the period is not paid, and holds nothing back.
    """
    last = col(LineRow.delivered_on) + func.greatest(func.coalesce(col(LineRow.etmalen), 1) - 1, 0)
    query = select(func.max(last)).where(
        col(LineRow.entitlement_id) == entitlement.id,
        col(LineRow.delivered_on).between(entitlement.valid_from, entitlement.valid_until),
    )
    return (await tx.session.execute(query)).scalar_one()


@dataclass(frozen=True)
class InARow:
    """Help that followed on each other: its first day, and how often it was renewed."""

    first_day: date
    renewals: int


async def in_a_row(tx: Transaction, component: Component, client: UUID, day: date) -> InARow:
    """From the last decision to start on: each decision to continue, and each longer period, is a renewal.

    `day`: when it would begin where there is none yet.
    """
    query = (
        select(col(GrantRow.id), col(GrantRow.valid_from), col(DecisionRow.kind))
        .join(DecisionRow, col(DecisionRow.id) == col(GrantRow.decision_id))
        .where(col(DecisionRow.client) == client, col(GrantRow.component) == component)
        .order_by(col(DecisionRow.decided_at), col(GrantRow.id))
    )
    # All of it counts, also what was granted before the family moved.
    async with tx.seeing_all():
        rows = (await tx.session.execute(query)).all()
        starts = [at for at, row in enumerate(rows) if row.kind == DecisionKind.START]
        chain = rows[starts[-1] :] if starts else rows
        on_these = col(EntitlementRow.grant_id).in_([row.id for row in chain])
        longer = select(func.count()).where(
            col(ChangeRow.entitlement_id).in_(select(col(EntitlementRow.id)).where(on_these)),
            col(ChangeRow.kind) == ChangeKind.EXTEND,
        )
        extended = (await tx.session.execute(longer)).scalar_one()
    continued = sum(row.kind == DecisionKind.CONTINUE for row in chain)
    first = min((row.valid_from for row in chain), default=day)
    return InARow(first, continued + extended)


@dataclass(frozen=True)
class Counted:
    """Of one kind of change in one municipality: how often, of how many requests, and what it freed (below
    zero) or added, in cents and etmalen."""

    municipality: str
    kind: ChangeKind
    times: int
    requests: int
    cents: int
    etmalen: int


async def counted(
    tx: Transaction, municipalities: Collection[str], *, first: date, last: date
) -> list[Counted]:
    """Changes made on days (Europe/Amsterdam) from `first` up to and including `last`."""
    day = func.date(func.timezone("Europe/Amsterdam", col(ChangeRow.changed_at)))
    by = col(ChangeRow.municipality), col(ChangeRow.kind)
    query = (
        select(
            *by,
            func.count().label("times"),
            func.count(col(ChangeRow.request_id).distinct()).label("requests"),
            func.sum(col(ChangeRow.committed_by_cents)).label("cents"),
            func.sum(col(ChangeRow.etmalen_by)).label("etmalen"),
        )
        .where(col(ChangeRow.municipality).in_(municipalities), day.between(first, last))
        .group_by(*by)
        .order_by(*by)
    )
    return [
        Counted(
            row.municipality, ChangeKind(row.kind), row.times, row.requests, int(row.cents), int(row.etmalen)
        )
        for row in await tx.session.execute(query)
    ]
