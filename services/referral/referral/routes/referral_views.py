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
from referral.routes.help_after_crisis import HelpGoesOnRead
from referral.routes.onward_views import ChainRead
from referral.routes.placement_views import RoundRead
from referral.routes.referral_list import NextMoveRead
from referral.routes.waiting_views import BridgingRead, CrisisRead, WaitRead
from referral.store.components import GrantedComponent
from referral.store.rows import MilestoneRow
from referral.usecases.read_referral import ReferralView
from region_policy.codes import CareForm, Complexity, ReferrerType, Route, Urgency
from region_policy.referrers import REFERRER_CODES
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
    def of(cls, row: MilestoneRow, view: ReferralView) -> Self:
        return cls(
            kind=row.milestone,
            at=row.recorded_at,
            day=row.happens_on,
            component=row.part,
            provider=view.provider(row.provider),
            reasons=tuple(row.reasons),
        )


class ComponentRead(Answer):
    """One component and how it goes. `validFrom`, `validUntil`: the period of the grant.

    `placement` is the placement request that counts: the open one, else the latest. `round`: with whom it was
    asked and who chose, for the referring organisation and the municipality.
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
    round: RoundRead | None

    @classmethod
    def of(cls, part: GrantedComponent, view: ReferralView) -> Self:
        grant, placement, care = part.grant, part.placement, part.care
        asked = view.rounds.get(placement.round) if placement else None
        return cls(
            grant=grant.id,
            component=part.part,
            etmalen=grant.etmalen,
            intensity=grant.intensity,
            placement=placement.id if placement else None,
            placement_status=placement.state if placement else None,
            provider=view.provider(placement.provider) if placement else None,
            start_planned_on=placement.start_planned_on if placement else None,
            started_on=care.started_on if care else None,
            stopped_on=care.stopped_on if care else None,
            valid_from=grant.valid_from,
            valid_until=grant.valid_until,
            round=RoundRead.of(asked, view.provider) if asked else None,
        )


class ProfessionalRead(Answer):
    """In whose name the referral is: by an AGB code or by a name."""

    agb: str | None
    name: str | None


class CourtOrderRead(Answer):
    number: str
    until: date


class EnteredRead(Answer):
    """Who entered the referral, which may be another than in whose name it is (HLM-05)."""

    subject: str | None
    role: str | None


class CourseRead(Answer):
    """How it goes: provider and period of each component, without hours and without money.

    `referrerCode`: of the national messages (iJw). `professional`: null where nobody's name goes with it.
    """

    referrer_type: ReferrerType
    referrer_code: str
    referrer_organisation: UUID
    professional: ProfessionalRead | None
    court_order: CourtOrderRead | None
    municipality: str
    forms: tuple[CareForm, ...]
    components: tuple[ComponentRead, ...]
    timeline: tuple[MilestoneRead, ...]
    safety: bool
    waiting: tuple[WaitRead, ...]
    bridging: tuple[BridgingRead, ...]
    chain: ChainRead

    @classmethod
    def of(cls, view: ReferralView) -> Self:
        row, referrer = view.row, ReferrerType(view.row.referrer_type)
        professional, order = view.professional, view.court_order
        return cls(
            referrer_type=referrer,
            referrer_code=REFERRER_CODES[referrer],
            referrer_organisation=row.organisation,
            professional=ProfessionalRead(agb=professional.agb, name=professional.name)
            if professional
            else None,
            court_order=CourtOrderRead(number=order.number, until=order.until) if order else None,
            municipality=row.municipality,
            forms=tuple(map(CareForm, row.forms)),
            components=tuple(ComponentRead.of(part, view) for part in view.components),
            timeline=tuple(MilestoneRead.of(each, view) for each in view.timeline),
            safety=row.safety,
            waiting=tuple(map(WaitRead.of, view.waits)),
            bridging=tuple(BridgingRead.of(each, view.provider(each.provider)) for each in view.bridging),
            chain=ChainRead.of(view),
        )


class ReferralRead(Answer):
    """`view` tells which part the reader's organisation has; parts that it may not see are null.

    `entered`: for the referring organisation only. `isSecret`: a mark of secrecy is in force, so that address
    and provider are null but for who must know; null for who does not see the person at all. `crisis`: with a
    safety flag, what the reader can do at once. `alarm`: of the crisis that this follows; `staySince`: the
    first night in a crisis bed; `helpGoesOn`: the help that goes on until this is decided.
    """

    id: UUID
    version: int
    status: ReferralStatus
    view: Relation
    region: str
    submitted_at: AwareDatetime
    entered: EnteredRead | None
    is_secret: bool | None
    person: PersonRead | None
    question: str | None
    asked: AskedRead | None
    profile: ProfileRead | None
    course: CourseRead | None
    next_move: NextMoveRead | None
    crisis: CrisisRead | None
    alarm: UUID | None
    stay_since: date | None
    help_goes_on: HelpGoesOnRead | None

    @classmethod
    def of(cls, view: ReferralView) -> Self:
        row, shows = view.row, view.shows
        asked, measure = row.asked, row.measure
        return cls(
            id=row.id,
            version=row.version,
            status=view.status,
            view=view.relation,
            region=row.region,
            submitted_at=row.submitted_at,
            entered=EnteredRead(subject=row.entered_by, role=row.entered_role)
            if view.relation is Relation.REFERRING_ORGANISATION
            else None,
            is_secret=view.is_secret if shows.person else None,
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
                preferred_provider=view.provider(row.preferred_provider),
                measure=MeasureRead.model_validate(measure, from_attributes=True) if measure else None,
                category=asked.category,
                prolonged_ground=asked.prolonged_ground,
            )
            if shows.asked
            else None,
            profile=ProfileRead.model_validate(asked, from_attributes=True) if shows.profile else None,
            course=CourseRead.of(view) if shows.course else None,
            next_move=NextMoveRead.of(view.next_move) if view.next_move and shows.course else None,
            crisis=CrisisRead.of(view.crisis) if view.crisis else None,
            alarm=row.alarm if shows.course else None,
            stay_since=row.stay_since if shows.course else None,
            help_goes_on=HelpGoesOnRead.of(view.help_goes_on, view.provider(view.help_goes_on.provider))
            if view.help_goes_on and shows.course
            else None,
        )
