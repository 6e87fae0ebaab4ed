"""What each reader of a referral gets."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from referral.domain.asked import Domain, MeasureKind
from referral.domain.components import Component
from referral.domain.milestones import Milestone
from referral.domain.relations import Relation
from referral.domain.status import PlacementStatus, ReferralStatus
from referral.store.components import GrantedComponent
from referral.store.rows import MilestoneRow, ReferralRow
from referral.usecases.read_referral import ReferralView
from region_policy.codes import CareForm, Complexity, ReferrerType, Route, Urgency
from wirekit.models import Answer


class AddressRead(Answer):
    street: str
    house_number: str
    postcode: str
    city: str


class PersonRead(Answer):
    """The young person as this referrer gave them."""

    given_name: str
    family_name: str
    birth_date: date
    bsn: str | None
    address: AddressRead | None


class MeasureRead(Answer):
    kind: MeasureKind
    until: date
    court_authorisation_until: date | None


class AskedRead(Answer):
    """The help that was asked, as it was asked."""

    route: Route
    budget: str | None
    etmalen: int | None
    intensity: str | None
    product: str | None
    quantity: int | None
    days: int | None
    safety: bool
    preferred_provider: UUID | None
    measure: MeasureRead | None
    category: str | None
    prolonged_ground: str | None


class ProfileRead(Answer):
    """Enough to say whether a place fits, and nobody can be recognised by it. `age` in whole years."""

    age: int
    municipality: str
    forms: tuple[CareForm, ...]
    domains: tuple[Domain, ...]
    complexity: Complexity
    urgency: Urgency


class MilestoneRead(Answer):
    """`at` (UTC): when it was recorded. `day`: when it happened, or of an acceptance the planned start."""

    kind: Milestone
    at: AwareDatetime
    day: date | None
    component: Component | None
    provider: UUID | None
    reasons: tuple[str, ...]

    @classmethod
    def of(cls, row: MilestoneRow) -> Self:
        return cls(
            kind=row.milestone,
            at=row.recorded_at,
            day=row.happens_on,
            component=row.part,
            provider=row.provider,
            reasons=tuple(row.reasons),
        )


class ComponentRead(Answer):
    """One component and how it goes. `validFrom`, `validUntil`: the period of the grant.

    `placement` is the placement request that counts: the open one, else the latest.
    """

    grant: UUID
    component: Component
    etmalen: int | None
    intensity: str | None
    placement: UUID | None
    placement_status: PlacementStatus | None
    provider: UUID | None
    start_planned_on: date | None
    started_on: date | None
    stopped_on: date | None
    valid_from: date
    valid_until: date | None

    @classmethod
    def of(cls, part: GrantedComponent) -> Self:
        grant, placement, care = part.grant, part.placement, part.care
        return cls(
            grant=grant.id,
            component=part.part,
            etmalen=grant.etmalen,
            intensity=grant.intensity,
            placement=placement.id if placement else None,
            placement_status=placement.state if placement else None,
            provider=placement.provider if placement else None,
            start_planned_on=placement.start_planned_on if placement else None,
            started_on=care.started_on if care else None,
            stopped_on=care.stopped_on if care else None,
            valid_from=grant.valid_from,
            valid_until=grant.valid_until,
        )


class CourseRead(Answer):
    """How it goes: provider and period of each component, without hours and without money."""

    referrer_type: ReferrerType
    referrer_organisation: UUID
    municipality: str
    forms: tuple[CareForm, ...]
    components: tuple[ComponentRead, ...]
    timeline: tuple[MilestoneRead, ...]

    @classmethod
    def of(cls, view: ReferralView) -> Self:
        row = view.row
        return cls(
            referrer_type=ReferrerType(row.referrer_type),
            referrer_organisation=row.organisation,
            municipality=row.municipality,
            forms=tuple(map(CareForm, row.forms)),
            components=tuple(map(ComponentRead.of, view.components)),
            timeline=tuple(map(MilestoneRead.of, view.timeline)),
        )


class ReferralRead(Answer):
    """`view` tells which part the reader's organisation has; parts that it may not see are null."""

    id: UUID
    version: int
    status: ReferralStatus
    view: Relation
    region: str
    submitted_at: AwareDatetime
    person: PersonRead | None
    question: str | None
    asked: AskedRead | None
    profile: ProfileRead | None
    course: CourseRead | None

    @classmethod
    def of(cls, view: ReferralView) -> Self:
        row, shows = view.row, view.shows
        asked, measure = row.asked, row.measure
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            view=view.relation,
            region=row.region,
            submitted_at=row.submitted_at,
            person=PersonRead.model_validate(view.person.model_dump()) if view.person else None,
            question=view.question,
            asked=AskedRead(
                route=asked.route,
                budget=asked.budget,
                etmalen=asked.etmalen,
                intensity=asked.intensity,
                product=asked.product,
                quantity=asked.quantity,
                days=asked.days,
                safety=asked.safety,
                preferred_provider=row.preferred_provider,
                measure=MeasureRead.model_validate(measure, from_attributes=True) if measure else None,
                category=asked.category,
                prolonged_ground=asked.prolonged_ground,
            )
            if shows.asked
            else None,
            profile=ProfileRead.model_validate(asked, from_attributes=True) if shows.profile else None,
            course=CourseRead.of(view) if shows.course else None,
        )


class ReferralListed(Answer):
    """One of the caller's own referrals, without the young person: reading that is a look of its own."""

    id: UUID
    version: int
    status: ReferralStatus
    municipality: str
    route: Route
    submitted_at: AwareDatetime

    @classmethod
    def of(cls, row: ReferralRow) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            municipality=row.municipality,
            route=Route(row.route),
            submitted_at=row.submitted_at,
        )
