"""What this room tells the others: references, codes, days and whole numbers, never a person."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from referral.store.rows import CareRow, PlacementRow, ReferralRow
from referral.store.rows_letters import LetterRow
from region_policy.codes import ReferrerType
from region_policy.referrers import REFERRER_CODES
from wirekit.events import Event
from wirekit.models import Answer


class MeasureTold(Answer):
    """A child protection measure: its kind, and its last day."""

    kind: str
    until: date


class ReferralSubmitted(Event):
    """Somebody asked for help for a young person. `age` in whole years on the day of submission.

    `referrerCode`: of the national messages (iJw). `courtOrderUntil`: the last day of the order of a court.
    `staySince`: the first night in a crisis bed, from which a stay that is asked counts (IJS-37).
    """

    NAME = "referral.submitted"

    client: UUID
    household: UUID
    municipality: str
    age: int
    referrer_type: str
    referrer_code: str
    referrer_organisation: UUID
    forms: tuple[str, ...]
    domains: tuple[str, ...]
    complexity: str
    urgency: str
    safety: bool
    route: str
    budget: str | None
    etmalen: int | None
    intensity: str | None
    product: str | None
    quantity: int | None
    days: int | None
    preferred_provider: UUID | None
    measure: MeasureTold | None
    court_authorisation_until: date | None
    court_order_until: date | None
    category: str | None
    prolonged_ground: str | None
    stay_since: date | None = None
    submitted_at: AwareDatetime

    @classmethod
    def of(cls, row: ReferralRow) -> Self:
        measure = row.measure
        return cls(
            ref=row.id,
            version=row.version,
            region=row.region,
            client=row.client,
            household=row.household,
            municipality=row.municipality,
            age=row.age,
            referrer_type=row.referrer_type,
            referrer_code=REFERRER_CODES[ReferrerType(row.referrer_type)],
            referrer_organisation=row.organisation,
            forms=tuple(row.forms),
            domains=tuple(row.domains),
            complexity=row.complexity,
            urgency=row.urgency,
            safety=row.safety,
            route=row.route,
            budget=row.budget,
            etmalen=row.etmalen,
            intensity=row.intensity,
            product=row.product,
            quantity=row.quantity,
            days=row.days,
            preferred_provider=row.preferred_provider,
            measure=MeasureTold(kind=measure.kind, until=measure.until) if measure else None,
            court_authorisation_until=row.court_authorisation_until,
            court_order_until=row.court_order_until,
            category=row.category,
            prolonged_ground=row.prolonged_ground,
            stay_since=row.stay_since,
            submitted_at=row.submitted_at,
        )


class ReferralWithdrawn(Event):
    """The referrer took the referral back."""

    NAME = "referral.withdrawn"

    client: UUID
    municipality: str
    withdrawn_at: AwareDatetime

    @classmethod
    def of(cls, row: ReferralRow) -> Self:
        assert row.closed_at is not None, "a withdrawn referral has its moment"
        return cls(
            ref=row.id,
            version=row.version,
            region=row.region,
            client=row.client,
            municipality=row.municipality,
            withdrawn_at=row.closed_at,
        )


class CameOfAge(Event):
    """A client (`ref`) is `years` and `months` old today. `version` counts the months of that age.

    On which day somebody was born is not told; that an age was reached today cannot be told without it
    (architecture: 12, 16, 17, 17½, 18, 21, 23, and the months before 18 that the region's policy names).
    """

    NAME = "client.came-of-age"

    municipality: str
    years: int
    months: int

    @classmethod
    def of(cls, row: ReferralRow, months: int) -> Self:
        return cls(
            ref=row.client,
            version=months,
            region=row.region,
            municipality=row.municipality,
            years=months // 12,
            months=months % 12,
        )


class PlacementEvent(Event):
    """The full public state of a placement request. `answerDueAt` in UTC.

    `round`: with whom it was asked; `mode`: whether the first yes closes it, or the family chooses.
    `enrolment`: the place in the register at which the young person is taken, where the provider said so.
    `decision` is null where the provider decides within one sum (GRO-01); `grant` then names the component.
    `partnership`: which one was asked as a whole; its `lead` may have passed the question to the provider.
    """

    NAME = "placement.request"

    referral: UUID
    client: UUID
    decision: UUID | None
    grant: UUID
    provider: UUID
    status: str
    round: UUID
    mode: str
    answer_due_at: AwareDatetime
    offered_at: AwareDatetime | None
    accepted_at: AwareDatetime | None
    start_planned_on: date | None
    start_moved_because: str | None
    enrolment: UUID | None
    refusal_reason: str | None
    redirected_to: UUID | None
    partnership: UUID | None
    lead: UUID | None

    @classmethod
    def of(cls, row: PlacementRow) -> Self:
        return cls(
            ref=row.id,
            version=row.version,
            region=row.region,
            referral=row.referral,
            client=row.client,
            decision=row.decision,
            grant=row.grant_id,
            provider=row.provider,
            status=row.status,
            round=row.round,
            mode=row.mode,
            answer_due_at=row.answer_due_at,
            offered_at=row.offered_at,
            accepted_at=row.accepted_at,
            start_planned_on=row.start_planned_on,
            start_moved_because=row.start_moved_because,
            enrolment=row.enrolment,
            refusal_reason=row.refusal_reason,
            redirected_to=row.redirected_to,
            partnership=row.partnership,
            lead=row.lead,
        )


class PlacementRequested(PlacementEvent):
    """A provider was asked whether it takes a young person."""

    NAME = "placement.requested"


class PlacementOffered(PlacementEvent):
    """The provider would take the young person; the family has not chosen yet. It binds no grant."""

    NAME = "placement.offered"


class PlacementChanged(PlacementEvent):
    """The term to answer runs anew, or care starts on another day than was promised."""

    NAME = "placement.changed"


class PlacementAccepted(PlacementEvent):
    """The provider takes the young person."""

    NAME = "placement.accepted"


class PlacementRefused(PlacementEvent):
    """The provider does not take the young person."""

    NAME = "placement.refused"


class PlacementWithdrawn(PlacementEvent):
    """The question to the provider was taken back, answered or not."""

    NAME = "placement.withdrawn"


class PlacementExpired(PlacementEvent):
    """The provider did not answer in time."""

    NAME = "placement.expired"


class CareEvent(Event):
    """The full public state of a care period. `recordedAt`: when the last change was entered (UTC).

    `interruptedSince`, `interruptedUntil`: the last interruption, both days without care; without an end
    where nobody knows yet when care goes on. `intensity` of a stay, since it last became heavier or lighter.
    """

    NAME = "care.period"

    placement: UUID
    referral: UUID
    client: UUID
    grant: UUID
    provider: UUID
    started_on: date
    stopped_on: date | None
    stop_reason: str | None
    interrupted_since: date | None
    interrupted_until: date | None
    intensity: str | None
    recorded_at: AwareDatetime

    @classmethod
    def of(cls, row: CareRow) -> Self:
        return cls(
            ref=row.id,
            version=row.version,
            region=row.region,
            placement=row.placement,
            referral=row.referral,
            client=row.client,
            grant=row.grant_id,
            provider=row.provider,
            started_on=row.started_on,
            stopped_on=row.stopped_on,
            stop_reason=row.stop_reason,
            interrupted_since=row.interrupted_since,
            interrupted_until=row.interrupted_until,
            intensity=row.intensity,
            recorded_at=row.recorded_at,
        )


class CareStarted(CareEvent):
    """Care has begun."""

    NAME = "care.started"


class CareChanged(CareEvent):
    """Care became heavier or lighter, stands still, or goes on."""

    NAME = "care.changed"


class CareStopped(CareEvent):
    """Care has stopped; no hours are made after this day."""

    NAME = "care.stopped"


class LetterIssued(Event):
    """A decision letter was sent. `decision` is null of a refusal and of a `change`; `recipient` is a code.

    `objectionUntil`: the last day on which somebody can object, in Europe/Amsterdam. `sha256`: of the PDF.
    """

    NAME = "letter.issued"

    referral: UUID
    client: UUID
    decision: UUID | None
    change: UUID | None
    kind: str
    language: str
    recipient: str
    sent_at: AwareDatetime
    objection_until: date
    sha256: str

    @classmethod
    def of(cls, row: LetterRow) -> Self:
        assert row.sent_at is not None, "an issued letter was sent"
        assert row.objection_until is not None, "and has its term"
        return cls(
            ref=row.id,
            version=row.version,
            region=row.region,
            referral=row.referral,
            client=row.client,
            decision=row.decision,
            change=row.change,
            kind=row.kind,
            language=row.language,
            recipient=row.recipient or "",
            sent_at=row.sent_at,
            objection_until=row.objection_until,
            sha256=row.sha256 or "",
        )
