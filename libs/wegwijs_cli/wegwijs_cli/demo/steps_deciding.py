"""Steps of the access desk: its list, and its decision."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from region_policy.cases import Choice
from region_policy.codes import Route, SettledBy
from wegwijs_cli.demo.client import Answer, Seen
from wegwijs_cli.demo.journey import Case, Journey, Sent, euros, same
from wegwijs_cli.demo.policy import today
from wegwijs_cli.demo.step import CREATED, OK, REFUSED, Step, same_reasons
from wirekit.identifiers import uuid7

REQUESTS = "access/v1/requests"
OPEN, DESK, SETTLED_BY_REFERRER = "open", "desk", "settled-by-referrer"
UNSEEN = '"1"'
"""The version that a caller names who cannot read the request."""


class DecisionSent(Sent):
    intended_result: str | None
    choice_budget: str


class PolicySeen(Seen):
    sha256: str


class GrantSeen(Seen):
    ceiling_cents: int
    choice_budget: str | None
    valid_from: date
    valid_until: date


class DecisionSeen(Seen):
    decided_by: SettledBy
    route: Route
    choice_budget: str | None
    intended_result: str | None
    policy: PolicySeen
    grants: tuple[GrantSeen, ...]


class RequestListed(Seen):
    id: UUID
    status: str
    owner: UUID | None
    due_at: datetime | None
    route: Route


class RequestSeen(Seen):
    status: str
    lane: str | None
    outcome: str | None
    decision: DecisionSeen | None


class SeeOnList(Step):
    """Wait until the request stands on the desk's list: open, with its owner and the end of the term."""

    step: Literal["see-on-list"]
    who: str
    case: str

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)

        async def listed() -> RequestListed | None:
            return await _on_the_list(journey, self.who, case)

        found = await journey.gateway.until(listed, "the request stands on the desk's list")
        same("status", found.status, OPEN)
        same("route", found.route, case.choice.route)
        same("owner", found.owner, journey.own_organisation(self.who))
        same("deadline", found.due_at, journey.expected.decision_due_at(case.submitted_on))
        return f"{OK}: until {found.due_at:%Y-%m-%d}" if found.due_at else str(OK)


class SeeDecision(Step):
    """Wait for the decision, as the policy has it; the request does not stand on the desk's list."""

    step: Literal["see-decision"]
    who: str
    case: str
    decided_by: SettledBy

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)

        async def decided() -> RequestSeen | None:
            answer = await journey.gateway.call(self.who, "GET", f"{REQUESTS}/{case.referral}")
            return answer.read(RequestSeen) if answer.status == OK else None

        seen = await journey.gateway.until(decided, "the request is open to the desk")
        lane = SETTLED_BY_REFERRER if self.decided_by is SettledBy.REFERRER else DESK
        same("lane", seen.lane, lane)
        told = same_decision(journey, case, seen.decision, self.decided_by)
        same("on the desk's list", await _on_the_list(journey, self.who, case), None)
        return f"{OK}: {told}"


class TryDecision(Step):
    """A decision that this caller may not take, or that the policy does not allow."""

    step: Literal["try-decision"]
    who: str
    case: str
    budget: str
    intended_result: str | None = None
    status: int

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)
        answer = await _decide(journey, self.who, case, self.budget, self.intended_result)
        if self.status != REFUSED:
            return str(answer.must_be(self.status).status)
        choice = Choice(route=Route.CHOICE_BUDGET, budget=self.budget)
        return same_reasons(
            answer, journey.expected.desk_verdict(case.facts, choice, self.intended_result).broken
        )


class Decide(Step):
    """The access worker decides by one choice budget, with what the help shall bring about (IJS-06)."""

    step: Literal["decide"]
    who: str
    case: str
    budget: str
    intended_result: str

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)
        choice = Choice(route=Route.CHOICE_BUDGET, budget=self.budget)
        verdict = journey.expected.desk_verdict(case.facts, choice, self.intended_result)
        same("refused by the policy", {reason.code for reason in verdict.broken}, set())
        answer = await _decide(journey, self.who, case, self.budget, self.intended_result)
        decision = answer.must_be(CREATED).read(DecisionSeen)
        same("intended result", decision.intended_result, self.intended_result)
        case.choice = choice
        return f"{CREATED}: {same_decision(journey, case, decision, SettledBy.DESK)}"


def same_decision(journey: Journey, case: Case, decision: DecisionSeen | None, by: SettledBy) -> str:
    """Raises WrongAnswer where it is not what the policy of today gives for this choice."""
    same("is decided", decision is not None, True)
    assert decision is not None
    same("decided by", decision.decided_by, by)
    same("route", decision.route, case.choice.route)
    same("budget", decision.choice_budget, case.choice.budget)
    same("policy", decision.policy.sha256, journey.expected.on(case.facts.decision_day).sha256)
    ceiling = journey.expected.ceiling_cents(case.facts, case.choice)
    same("ceilings", [grant.ceiling_cents for grant in decision.grants], [ceiling])
    same("first day", decision.grants[0].valid_from, today())
    return f"by the {by}, {decision.choice_budget or decision.route}, at most {euros(ceiling)}"


async def _decide(journey: Journey, who: str, case: Case, budget: str, intended_result: str | None) -> Answer:
    path = f"{REQUESTS}/{case.referral}"
    seen = await journey.gateway.call(who, "GET", path)
    sent = DecisionSent(intended_result=intended_result, choice_budget=budget)
    return await journey.gateway.call(
        who, "POST", f"{path}/decisions", sent, key=uuid7().hex, if_match=seen.etag or UNSEEN
    )


async def _on_the_list(journey: Journey, who: str, case: Case) -> RequestListed | None:
    listed = await journey.gateway.all_of(who, REQUESTS, RequestListed)
    return next((request for request in listed if request.id == case.referral), None)
