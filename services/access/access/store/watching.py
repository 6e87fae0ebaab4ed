"""Lists over all running help of one municipality: renewed often, and granted by an earlier policy."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import col

from access.domain.entitlement import EntitlementStatus
from access.store.tables import DecisionRow, EntitlementRow, GrantRow
from region_policy.codes import Component
from servicekit.transaction import Transaction

# A chain begins with the last decision to start; each decision to continue and each longer period renews it.
RENEWED = text("""
    WITH listed AS (
        SELECT d.client, g.component, g.id, d.kind, d.decided_at, g.closed_at, e.id AS entitlement,
            max(d.decided_at) FILTER (WHERE d.kind = 'start')
                OVER (PARTITION BY d.client, g.component) AS since
        FROM care_grant g JOIN decision d ON d.id = g.decision_id
            LEFT JOIN entitlement e ON e.grant_id = g.id
        WHERE d.municipality = :municipality
    ), extended AS (
        SELECT entitlement_id, count(*) AS times, max(changed_at) AS last FROM entitlement_change
        WHERE municipality = :municipality AND kind = 'extend' GROUP BY entitlement_id
    ), counted AS (
        SELECT l.client, l.component,
            (array_agg(l.id ORDER BY l.decided_at DESC, l.id DESC))[1] AS id,
            (array_agg(l.entitlement ORDER BY l.decided_at DESC, l.id DESC))[1] AS entitlement,
            count(*) FILTER (WHERE l.kind = 'continue') + coalesce(sum(x.times), 0) AS renewals,
            greatest(max(x.last), max(l.decided_at) FILTER (WHERE l.kind = 'continue')) AS last
        FROM listed l LEFT JOIN extended x ON x.entitlement_id = l.entitlement
        WHERE l.since IS NULL OR l.decided_at >= l.since
        GROUP BY l.client, l.component
        HAVING bool_or(l.closed_at IS NULL)
    )
    SELECT id, client, component, entitlement, renewals::integer AS renewals,
        (last AT TIME ZONE 'Europe/Amsterdam')::date AS last_on
    FROM counted
    WHERE renewals >= :watched_from AND (cast(:after AS uuid) IS NULL OR id > cast(:after AS uuid))
    ORDER BY id LIMIT :most
""")


@dataclass(frozen=True)
class Watched:
    """Help that was renewed so many times in a row; `id` is that of its last grant."""

    id: UUID
    client: UUID
    component: Component
    entitlement: UUID | None
    renewals: int
    last_renewed_on: date


async def renewed_often(
    tx: Transaction, municipality: str, *, watched_from: int, after: UUID | None, limit: int
) -> list[Watched]:
    """Help that is not over, in the order of the ids of the last grants."""
    values = {"municipality": municipality, "watched_from": watched_from, "after": after, "most": limit}
    # Help that went over to another municipality was renewed there too.
    async with tx.seeing_all():
        rows = await tx.session.execute(RENEWED, values)
    return [
        Watched(row.id, row.client, Component(row.component), row.entitlement, row.renewals, row.last_on)
        for row in rows
    ]


@dataclass(frozen=True)
class ByEarlierPolicy:
    """An entitlement that is not closed, and the first day of the policy by which it was granted."""

    id: UUID
    client: UUID
    provider: UUID
    status: EntitlementStatus
    policy_valid_from: date
    valid_until: date


async def by_policies_before(
    tx: Transaction,
    municipality: str,
    current: date,
    *,
    after: UUID | None,
    limit: int,
) -> list[ByEarlierPolicy]:
    """What was granted by a policy that began before `current`, in the order of the ids."""
    query = (
        select(
            col(EntitlementRow.id),
            col(EntitlementRow.client),
            col(EntitlementRow.provider),
            col(EntitlementRow.status),
            col(EntitlementRow.valid_until),
            col(DecisionRow.policy_valid_from),
        )
        .join(GrantRow, col(GrantRow.id) == col(EntitlementRow.grant_id))
        .join(DecisionRow, col(DecisionRow.id) == col(GrantRow.decision_id))
        .where(
            col(EntitlementRow.municipality) == municipality,
            col(EntitlementRow.status) != EntitlementStatus.CLOSED,
            col(DecisionRow.policy_valid_from) < current,
        )
    )
    if after:
        query = query.where(col(EntitlementRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(EntitlementRow.id)).limit(limit))
    return [
        ByEarlierPolicy(
            row.id,
            row.client,
            row.provider,
            EntitlementStatus(row.status),
            row.policy_valid_from,
            row.valid_until,
        )
        for row in rows
    ]


async def policy_began(tx: Transaction, decision_id: UUID) -> date:
    query = select(col(DecisionRow.policy_valid_from)).where(col(DecisionRow.id) == decision_id)
    return (await tx.session.execute(query)).scalar_one()
