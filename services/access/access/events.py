"""What this room tells the others: codes, references and whole numbers, no word about a person."""

from collections.abc import Sequence
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from access.domain.change import ChangeKind
from access.domain.decision import Decision
from access.domain.delivery import Line, LineStatus
from access.domain.entitlement import Entitlement, EntitlementStatus, Grant
from access.domain.free_help import AGAINST_WISH
from access.domain.request import Lane, Outcome, Request, RequestStatus
from region_policy.codes import Component, Funding, Precondition, QuantityUnit, Route, SettledBy
from wirekit.events import Event


class Told(BaseModel):
    """A part of an event."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True, serialize_by_alias=True
    )


class PolicyTold(Told):
    region: str
    valid_from: date
    sha256: str


class GrantTold(Told):
    """`validUntil` is the last day. `budget` is null where its choice is left to the provider.

    A stay has `etmalen` at one `intensity`. `provider`: whom the decision would ask first.
    """

    grant: UUID
    route: Route
    component: Component
    budget: str | None
    intensity: str | None
    etmalen: int | None
    product: str | None
    quantity: int | None
    unit: QuantityUnit | None
    funding: Funding | None
    provider: UUID | None
    ceiling_cents: int | None
    valid_from: date
    valid_until: date


class RequestOpened(Event):
    """`ref` is the id of the referral too. `owner`: the municipality's organisation, once it is known.

    `appliedOn`: the day of the application, null while it is a report (LAW-05). `dueAt`: the end of the term
    of the decision, `lookBy`: until when the desk looks at it.
    """

    NAME = "request.opened"

    referral: UUID
    municipality: str
    lane: Lane
    owner: UUID | None
    due_at: AwareDatetime | None
    applied_on: date | None
    look_by: AwareDatetime | None
    status: RequestStatus

    @classmethod
    def of(cls, request: Request, owner: UUID | None) -> Self:
        assert request.lane is not None, "a request that was refused unheard is told as closed"
        return cls(
            ref=request.id,
            version=request.version,
            region=request.region,
            referral=request.id,
            municipality=request.municipality,
            lane=request.lane,
            owner=owner,
            due_at=request.due_at,
            applied_on=request.applied_on,
            look_by=request.look_by,
            status=request.status,
        )


class RequestChanged(RequestOpened):
    """What waits at the desk has another term, or is another worker's."""

    NAME = "request.changed"


class RequestClosed(Event):
    """`reasons`: the codes of the rules that were broken, where nothing was allowed.

    `againstWish`: it was sent to free help that the family does not want, so that a letter follows (LAW-12).
    """

    NAME = "request.closed"

    referral: UUID
    municipality: str
    outcome: Outcome
    reasons: tuple[str, ...]
    against_wish: bool

    @classmethod
    def of(cls, request: Request) -> Self:
        assert request.outcome is not None, "what is closed has an outcome"
        return cls(
            ref=request.id,
            version=request.version,
            region=request.region,
            referral=request.id,
            municipality=request.municipality,
            outcome=request.outcome,
            reasons=request.refused,
            against_wish=AGAINST_WISH in request.refused,
        )


class DecisionMade(Event):
    """What was granted. `awardedProvider` and `startOn` are set where a quote was awarded: then the provider
    has said yes already. `overrides`: the soft rules that were set aside with a reason."""

    NAME = "decision.made"

    request: UUID
    referral: UUID
    client: UUID
    municipality: str
    policy: PolicyTold
    decided_by: SettledBy
    routes: tuple[Route, ...]
    overrides: tuple[Precondition, ...]
    grants: tuple[GrantTold, ...]
    decided_on: date
    preferred_provider: UUID | None
    awarded_provider: UUID | None
    start_on: date | None

    @classmethod
    def of(cls, decision: Decision, grants: Sequence[Grant]) -> Self:
        return cls(
            ref=decision.id,
            version=decision.version,
            region=decision.region,
            request=decision.request,
            referral=decision.request,
            client=decision.client,
            municipality=decision.municipality,
            policy=PolicyTold(**decision.policy.model_dump()),
            decided_by=decision.decided_by,
            routes=tuple(choice.route for choice in decision.choices),
            overrides=decision.overrides,
            grants=tuple(
                GrantTold(
                    grant=grant.id,
                    route=grant.route,
                    component=grant.component,
                    budget=grant.budget,
                    intensity=grant.intensity,
                    etmalen=grant.etmalen,
                    product=grant.product,
                    quantity=grant.quantity,
                    unit=grant.unit,
                    funding=grant.funding,
                    provider=grant.provider,
                    ceiling_cents=grant.account.committed,
                    valid_from=grant.valid_from,
                    valid_until=grant.valid_until,
                )
                for grant in grants
            ),
            decided_on=decision.decided_on,
            preferred_provider=decision.preferred_provider,
            awarded_provider=decision.awarded_provider,
            start_on=decision.start_on,
        )


class AuthorisationEnding(Event):
    """The court's authorisation behind a stay ends on `authorisedUntil`, six weeks from now (LAW-09)."""

    NAME = "authorisation.ending"

    grant: UUID
    referral: UUID
    client: UUID
    municipality: str
    referrer_organisation: UUID
    authorised_until: date

    @classmethod
    def of(cls, request: Request, grant: Grant) -> Self:
        assert grant.authorised_until is not None, "only an authorisation can end"
        return cls(
            ref=grant.id,
            version=1,
            region=request.region,
            grant=grant.id,
            referral=request.id,
            client=request.client,
            municipality=request.municipality,
            referrer_organisation=request.referrer_organisation,
            authorised_until=grant.authorised_until,
        )


class ChangeTold(Told):
    """What the municipality changed, and why; no word and no money.

    `id`: by which its letter is made; null of what was told before there was one. `etmalenBy`: below zero
    where nights, and so a place, came free. `followedBy`: the entitlement at a lighter intensity (NV-16).
    """

    id: UUID | None = None
    kind: ChangeKind
    reason: str
    valid_until_before: date
    etmalen_by: int = 0
    followed_by: UUID | None = None


class EntitlementEvent(Event):
    """An entitlement, without its money: that is read over the API by those whom it concerns.

    `change` is set where the municipality changed it (ZHZ-07), and null where it followed care.
    """

    NAME = "entitlement.changed"

    grant: UUID
    referral: UUID
    client: UUID
    provider: UUID
    placement: UUID
    municipality: str
    status: EntitlementStatus
    valid_from: date
    valid_until: date
    closed_at: AwareDatetime | None
    change: ChangeTold | None = None

    @classmethod
    def of(cls, entitlement: Entitlement, change: ChangeTold | None = None) -> Self:
        return cls(
            ref=entitlement.id,
            version=entitlement.version,
            region=entitlement.region,
            grant=entitlement.grant,
            referral=entitlement.request,
            client=entitlement.client,
            provider=entitlement.provider,
            placement=entitlement.placement,
            municipality=entitlement.municipality,
            status=entitlement.status,
            valid_from=entitlement.valid_from,
            valid_until=entitlement.valid_until,
            closed_at=entitlement.closed_at,
            change=change,
        )


class EntitlementGranted(EntitlementEvent):
    NAME = "entitlement.granted"


class EntitlementChanged(EntitlementEvent):
    NAME = "entitlement.changed"


class EntitlementClosed(EntitlementEvent):
    NAME = "entitlement.closed"


class DeliveryEvent(Event):
    """A delivery line: `minutes` of a function group, or `etmalen` of a stay, at the tariff of the day.

    `tariffCents` per hour, or per etmaal.
    """

    NAME = "delivery.recorded"

    entitlement: UUID
    function_group: str | None
    minutes: int | None
    intensity: str | None
    etmalen: int | None
    product: str | None
    pieces: int | None
    delivered_on: date
    amount_cents: int
    status: LineStatus
    tariff_cents: int

    @classmethod
    def of(cls, line: Line) -> Self:
        return cls(
            ref=line.id,
            version=line.version,
            region=line.region,
            entitlement=line.entitlement,
            function_group=line.function_group,
            minutes=line.minutes,
            intensity=line.intensity,
            etmalen=line.etmalen,
            product=line.product,
            pieces=line.pieces,
            delivered_on=line.delivered_on,
            amount_cents=line.amount_cents,
            status=line.status,
            tariff_cents=line.tariff_cents,
        )


class DeliveryRecorded(DeliveryEvent):
    """A line that is due, or waits for the start of care."""

    NAME = "delivery.recorded"


class DeliveryHeld(DeliveryEvent):
    NAME = "delivery.held"


def delivery_event(line: Line) -> DeliveryEvent:
    return DeliveryHeld.of(line) if line.status is LineStatus.HELD else DeliveryRecorded.of(line)
