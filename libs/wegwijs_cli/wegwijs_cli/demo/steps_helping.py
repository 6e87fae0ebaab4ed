"""Steps of the provider: asked, accepting, helping, and accounting for it line by line."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from wegwijs_cli.demo.client import Answer, Seen
from wegwijs_cli.demo.journey import Case, Journey, Sent, euros, present, same
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
    provider: UUID
    status: str


class EntitlementListed(Seen):
    id: UUID
    placement: UUID


class EntitlementSeen(Seen):
    referral: UUID
    provider: UUID
    status: str
    ceiling_cents: int
    due_cents: int
    left_cents: int


class DeliverySeen(Seen):
    minutes: int
    status: str
    tariff_cents_per_hour: int
    amount_cents: int


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


class SeeAsked(Step):
    """Wait until the provider is asked to take the young person."""

    step: Literal["see-asked"]
    who: str
    case: str

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)

        async def asked() -> PlacementSeen | None:
            found = await journey.gateway.all_of(self.who, PLACEMENTS, PlacementSeen)
            return next((each for each in found if each.referral == case.referral), None)

        placement = await journey.gateway.until(asked, "the provider is asked")
        same("status", placement.status, REQUESTED)
        same("provider", placement.provider, journey.own_organisation(self.who))
        case.placement = placement.id
        return f"{OK}: placement request {placement.id}"


class Accept(Step):
    step: Literal["accept"]
    who: str
    case: str

    async def take(self, journey: Journey) -> str:
        sent = AcceptanceSent(start_planned_on=today())
        answer = await _on_placement(journey, self.who, self.case, "acceptance", sent)
        same("status", answer.must_be(OK).read(PlacementSeen).status, ACCEPTED)
        return f"{OK}: {ACCEPTED}"


class SeeEntitlement(Step):
    """Wait until the grant is an entitlement at this provider; by that alone nothing is due (IJS-10)."""

    step: Literal["see-entitlement"]
    who: str
    case: str

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)

        async def entitled() -> UUID | None:
            found = await journey.gateway.all_of(self.who, ENTITLEMENTS, EntitlementListed)
            return next((each.id for each in found if each.placement == case.placement), None)

        case.entitlement = await journey.gateway.until(entitled, "the grant is an entitlement")
        seen = (await _entitlement(journey, self.who, case)).must_be(OK).read(EntitlementSeen)
        ceiling = journey.expected.ceiling_cents(case.facts, case.choice)
        same("provider", seen.provider, journey.own_organisation(self.who))
        same("status", seen.status, GRANTED)
        same("ceiling", seen.ceiling_cents, ceiling)
        same("due", seen.due_cents, 0)
        same("left", seen.left_cents, ceiling)
        return f"{OK}: at most {euros(ceiling)}, due {euros(0)}"


class StartCare(Step):
    step: Literal["start-care"]
    who: str
    case: str

    async def take(self, journey: Journey) -> str:
        sent = CareStartSent(started_on=today())
        answer = await _on_placement(journey, self.who, self.case, "care-start", sent)
        same("status", answer.must_be(OK).read(PlacementSeen).status, IN_CARE)
        await _until_status(journey, self.who, journey.case(self.case), RUNNING)
        return f"{OK}: {IN_CARE}"


class StopCare(Step):
    step: Literal["stop-care"]
    who: str
    case: str
    reason: str

    async def take(self, journey: Journey) -> str:
        sent = CareStopSent(stopped_on=today(), reason=self.reason)
        answer = await _on_placement(journey, self.who, self.case, "care-stop", sent)
        same("status", answer.must_be(OK).read(PlacementSeen).status, ENDED)
        await _until_status(journey, self.who, journey.case(self.case), STOPPED)
        return f"{OK}: {ENDED}"


class Deliver(Step):
    """One line per number of minutes; the last one is the provider's final line where `final` says so."""

    step: Literal["deliver"]
    who: str
    case: str
    function_group: str
    minutes: Annotated[tuple[int, ...], Field(min_length=1)]
    final: bool = False

    async def take(self, journey: Journey) -> str:
        case, day = journey.case(self.case), today()
        ceiling = journey.expected.ceiling_cents(case.facts, case.choice)
        amounts = []
        for number, minutes in enumerate(self.minutes, start=1):
            sent = DeliverySent(
                function_group=self.function_group,
                minutes=minutes,
                delivered_on=day,
                final=self.final and number == len(self.minutes),
            )
            path = f"{ENTITLEMENTS}/{present('entitlement', case.entitlement)}/deliveries"
            answer = await journey.gateway.call(self.who, "POST", path, sent, key=uuid7().hex)
            line = answer.must_be(CREATED).read(DeliverySeen)
            amount = journey.expected.amount_cents(self.function_group, minutes, day)
            same(f"amount of {minutes} minutes", line.amount_cents, amount)
            fits = case.due_cents + amount <= ceiling
            same(f"status of the line of {minutes} minutes", line.status, DUE if fits else HELD)
            case.minutes += minutes
            case.due_cents += amount if fits else 0
            amounts.append(amount)
        return f"{CREATED}: {' + '.join(map(euros, amounts))}"


class SeeAccount(Step):
    """Wait until it is closed: what was delivered is due, and the rest is returned (IJS-12)."""

    step: Literal["see-account"]
    who: str
    case: str
    minutes: int

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)
        await _until_status(journey, self.who, case, CLOSED)
        path = f"{ENTITLEMENTS}/{case.entitlement}/account"
        account = (await journey.gateway.call(self.who, "GET", path)).must_be(OK).read(AccountSeen)
        ceiling = journey.expected.ceiling_cents(case.facts, case.choice)
        same("minutes accounted for", case.minutes, self.minutes)
        same("committed", account.committed_cents, ceiling)
        same("due", account.due_cents, case.due_cents)
        same("returned", account.returned_cents, ceiling - case.due_cents)
        same("left", account.left_cents, 0)
        for kind, cents in (
            ("committed", ceiling),
            (DUE, case.due_cents),
            ("returned", account.returned_cents),
        ):
            same(f"entries of {kind}", account.booked(kind), cents)
        request = await journey.gateway.call(self.who, "GET", f"{REQUESTS}/{case.referral}")
        seen = request.must_be(OK).read(RequestSeen)
        same("request", f"{seen.status}, {seen.outcome}", f"{CLOSED}, {COMPLETED}")
        hours = f"{case.minutes // 60} h {case.minutes % 60:02d}"
        return f"{OK}: {hours} due {euros(case.due_cents)}, returned {euros(account.returned_cents)}"


class TryEntitlement(Step):
    """Read an entitlement that this caller may not see."""

    step: Literal["try-entitlement"]
    who: str
    case: str
    status: int

    async def take(self, journey: Journey) -> str:
        answer = await _entitlement(journey, self.who, journey.case(self.case))
        return str(answer.must_be(self.status).status)


async def _on_placement(journey: Journey, who: str, label: str, command: str, sent: Sent) -> Answer:
    thing = f"{PLACEMENTS}/{present('placement request', journey.case(label).placement)}"
    etag = (await journey.gateway.call(who, "GET", thing)).must_be(OK).etag
    return await journey.gateway.command(who, f"{thing}/{command}", sent, thing=thing, if_match=etag)


async def _entitlement(journey: Journey, who: str, case: Case) -> Answer:
    path = f"{ENTITLEMENTS}/{present('entitlement', case.entitlement)}"
    return await journey.gateway.call(who, "GET", path)


async def _until_status(journey: Journey, who: str, case: Case, status: str) -> None:
    async def reached() -> bool | None:
        seen = (await _entitlement(journey, who, case)).must_be(OK).read(EntitlementSeen)
        return True if seen.status == status else None

    await journey.gateway.until(reached, f"the entitlement is {status}")
