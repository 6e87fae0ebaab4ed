"""What this room knows of a young person beyond one request: ages told, plans, what follows on help."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from access.domain.adulthood import AgeKnown, FollowOn, FollowOnKind
from access.domain.entitlement import EntitlementStatus
from access.domain.perspective import PerspectivePlan, PlanOwner
from access.store.change_tables import AgeRow, FollowOnRow, PerspectivePlanRow
from access.store.tables import EntitlementRow, RequestRow
from region_policy.terms import local_day
from servicekit.transaction import Transaction

# Whole years that have passed since an age was told are years older.
WITHOUT_PLAN = text("""
    WITH in_care AS (
        SELECT DISTINCT client FROM entitlement
        WHERE municipality = :municipality AND status IN ('granted', 'running')
            AND (cast(:after AS uuid) IS NULL OR client > cast(:after AS uuid))
    ), ages AS (
        SELECT c.client, (r.facts ->> 'age')::integer * 12 AS months,
            (r.submitted_at AT TIME ZONE 'Europe/Amsterdam')::date AS on_day
        FROM in_care c JOIN request r ON r.client = c.client
        UNION ALL
        SELECT c.client, a.months, a.heard_on FROM in_care c JOIN age_reached a ON a.client = c.client
    )
    SELECT client, max((months + extract(year FROM age(:today, on_day)) * 12
        + extract(month FROM age(:today, on_day)))::integer / 12) AS years
    FROM ages WHERE on_day <= :today
        AND NOT EXISTS (SELECT 1 FROM perspective_plan p WHERE p.client = ages.client)
    GROUP BY client
    HAVING max((months + extract(year FROM age(:today, on_day)) * 12
        + extract(month FROM age(:today, on_day)))::integer / 12) BETWEEN :from_age AND :until_age
    ORDER BY client LIMIT :most
""")


AGES_TOLD = text("SELECT months, heard_on FROM ages_told(:client)")


async def learn_age(tx: Transaction, client: UUID, months: int, heard_on: date) -> bool:
    """False where this age was told before."""
    values = {"client": client, "months": months, "heard_on": heard_on}
    statement = upsert(AgeRow).values(values).on_conflict_do_nothing()
    return (await tx.session.execute(statement.returning(col(AgeRow.months)))).first() is not None


async def ages_of(tx: Transaction, client: UUID) -> list[AgeKnown]:
    """All that was told: by events, and with each referral in whole years."""
    return [
        AgeKnown(row.months, row.heard_on) for row in await tx.session.execute(AGES_TOLD, {"client": client})
    ]


async def running_of(tx: Transaction, client: UUID) -> list[tuple[UUID, UUID]]:
    """Request and id of each entitlement of this client that runs or is about to."""
    query = select(col(EntitlementRow.request_id), col(EntitlementRow.id)).where(
        col(EntitlementRow.client) == client,
        col(EntitlementRow.status).in_([EntitlementStatus.GRANTED, EntitlementStatus.RUNNING]),
    )
    rows = await tx.session.execute(query.order_by(col(EntitlementRow.request_id), col(EntitlementRow.id)))
    return [(row.request_id, row.id) for row in rows]


async def place(tx: Transaction, client: UUID) -> tuple[str, str] | None:
    """Municipality and region of the last request of a client, for the question whose it is."""
    query = (
        select(col(RequestRow.municipality), col(RequestRow.region))
        .where(col(RequestRow.client) == client)
        .order_by(col(RequestRow.submitted_at).desc(), col(RequestRow.id).desc())
        .limit(1)
    )
    # The last of all: one that moved away is not the earlier municipality's any more.
    async with tx.seeing_all():
        row = (await tx.session.execute(query)).one_or_none()
    return (row.municipality, row.region) if row else None


async def follow_on_of(tx: Transaction, entitlement_id: UUID) -> FollowOn | None:
    query = select(FollowOnRow).where(col(FollowOnRow.entitlement_id) == entitlement_id)
    row = (await tx.session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    return FollowOn(FollowOnKind(row.kind), row.ground) if row else None


async def put_follow_on(tx: Transaction, entitlement_id: UUID, follow_on: FollowOn) -> None:
    """In the place of an earlier one."""
    values = {
        "entitlement_id": entitlement_id,
        "kind": follow_on.kind,
        "ground": follow_on.ground,
        "recorded_at": tx.now,
    }
    statement = upsert(FollowOnRow).values(values)
    await tx.session.execute(statement.on_conflict_do_update(index_elements=["entitlement_id"], set_=values))


async def plan_of(tx: Transaction, client: UUID) -> PerspectivePlan | None:
    query = select(PerspectivePlanRow).where(col(PerspectivePlanRow.client) == client)
    row = (await tx.session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        return None
    role = PlanOwner(row.owner_role) if row.owner_role else None
    return PerspectivePlan(row.client, row.version, row.made_on, row.owner_organisation, role)


async def put_plan(tx: Transaction, plan: PerspectivePlan) -> bool:
    """In the place of the version before it; False where another came in between."""
    values = {
        "client": plan.client,
        "version": plan.version,
        "owner_organisation": plan.owner_organisation,
        "owner_role": plan.owner_role,
        "made_on": plan.made_on,
        "kept_at": tx.now,
    }
    statement = upsert(PerspectivePlanRow).values(values)
    statement = statement.on_conflict_do_update(
        index_elements=["client"], set_=values, where=col(PerspectivePlanRow.version) == plan.version - 1
    )
    return (await tx.session.execute(statement.returning(col(PerspectivePlanRow.client)))).first() is not None


@dataclass(frozen=True)
class WithoutPlan:
    """A young person in care of so many years (at least) without a perspective plan."""

    client: UUID
    age: int


async def without_plan(
    tx: Transaction, municipality: str, *, from_age: int, until_age: int, after: UUID | None, limit: int
) -> list[WithoutPlan]:
    """Those in care of this municipality between two ages, both included, in the order of their ids."""
    values = {
        "municipality": municipality,
        "from_age": from_age,
        "until_age": until_age,
        "today": local_day(tx.now),
        "after": after,
        "most": limit,
    }
    # How old they are, another municipality may have been told.
    async with tx.seeing_all():
        rows = await tx.session.execute(WITHOUT_PLAN, values)
    return [WithoutPlan(row.client, row.years) for row in rows]
