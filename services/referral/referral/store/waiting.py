"""The facts of the waiting clock, the norms that were told, and who waits in a municipality."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, insert, not_, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.domain.components import Progress
from referral.domain.status import CHOSEN, OPEN_PLACEMENTS, PlacementStatus, ReferralStatus
from referral.domain.waiting import ComponentFacts, Stretch
from referral.store.components import GrantedComponent
from referral.store.rows import CareRow, GrantRow, PlacementRow, ReferralRow
from referral.store.rows_care import FirstContactRow, NormPassedRow
from servicekit import tables
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


async def add_first_contact(tx: Transaction, placement: PlacementRow, on: date) -> bool:
    """False where one was recorded already."""
    values = {"placement": placement.id, "referral": placement.referral}
    statement = upsert(FirstContactRow).values(**values, contact_on=on, recorded_at=tx.now)
    stored = statement.on_conflict_do_nothing().returning(col(FirstContactRow.placement))
    return (await tx.session.execute(stored)).first() is not None


async def first_contact(tx: Transaction, placement_id: UUID) -> FirstContactRow | None:
    query = select(FirstContactRow).where(col(FirstContactRow.placement) == placement_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def component_facts(
    tx: Transaction, referrals: Collection[UUID], today: date
) -> Mapping[UUID, tuple[ComponentFacts, ...]]:
    """Of each of these referrals the facts of its components, the ambulatory part before a stay."""
    latest = (
        select(col(PlacementRow.id))
        .where(col(PlacementRow.grant_id) == col(GrantRow.id))
        .order_by(col(PlacementRow.status).in_(sorted(OPEN_PLACEMENTS)).desc(), col(PlacementRow.id).desc())
        .limit(1)
        .correlate(GrantRow)
        .scalar_subquery()
    )
    query = (
        select(GrantRow, PlacementRow, CareRow, col(FirstContactRow.contact_on))
        .outerjoin(PlacementRow, col(PlacementRow.id) == latest)
        .outerjoin(CareRow, col(CareRow.placement) == col(PlacementRow.id))
        .outerjoin(FirstContactRow, col(FirstContactRow.placement) == col(PlacementRow.id))
        .where(col(GrantRow.referral).in_(referrals))
        .order_by(col(GrantRow.component), col(GrantRow.id))
        .execution_options(populate_existing=True)
    )
    found = [
        (GrantedComponent(grant, placement, care), contact_on)
        for grant, placement, care, contact_on in await tx.session.execute(query)
    ]
    earlier = await _care_of(tx, referrals)
    of_referral: dict[UUID, list[ComponentFacts]] = defaultdict(list)
    for part, contact_on in found:
        facts = _facts(part, contact_on, earlier[part.grant.referral, part.grant.component], today)
        of_referral[part.grant.referral].append(facts)
    return {ref: tuple(facts) for ref, facts in of_referral.items()}


async def _care_of(tx: Transaction, referrals: Collection[UUID]) -> dict[tuple[UUID, str], list[CareRow]]:
    """All care of each component of these referrals, the earliest first."""
    query = (
        select(CareRow, col(GrantRow.component))
        .join(GrantRow, col(GrantRow.id) == col(CareRow.grant_id))
        .where(col(CareRow.referral).in_(referrals))
        .order_by(col(CareRow.started_on), col(CareRow.id))
    )
    of_component: dict[tuple[UUID, str], list[CareRow]] = defaultdict(list)
    for care, component in await tx.session.execute(query):
        of_component[care.referral, component].append(care)
    return of_component


def _facts(
    part: GrantedComponent, contact_on: date | None, of_component: Sequence[CareRow], today: date
) -> ComponentFacts:
    is_chosen = part.placement is not None and part.placement.state in CHOSEN
    is_over = part.progress(today) is Progress.OVER and part.care is None
    # Where care of it ran elsewhere before, the wait for the next provider counts, not that of long ago.
    began = part.care.started_on if part.care else None
    before = [
        each for each in of_component if each is not part.care and (not began or each.started_on < began)
    ]
    return ComponentFacts(
        grant=part.grant.id,
        component=part.part,
        since=(before[-1].stopped_on or part.grant.valid_from) if before else None,
        contact_on=contact_on if is_chosen else None,
        started_on=began,
        over_on=part.grant.valid_until if is_over else None,
    )


async def norms_told(tx: Transaction, referral_id: UUID) -> set[tuple[UUID | None, Stretch]]:
    """Of which component (None: before there were any) it was told that a norm is passed."""
    query = select(col(NormPassedRow.about), col(NormPassedRow.stretch)).where(
        col(NormPassedRow.referral) == referral_id
    )
    rows = (await tx.session.execute(query)).all()
    return {(None if row.about == referral_id else row.about, Stretch(row.stretch)) for row in rows}


async def add_norms_told(
    tx: Transaction, referral_id: UUID, passed: Collection[tuple[UUID | None, Stretch]]
) -> None:
    values: list[dict[str, Any]] = [
        {
            "id": uuid7(),
            "referral": referral_id,
            "about": about or referral_id,
            "stretch": stretch.value,
            "told_at": tx.now,
        }
        for about, stretch in passed
    ]
    await tx.session.execute(insert(NormPassedRow), values)


async def accepting_providers(tx: Transaction, referral_id: UUID) -> Mapping[UUID, UUID]:
    """Of each grant the provider that accepted and has not begun."""
    query = select(col(PlacementRow.grant_id), col(PlacementRow.provider)).where(
        col(PlacementRow.referral) == referral_id,
        col(PlacementRow.status) == PlacementStatus.ACCEPTED,
    )
    return {row.grant_id: row.provider for row in await tx.session.execute(query)}


async def municipality_of(tx: Transaction, code: str) -> UUID | None:
    """The organisation that is this municipality; None while the register has not told of it."""
    known = tables.organisation
    query = select(known.c.id).where(known.c.kind == "municipality", known.c.area == code)
    found: UUID | None = (await tx.session.execute(query.order_by(known.c.id).limit(1))).scalar_one_or_none()
    return found


def waits_still(today: date) -> tuple[ColumnElement[bool], ...]:
    """Which referrals have a component that waits for care."""
    of_grant = col(PlacementRow.grant_id) == col(GrantRow.id)
    not_begun = col(PlacementRow.status).in_(sorted(OPEN_PLACEMENTS - {PlacementStatus.IN_CARE}))
    has_a_place_to_find = exists().where(
        col(GrantRow.referral) == col(ReferralRow.id),
        or_(
            exists().where(of_grant, not_begun),
            and_(
                or_(col(GrantRow.valid_until).is_(None), col(GrantRow.valid_until) >= today),
                not_(exists().where(col(CareRow.grant_id) == col(GrantRow.id))),
            ),
        ),
    )
    return (
        col(ReferralRow.closed_at).is_(None),
        or_(col(ReferralRow.status) != ReferralStatus.IN_CARE.value, has_a_place_to_find),
    )


async def who_waits(
    tx: Transaction, municipality: str, *, today: date, after: UUID | None, limit: int
) -> list[ReferralRow]:
    """The referrals of a municipality in which a component waits for care, longest first.

    A safety flag goes before all others (HLM-08). The ids of referrals sort as they were sent.
    """
    can_wait = not_(col(ReferralRow.safety))
    query = select(ReferralRow).where(col(ReferralRow.municipality) == municipality, *waits_still(today))
    if after:
        last = select(can_wait, col(ReferralRow.id)).where(
            col(ReferralRow.id) == after, col(ReferralRow.municipality) == municipality
        )
        query = query.where(tuple_(can_wait, col(ReferralRow.id)) > last.scalar_subquery())
    page = query.order_by(can_wait, col(ReferralRow.id)).limit(limit)
    return list((await tx.session.execute(page)).scalars())
