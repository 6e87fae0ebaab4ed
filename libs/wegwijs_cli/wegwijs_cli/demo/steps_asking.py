"""Steps of who asks for help: what is open, referring, and what the referrer and others may read of it."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict

from region_policy.cases import Choice
from region_policy.codes import CareForm, Complexity, Route
from region_policy.reasons import Reason
from wegwijs_cli.demo.client import Answer, Seen, WrongAnswer
from wegwijs_cli.demo.journey import LAST_TEST_BSN, Case, Journey, PersonSent, Sent, same
from wegwijs_cli.demo.policy import today
from wegwijs_cli.demo.step import (
    CREATED,
    OK,
    REFUSED,
    ExpectedOfPolicy,
    Step,
    StepPart,
    same_reasons,
)
from wirekit.identifiers import uuid7

REFERRALS = "referral/v1/referrals"
UNAUTHENTICATED, ANOTHER_BODY = 401, 422
GRANTED, AT_DESK = "granted", "at-desk"
OF_HOURS_OR_MONEY = re.compile(rb'"[a-z]*(cents|minute|hour|amount|tariff|ceiling)[a-z]*"\s*:', re.I)


class AdviceAsked(Sent):
    municipality: str
    age: int


class MeasureSent(Sent):
    kind: str
    until: date


class ReferralSent(Sent):
    person: PersonSent
    municipality: str
    question: str
    route: Route
    budget: str | None
    forms: tuple[CareForm, ...]
    domains: tuple[str, ...]
    complexity: Complexity
    preferred_provider: UUID | None
    measure: MeasureSent | None = None
    draft: UUID | None = None


class LookUpSent(Sent):
    bsn: str


class BudgetSeen(Seen):
    id: str
    ceiling_cents: int


class RouteSeen(Seen):
    route: Route
    is_open: bool
    budgets: tuple[BudgetSeen, ...]


class AdviceSeen(Seen):
    routes: tuple[RouteSeen, ...]


class MilestoneSeen(Seen):
    kind: str


class CourseSeen(Seen):
    timeline: tuple[MilestoneSeen, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(milestone.kind for milestone in self.timeline)


class PersonSeen(Seen):
    family_name: str


class ReferralSeen(Seen):
    id: UUID
    status: str
    view: str
    person: PersonSeen | None
    question: str | None
    course: CourseSeen | None


class ListedSeen(Seen):
    id: UUID


class MessageSeen(Seen):
    """With every field that comes, to be searched for what may not be in it."""

    model_config = ConfigDict(extra="allow")

    referral: UUID
    kind: str


class LookedUpSeen(Seen):
    referrals: tuple[ListedSeen, ...]
    line: str | None


class AskAdvice(Step):
    """`open`: the routes that the demo file expects to be open, each with its budgets."""

    step: Literal["ask-advice"]
    who: str
    municipality: str
    age: int
    open: dict[Route, tuple[str, ...]]

    async def take(self, journey: Journey) -> str:
        facts = journey.expected.facts(journey.role(self.who), self.municipality, self.age, forms=())
        advice = journey.expected.advice(facts)
        wanted = {
            each.route: {budget.id: budget.ceiling_cents for budget in each.budgets}
            for each in advice.routes
            if each.is_open
        }
        expected = {route: set(budgets) for route, budgets in self.open.items()}
        same("open by the policy", {route: set(budgets) for route, budgets in wanted.items()}, expected)
        sent = AdviceAsked(municipality=self.municipality, age=self.age)
        answer = await journey.gateway.call(self.who, "POST", "access/v1/advice", sent)
        seen = answer.must_be(OK).read(AdviceSeen)
        found = {
            each.route: {budget.id: budget.ceiling_cents for budget in each.budgets}
            for each in seen.routes
            if each.is_open
        }
        same("open routes", found, wanted)
        return f"{OK}: {', '.join(found)}"


class MeasureListed(StepPart):
    """A measure that ends so many days from today; a negative number where it has ended."""

    kind: str
    ends_in_days: int

    def as_sent(self) -> MeasureSent:
        return MeasureSent(kind=self.kind, until=today() + timedelta(days=self.ends_in_days))


class Refer(Step):
    """`case` names the referral for later steps; one that is to be refused has none."""

    step: Literal["refer"]
    who: str
    case: str | None = None
    young_person: str
    municipality: str
    question: str
    route: Route
    budget: str | None = None
    domains: tuple[str, ...] = ()
    complexity: Complexity = Complexity.SIMPLE
    preferred_provider: str | None = None
    forms: tuple[CareForm, ...] = (CareForm.AMBULATORY,)
    measure: MeasureListed | None = None
    expect: ExpectedOfPolicy

    async def take(self, journey: Journey) -> str:
        person = journey.young_persons[self.young_person]
        facts = journey.expected.facts(
            journey.role(self.who),
            self.municipality,
            person.age,
            complexity=self.complexity,
            forms=self.forms,
            domains=self.domains,
            measure_in_force=self.measure is not None and self.measure.ends_in_days >= 0,
        )
        choice = Choice(route=self.route, budget=self.budget)
        verdict = journey.expected.verdict(facts, choice)
        same("refused by the policy", {reason.code for reason in verdict.broken}, set(self.expect.refused))
        same("settled by, by the policy", verdict.settled_by, self.expect.settled_by)
        provider = self.preferred_provider
        sent = ReferralSent(
            person=person.as_sent(),
            municipality=self.municipality,
            question=self.question,
            route=self.route,
            budget=self.budget,
            forms=facts.forms,
            domains=self.domains,
            complexity=self.complexity,
            preferred_provider=journey.organisations[provider] if provider else None,
            measure=self.measure.as_sent() if self.measure else None,
        )
        key = uuid7().hex
        before = await _own_referrals(journey, self.who)
        answer = await journey.gateway.call(self.who, "POST", REFERRALS, sent, key=key)
        if verdict.broken:
            told = same_reasons(answer, verdict.broken)
            same("referrals stored by it", await _own_referrals(journey, self.who) - before, set())
            return told
        referral = answer.must_be(CREATED).read(ReferralSeen).id
        if self.case is not None:
            journey.cases[self.case] = Case(referral, key, sent, facts, choice, submitted_on=today())
        return f"{CREATED}: referral {referral}"


class TryEachBudget(Step):
    """Ask for every choice budget of the policy in turn: each is refused, with every reason."""

    step: Literal["try-each-budget"]
    who: str
    young_person: str
    municipality: str
    measure: MeasureListed
    refused: tuple[Reason, ...]

    async def take(self, journey: Journey) -> str:
        budgets = journey.expected.budgets()
        for budget in budgets:
            refused = Refer(
                step="refer",
                name=self.name,
                who=self.who,
                young_person=self.young_person,
                municipality=self.municipality,
                question="(fictief)",
                route=Route.CHOICE_BUDGET,
                budget=budget,
                measure=self.measure,
                expect=ExpectedOfPolicy(refused=self.refused),
            )
            await refused.take(journey)
        return f"{REFUSED}, {len(budgets)} times: {', '.join(self.refused)}"


class ReferAgain(Step):
    """The same call again, and once with the same key and another body."""

    step: Literal["refer-again"]
    who: str
    case: str

    async def take(self, journey: Journey) -> str:
        case, gateway = journey.case(self.case), journey.gateway
        before = await _own_referrals(journey, self.who)
        again = await gateway.call(self.who, "POST", REFERRALS, case.sent, key=case.key)
        same("referral", again.must_be(CREATED).read(ReferralSeen).id, case.referral)
        other = case.sent.model_copy(update={"question": "Een andere vraag (fictief)."})
        (await gateway.call(self.who, "POST", REFERRALS, other, key=case.key)).must_be(ANOTHER_BODY)
        same("referrals stored by it", await _own_referrals(journey, self.who) - before, set())
        return f"{CREATED}: the same referral; another body {ANOTHER_BODY}"


class ReferWithoutToken(Step):
    step: Literal["refer-without-token"]
    young_person: str
    municipality: str

    async def take(self, journey: Journey) -> str:
        sent = ReferralSent(
            person=journey.young_persons[self.young_person].as_sent(),
            municipality=self.municipality,
            question="(fictief)",
            route=Route.QUOTE,
            budget=None,
            forms=(CareForm.AMBULATORY,),
            domains=(),
            complexity=Complexity.SIMPLE,
            preferred_provider=None,
        )
        answer = await journey.gateway.call(None, "POST", REFERRALS, sent, key=uuid7().hex)
        return str(answer.must_be(UNAUTHENTICATED).status)


class TryReferral(Step):
    """Read a referral that is not this caller's to know of."""

    step: Literal["try-referral"]
    who: str
    case: str
    status: int

    async def take(self, journey: Journey) -> str:
        path = f"{REFERRALS}/{journey.case(self.case).referral}"
        return str((await journey.gateway.call(self.who, "GET", path)).must_be(self.status).status)


class ReadReferral(Step):
    """Which part of a referral a reader gets, by the part that its organisation has in it (LAW-03)."""

    step: Literal["read-referral"]
    who: str
    case: str
    view: str
    sees_question: bool
    sees_person: bool

    async def take(self, journey: Journey) -> str:
        seen = (await _referral(journey, self.who, self.case)).read(ReferralSeen)
        same("view", seen.view, self.view)
        same("sees the question", seen.question is not None, self.sees_question)
        same("sees the young person", seen.person is not None, self.sees_person)
        return f"{OK}: as {seen.view}"


class SeeGranted(Step):
    """Wait until the referrer reads that it is granted; it never stood on the desk's list."""

    step: Literal["see-granted"]
    who: str
    case: str

    async def take(self, journey: Journey) -> str:
        kinds = await _milestones_with(journey, self.who, self.case, GRANTED)
        same("was at the desk", AT_DESK in kinds, False)
        return f"{OK}: {', '.join(kinds)}"


class SeeWaiting(Step):
    """Wait until the referrer reads that the referral is at the desk; nothing is granted."""

    step: Literal["see-waiting"]
    who: str
    case: str

    async def take(self, journey: Journey) -> str:
        kinds = await _milestones_with(journey, self.who, self.case, AT_DESK)
        same("is granted", GRANTED in kinds, False)
        return f"{OK}: {', '.join(kinds)}"


class ReadMessages(Step):
    """The referrer's inbox on this referral: these kinds in this order, no hours and no money."""

    step: Literal["read-messages"]
    who: str
    case: str
    kinds: tuple[str, ...]

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)

        async def all_come() -> Sequence[MessageSeen] | None:
            inbox = await journey.gateway.all_of(self.who, "referral/v1/messages", MessageSeen)
            found = [message for message in inbox if message.referral == case.referral]
            return found if len(found) >= len(self.kinds) else None

        messages = await journey.gateway.until(all_come, f"messages {', '.join(self.kinds)}")
        kinds = ", ".join(message.kind for message in messages)
        same("messages", kinds, ", ".join(self.kinds))
        referral = await _referral(journey, self.who, self.case)
        for content in (referral.content, *(message.model_dump_json().encode() for message in messages)):
            if found := OF_HOURS_OR_MONEY.search(content):
                raise WrongAnswer(f"the referrer reads {found[0].decode()}")
        return f"{OK}: {kinds}"


class LookUp(Step):
    """Who has no part in it reads the same neutral line for a known young person as for an unknown one."""

    step: Literal["look-up"]
    who: str
    young_person: str

    async def take(self, journey: Journey) -> str:
        bsn = journey.young_persons[self.young_person].bsn
        if bsn is None:
            raise WrongAnswer(f"{self.young_person} has no BSN to look up")
        known = await self._ask(journey, bsn)
        unknown = await self._ask(journey, str(LAST_TEST_BSN))
        seen = known.must_be(OK).read(LookedUpSeen)
        same("live referrals", len(seen.referrals), 0)
        same("status of an unknown one", unknown.status, known.status)
        same("answer on an unknown one", unknown.content, known.content)
        return f"{OK}: {seen.line}"

    async def _ask(self, journey: Journey, bsn: str) -> Answer:
        return await journey.gateway.call(
            self.who, "POST", "referral/v1/client-look-ups", LookUpSent(bsn=bsn)
        )


async def _own_referrals(journey: Journey, who: str) -> set[UUID]:
    return {each.id for each in await journey.gateway.all_of(who, REFERRALS, ListedSeen)}


async def _referral(journey: Journey, who: str, label: str) -> Answer:
    path = f"{REFERRALS}/{journey.case(label).referral}"
    return (await journey.gateway.call(who, "GET", path)).must_be(OK)


async def _milestones_with(journey: Journey, who: str, label: str, wanted: str) -> tuple[str, ...]:
    async def reached() -> tuple[str, ...] | None:
        course = (await _referral(journey, who, label)).read(ReferralSeen).course
        return course.kinds if course and wanted in course.kinds else None

    return await journey.gateway.until(reached, f"the referral is {wanted}")
