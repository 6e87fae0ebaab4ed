"""Steps of the provider: asked, accepting, helping, and accounting for it line by line."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from region_policy.codes import Component
from wegwijs_cli.demo.client import Answer, Seen
from wegwijs_cli.demo.journey import Journey, Leg, Sent, euros, present, same
from wegwijs_cli.demo.policy import today
from wegwijs_cli.demo.step import CREATED, OK, Step
from wegwijs_cli.demo.steps_deciding import REQUESTS, RequestSeen
from wirekit.identifiers import uuid7

PLACEMENTS = "referral/v1/placement-requests"
ENTITLEMENTS = "access/v1/entitlements"
REQUESTED, ACCEPTED, IN_CARE, ENDED = "requested", "accepted", "in-care", "ended"
GRANTED, RUNNING, STOPPED, CLOSED = "granted", "running", "stopped", "closed"
DUE, HELD = "due", "held"
COMPLETED = "completed"


class AcceptanceSent(Sent):
    start_planned_on: date


class CareStartSent(Sent):
    started_on: date


class CareStopSent(Sent):
    stopped_on: date
    reason: str


class DeliverySent(Sent):
    function_group: str
    minutes: int
    delivered_on: date
    final: bool


class PlacementSeen(Seen):
    id: UUID
    referral: UUID
    component: Component
    provider: UUID
    status: str


class EntitlementListed(Seen):
    id: UUID
    placement: UUID


class EntitlementSeen(Seen):
    referral: UUID
    component: Component
    provider: UUID
    status: str
    ceiling_cents: int
    due_cents: int
    left_cents: int


class DeliverySeen(Seen):
    minutes: int
    status: str
    tariff_cents: int
    amount_cents: int


class StaySent(Sent):
    arrived_on: date
    left_on: date
    final: bool


class StayLineSeen(Seen):
    amount_cents: int
    status: str


class StaySeen(Seen):
    etmalen: int
    lines: tuple[StayLineSeen, ...]


class EntrySeen(Seen):
    kind: str
    cents: int


class AccountSeen(Seen):
    committed_cents: int
    delivered_cents: int
    due_cents: int
    returned_cents: int
    left_cents: int
    entries: tuple[EntrySeen, ...]

    def booked(self, kind: str) -> int:
        return sum(entry.cents for entry in self.entries if entry.kind == kind)


class OnComponent(Step):
    """A step on one component of a case."""

    who: str
    case: str
    component: Component = Component.AMBULATORY


class SeeAsked(OnComponent):
    """Wait until the provider is asked to take the young person; an award has it `accepted` already."""

    step: Literal["see-asked"]
    accepted: bool = False

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)

        async def asked() -> PlacementSeen | None:
            found = await journey.gateway.all_of(self.who, PLACEMENTS, PlacementSeen)
            return next(
                (
                    each
                    for each in found
                    if each.referral == case.referral and each.component is self.component
                ),
                None,
            )

        placement = await journey.gateway.until(asked, "the provider is asked")
        same("status", placement.status, ACCEPTED if self.accepted else REQUESTED)
        same("provider", placement.provider, journey.own_organisation(self.who))
        case.leg(self.component).placement = placement.id
        return f"{OK}: placement request {placement.id}"


class Accept(OnComponent):
    step: Literal["accept"]

    async def take(self, journey: Journey) -> str:
        sent = AcceptanceSent(start_planned_on=today())
        answer = await _on_placement(journey, self, "acceptance", sent)
        same("status", answer.must_be(OK).read(PlacementSeen).status, ACCEPTED)
        return f"{OK}: {ACCEPTED}"


class SeeEntitlement(OnComponent):
    """Wait until the grant is an entitlement at this provider; by that alone nothing is due (IJS-10)."""

    step: Literal["see-entitlement"]

    async def take(self, journey: Journey) -> str:
        leg = journey.case(self.case).leg(self.component)

        async def entitled() -> UUID | None:
            found = await journey.gateway.all_of(self.who, ENTITLEMENTS, EntitlementListed)
            return next((each.id for each in found if each.placement == leg.placement), None)

        leg.entitlement = await journey.gateway.until(entitled, "the grant is an entitlement")
        seen = (await _entitlement(journey, self.who, leg)).must_be(OK).read(EntitlementSeen)
        ceiling = leg.ceiling_cents
        same("component", seen.component, self.component)
        same("provider", seen.provider, journey.own_organisation(self.who))
        same("status", seen.status, GRANTED)
        same("ceiling", seen.ceiling_cents, ceiling)
        same("due", seen.due_cents, 0)
        same("left", seen.left_cents, ceiling)
        return f"{OK}: at most {euros(ceiling)}, due {euros(0)}"


class StartCare(OnComponent):
    step: Literal["start-care"]

    async def take(self, journey: Journey) -> str:
        sent = CareStartSent(started_on=today())
        answer = await _on_placement(journey, self, "care-start", sent)
        same("status", answer.must_be(OK).read(PlacementSeen).status, IN_CARE)
        await _until_status(journey, self.who, journey.case(self.case).leg(self.component), RUNNING)
        return f"{OK}: {IN_CARE}"


class StopCare(OnComponent):
    step: Literal["stop-care"]
    reason: str

    async def take(self, journey: Journey) -> str:
        sent = CareStopSent(stopped_on=today(), reason=self.reason)
        answer = await _on_placement(journey, self, "care-stop", sent)
        same("status", answer.must_be(OK).read(PlacementSeen).status, ENDED)
        await _until_status(journey, self.who, journey.case(self.case).leg(self.component), STOPPED)
        return f"{OK}: {ENDED}"


class Deliver(OnComponent):
    """One line per number of minutes; the last one is the provider's final line where `final` says so."""

    step: Literal["deliver"]
    function_group: str
    minutes: Annotated[tuple[int, ...], Field(min_length=1)]
    final: bool = False

    async def take(self, journey: Journey) -> str:
        leg, day = journey.case(self.case).leg(self.component), today()
        amounts = []
        for number, minutes in enumerate(self.minutes, start=1):
            sent = DeliverySent(
                function_group=self.function_group,
                minutes=minutes,
                delivered_on=day,
                final=self.final and number == len(self.minutes),
            )
            path = f"{ENTITLEMENTS}/{present('entitlement', leg.entitlement)}/deliveries"
            answer = await journey.gateway.call(self.who, "POST", path, sent, key=uuid7().hex)
            line = answer.must_be(CREATED).read(DeliverySeen)
            amount = journey.expected.amount_cents(self.function_group, minutes, day)
            same(f"amount of {minutes} minutes", line.amount_cents, amount)
            fits = leg.due_cents + amount <= leg.ceiling_cents
            same(f"status of the line of {minutes} minutes", line.status, DUE if fits else HELD)
            leg.minutes += minutes
            leg.due_cents += amount if fits else 0
            amounts.append(amount)
        return f"{CREATED}: {' + '.join(map(euros, amounts))}"


class TellStay(OnComponent):
    """A stay from today: as many etmalen as nights, the day of arrival alone being one (IJS-27)."""

    step: Literal["tell-stay"]
    component: Component = Component.STAY
    intensity: str
    final: bool = False

    async def take(self, journey: Journey) -> str:
        leg, day = journey.case(self.case).leg(self.component), today()
        sent = StaySent(arrived_on=day, left_on=day, final=self.final)
        path = f"{ENTITLEMENTS}/{present('entitlement', leg.entitlement)}/stays"
        answer = await journey.gateway.call(self.who, "POST", path, sent, key=uuid7().hex)
        stay = answer.must_be(CREATED).read(StaySeen)
        same("etmalen", stay.etmalen, 1)
        amount = journey.expected.stay_cents(self.intensity, 1, day)
        same("amount", [line.amount_cents for line in stay.lines], [amount])
        same("status", [line.status for line in stay.lines], [DUE])
        leg.due_cents += amount
        leg.etmalen += stay.etmalen
        return f"{CREATED}: 1 etmaal {euros(amount)}"


class SeeAccount(OnComponent):
    """Wait until it is closed: what was delivered is due, and the rest is returned (IJS-12)."""

    step: Literal["see-account"]
    minutes: int

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)
        leg = case.leg(self.component)
        await _until_status(journey, self.who, leg, CLOSED)
        path = f"{ENTITLEMENTS}/{leg.entitlement}/account"
        account = (await journey.gateway.call(self.who, "GET", path)).must_be(OK).read(AccountSeen)
        ceiling = leg.ceiling_cents
        same("minutes accounted for", leg.minutes, self.minutes)
        same("committed", account.committed_cents, ceiling)
        same("due", account.due_cents, leg.due_cents)
        same("returned", account.returned_cents, ceiling - leg.due_cents)
        same("left", account.left_cents, 0)
        for kind, cents in (
            ("committed", ceiling),
            (DUE, leg.due_cents),
            ("returned", account.returned_cents),
        ):
            same(f"entries of {kind}", account.booked(kind), cents)
        request = await journey.gateway.call(self.who, "GET", f"{REQUESTS}/{case.referral}")
        seen = request.must_be(OK).read(RequestSeen)
        same("request", f"{seen.status}, {seen.outcome}", f"{CLOSED}, {COMPLETED}")
        hours = f"{leg.minutes // 60} h {leg.minutes % 60:02d}"
        return f"{OK}: {hours} due {euros(leg.due_cents)}, returned {euros(account.returned_cents)}"


class TryEntitlement(OnComponent):
    """Read an entitlement that this caller may not see."""

    step: Literal["try-entitlement"]
    status: int

    async def take(self, journey: Journey) -> str:
        answer = await _entitlement(journey, self.who, journey.case(self.case).leg(self.component))
        return str(answer.must_be(self.status).status)


async def _on_placement(journey: Journey, step: OnComponent, command: str, sent: Sent) -> Answer:
    placement = journey.case(step.case).leg(step.component).placement
    thing = f"{PLACEMENTS}/{present('placement request', placement)}"
    etag = (await journey.gateway.call(step.who, "GET", thing)).must_be(OK).etag
    return await journey.gateway.command(step.who, f"{thing}/{command}", sent, thing=thing, if_match=etag)


async def _entitlement(journey: Journey, who: str, leg: Leg) -> Answer:
    path = f"{ENTITLEMENTS}/{present('entitlement', leg.entitlement)}"
    return await journey.gateway.call(who, "GET", path)


async def _until_status(journey: Journey, who: str, leg: Leg, status: str) -> None:
    async def reached() -> bool | None:
        seen = (await _entitlement(journey, who, leg)).must_be(OK).read(EntitlementSeen)
        return True if seen.status == status else None

    await journey.gateway.until(reached, f"the entitlement is {status}")
