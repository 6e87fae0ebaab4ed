"""Steps of the access desk: its list, and its decision."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from region_policy.cases import Choice
from region_policy.codes import Component, LegalStep, Precondition, ReferrerType, Route, SettledBy
from region_policy.language import Language
from region_policy.on_record import OnRecord
from region_policy.preconditions import component_of
from wegwijs_cli.demo.client import Answer, Seen
from wegwijs_cli.demo.journey import Case, Journey, Sent, euros, same
from wegwijs_cli.demo.policy import today
from wegwijs_cli.demo.step import CREATED, OK, REFUSED, Step, StepPart, same_reasons
from wirekit.identifiers import uuid7

REQUESTS = "access/v1/requests"
OPEN, DESK, SETTLED_BY_REFERRER = "open", "desk", "settled-by-referrer"
UNSEEN = '"1"'
"""The version that a caller names who cannot read the request."""


class StepSent(Sent):
    step: LegalStep
    finding: str
    discipline: str = "jeugdzorgwerker (fictief)"
    professional: str = "SKJ 190000001 (fictief)"


class ConsultationSent(Sent):
    partner: str = Field(serialization_alias="with")
    who: str
    on: date
    outcome: str


class OverrideSent(Sent):
    rule: Precondition
    reason: str


class ChoiceSent(Sent):
    route: Route
    budget: str | None = None
    intensity: str | None = None
    etmalen: int | None = None
    provider: UUID | None = None


class WordsSent(Sent):
    """What the desk puts on record."""

    intended_result: str | None = None
    legal_steps: tuple[StepSent, ...] = ()
    consultations: tuple[ConsultationSent, ...] = ()
    lighter_help: str | None = None
    overrides: tuple[OverrideSent, ...] = ()


class DecisionSent(WordsSent):
    choices: tuple[ChoiceSent, ...]


class PolicySeen(Seen):
    sha256: str


class GrantSeen(Seen):
    component: Component
    ceiling_cents: int
    choice_budget: str | None
    intensity: str | None
    etmalen: int | None
    valid_from: date
    valid_until: date


class ConsultationSeen(Seen):
    who: str


class StepSeen(Seen):
    step: LegalStep


class WordsSeen(Seen):
    legal_steps: tuple[StepSeen, ...]
    consultations: tuple[ConsultationSeen, ...]


class DecisionSeen(Seen):
    decided_by: SettledBy
    routes: tuple[Route, ...]
    intended_result: str | None
    words: WordsSeen | None
    policy: PolicySeen
    grants: tuple[GrantSeen, ...]


class ReasonTold(Seen):
    code: str
    text: str


class RouteTold(Seen):
    route: Route
    is_open: bool
    reasons: tuple[ReasonTold, ...]


class AdviceTold(Seen):
    routes: tuple[RouteTold, ...]


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
    due_at: datetime | None
    advice: AdviceTold | None
    decision: DecisionSeen | None


class SeeOnList(Step):
    """Wait until the request stands on the desk's list: open, with its owner, and the end of the term if it
    has one."""

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
        same("deadline", found.due_at, _deadline(journey, case))
        return f"{OK}: until {found.due_at:%Y-%m-%d}" if found.due_at else str(OK)


class TryList(Step):
    """Ask for the desk's list without being of a desk."""

    step: Literal["try-list"]
    who: str
    status: int

    async def take(self, journey: Journey) -> str:
        answer = await journey.gateway.call(self.who, "GET", REQUESTS)
        return str(answer.must_be(self.status).status)


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


class SeeOpenRoutes(Step):
    """The desk reads every route of a request, open or closed, with the policy's reasons and the deadline."""

    step: Literal["see-open-routes"]
    who: str
    case: str
    open: tuple[Route, ...]

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)
        answer = await journey.gateway.call(self.who, "GET", f"{REQUESTS}/{case.referral}")
        seen = answer.must_be(OK).read(RequestSeen)
        advice = journey.expected.as_the_desk(case.facts)
        same("open by the policy", set(advice.open_routes), set(self.open))
        same("deadline", seen.due_at, _deadline(journey, case))
        told = seen.advice.routes if seen.advice else ()
        wanted = {
            each.route: (each.is_open, tuple(reason.text(Language.NL) for reason in each.reasons))
            for each in advice.routes
        }
        found = {each.route: (each.is_open, tuple(reason.text for reason in each.reasons)) for each in told}
        same("routes with their reasons", found, wanted)
        return f"{OK}: open are {', '.join(self.open)}"


class StayDecided(StepPart):
    """`provider`: whom to ask first."""

    intensity: str
    etmalen: int
    provider: str | None = None


class Deciding(Step):
    """What an access worker decides; what the law asks is put on record, but for what `without` names."""

    who: str
    case: str
    budget: str | None = None
    provider: str | None = None
    stay: StayDecided | None = None
    intended_result: str | None = None
    without: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[Choice, ...]:
        chosen = []
        if self.budget is not None:
            chosen.append(Choice(route=Route.CHOICE_BUDGET, budget=self.budget))
        if self.stay is not None:
            stay = self.stay
            chosen.append(Choice(route=Route.STAY, intensity=stay.intensity, etmalen=stay.etmalen))
        return tuple(chosen)

    def words(self) -> WordsSent:
        return words_without(self.without, self.intended_result)

    async def decide(self, journey: Journey) -> Answer:
        case = journey.case(self.case)
        path = f"{REQUESTS}/{case.referral}"
        seen = await journey.gateway.call(self.who, "GET", path)
        asked = {Route.CHOICE_BUDGET: self.provider, Route.STAY: self.stay.provider if self.stay else None}
        sent = DecisionSent(
            **dict(self.words()),
            choices=tuple(
                ChoiceSent(
                    **choice.model_dump(include={"route", "budget", "etmalen", "intensity"}),
                    provider=journey.organisations[label] if (label := asked[choice.route]) else None,
                )
                for choice in self.choices
            ),
        )
        return await journey.gateway.call(
            self.who, "POST", f"{path}/decisions", sent, key=uuid7().hex, if_match=seen.etag or UNSEEN
        )


class TryDecision(Deciding):
    """A decision that this caller may not take, or that the policy does not allow."""

    step: Literal["try-decision"]
    status: int

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)
        answer = await self.decide(journey)
        if self.status != REFUSED:
            return str(answer.must_be(self.status).status)
        verdict = journey.expected.desk_verdict(case.facts, self.choices, on_record(self.words()))
        return same_reasons(answer, verdict.broken)


class Decide(Deciding):
    """The access worker decides, with what the help shall bring about (IJS-06) and the five legal steps."""

    step: Literal["decide"]

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)
        verdict = journey.expected.desk_verdict(case.facts, self.choices, on_record(self.words()))
        same("refused by the policy", {reason.code for reason in verdict.broken}, set())
        decision = (await self.decide(journey)).must_be(CREATED).read(DecisionSeen)
        same("intended result", decision.intended_result, self.intended_result)
        words = decision.words
        same("legal steps", [each.step for each in words.legal_steps] if words else [], [*LegalStep])
        same("consultations", len(words.consultations) if words else 0, len(self.words().consultations))
        return f"{CREATED}: {same_decision(journey, case, decision, SettledBy.DESK, self.choices)}"


def words_without(without: Sequence[str], intended_result: str | None) -> WordsSent:
    """All that the law and the policy may ask to be on record, but for what is named."""
    partners = [partner for partner in ("provider", "family") if f"consultation-{partner}" not in without]
    return WordsSent(
        intended_result=intended_result,
        legal_steps=tuple(
            StepSent(step=step, finding=f"Bevinding bij {step} (fictief).")
            for step in LegalStep
            if step not in without
        ),
        consultations=tuple(
            ConsultationSent(partner=partner, who="Iedereen (fictief)", on=today(), outcome="Eens (fictief).")
            for partner in partners
        ),
        lighter_help=None
        if Precondition.LIGHTER_HELP_WEIGHED in without
        else "Het wijkteam keek mee (fictief).",
    )


def on_record(words: WordsSent) -> OnRecord:
    """What these words put on record: the third finding says the result, the fourth what was tried."""
    steps = frozenset(each.step for each in words.legal_steps)
    present = {Precondition(f"consultation-{each.partner}") for each in words.consultations}
    if words.intended_result is not None or LegalStep.HELP in steps:
        present.add(Precondition.INTENDED_RESULT)
    if words.lighter_help is not None or LegalStep.OWN_STRENGTH in steps:
        present.add(Precondition.LIGHTER_HELP_WEIGHED)
    return OnRecord(
        present=frozenset(present),
        steps=steps,
        overrides=tuple(each.rule for each in words.overrides),
    )


def same_decision(
    journey: Journey,
    case: Case,
    decision: DecisionSeen | None,
    by: SettledBy,
    choices: Sequence[Choice] = (),
) -> str:
    """Raises WrongAnswer where it is not what the policy of today gives for these choices."""
    same("is decided", decision is not None, True)
    assert decision is not None
    chosen = choices or (case.choice,)
    policy = journey.expected.on(case.facts.decision_day)
    same("decided by", decision.decided_by, by)
    same("routes", decision.routes, tuple(choice.route for choice in chosen))
    same("policy", decision.policy.sha256, policy.sha256)
    same("first day", {grant.valid_from for grant in decision.grants}, {today()})
    parts = [component_of(policy, each) for each in chosen]
    ceilings = {
        part: journey.expected.ceiling_cents(case.facts, each)
        for part, each in zip(parts, chosen, strict=True)
    }
    same("ceilings", {grant.component: grant.ceiling_cents for grant in decision.grants}, ceilings)
    for part, choice in zip(parts, chosen, strict=True):
        grant = next(each for each in decision.grants if each.component is part)
        same("budget", grant.choice_budget, choice.budget)
        same("stay", (grant.intensity, grant.etmalen), (choice.intensity, choice.etmalen))
        case.leg(grant.component).ceiling_cents = grant.ceiling_cents
    told = ", ".join(
        f"{choice.budget or choice.intensity or choice.route} at most {euros(ceilings[part])}"
        for part, choice in zip(parts, chosen, strict=True)
    )
    return f"by the {by}, {told}"


def _deadline(journey: Journey, case: Case) -> datetime | None:
    """The end of the desk's term; none while the question is a report and no application (LAW-05)."""
    if case.facts.referrer in (ReferrerType.MUNICIPALITY, ReferrerType.FAMILY):
        return None
    return journey.expected.decision_due_at(case.submitted_on)


async def _on_the_list(journey: Journey, who: str, case: Case) -> RequestListed | None:
    listed = await journey.gateway.all_of(who, REQUESTS, RequestListed)
    return next((request for request in listed if request.id == case.referral), None)
