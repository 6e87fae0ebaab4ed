"""Steps of a quote: determined, asked, answered, preferred, and awarded once."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from region_policy.codes import Precondition, Route, SettledBy
from region_policy.on_record import OnRecord
from wegwijs_cli.demo.client import Answer, ProblemSeen, Seen, WrongAnswer
from wegwijs_cli.demo.journey import Case, Journey, Sent, euros, present, same
from wegwijs_cli.demo.policy import today
from wegwijs_cli.demo.step import CREATED, OK, REFUSED, STALE, Step, StepPart
from wegwijs_cli.demo.steps_deciding import REQUESTS, UNSEEN, DecisionSeen, WordsSent
from wirekit.identifiers import uuid7

QUOTES = "access/v1/quote-requests"
ASKED, ANSWERED, AWARDED = "asked", "answered", "awarded"
HALF_A_YEAR = timedelta(days=181)
NEXT_WEEK = timedelta(days=7)


class AuthorisationSent(Sent):
    number: str
    start: date
    end: date


class DeterminationSent(Sent):
    determined_on: date
    help: str
    intended_result: str
    authorisation: AuthorisationSent | None


class QuestionSent(Sent):
    provider: UUID
    question: str
    reason: str | None
    ground: str | None


class HoursSent(Sent):
    function_group: str
    minutes: int


class NightsSent(Sent):
    intensity: str
    etmalen: int


class QuoteSent(Sent):
    hours: tuple[HoursSent, ...]
    stay: tuple[NightsSent, ...]
    valid_from: date
    valid_until: date
    plan: str


class PreferenceSent(Sent):
    quote_request: UUID


class RefusalSent(Sent):
    ground: str
    rejection_code: str


class QuoteSeen(Seen):
    id: UUID
    provider: UUID
    status: str
    amount_cents: int | None
    decision: UUID | None = None


class DeterminationSeen(Seen):
    measure: str
    help: str | None


class PreferenceSeen(Seen):
    quote_request: UUID


class OnRequest(Step):
    """A step on the request of a case; `refused` lists the codes of the reasons where it is to be refused.

    `read_by`: who reads the version for the one who tries, and may not read it any more.
    """

    who: str
    case: str
    read_by: str | None = None
    refused: tuple[str, ...] = ()

    async def etag_of_request(self, journey: Journey) -> str:
        """The list of its quotes carries it, for the institution as for the desk."""
        path = f"{REQUESTS}/{journey.case(self.case).referral}/quote-requests"

        async def known() -> str | None:
            answer = await journey.gateway.call(self.read_by or self.who, "GET", path)
            return answer.etag if answer.status == OK else None

        return await journey.gateway.until(known, "the request is known")

    def told(self, answer: Answer) -> str:
        """Raises WrongAnswer where the reasons are others."""
        reasons = answer.must_be(REFUSED).read(ProblemSeen).reasons
        same("reasons", {reason.code for reason in reasons}, set(self.refused))
        return f"{REFUSED}: {', '.join(self.refused)}"


class StoreDetermination(OnRequest):
    """The institution determines the help; `authorised_days`: for how long a court authorises a stay."""

    step: Literal["store-determination"]
    help: str = "Hulp in het gezin en een plek om te wonen (fictief)."
    intended_result: str
    authorised_days: int | None = None

    async def take(self, journey: Journey) -> str:
        etag = await self.etag_of_request(journey)
        day, authorisation = today(), None
        if self.authorised_days is not None:
            end = day + timedelta(days=self.authorised_days)
            authorisation = AuthorisationSent(number="C/00/0000", start=day, end=end)
        sent = DeterminationSent(
            determined_on=day,
            help=self.help,
            intended_result=self.intended_result,
            authorisation=authorisation,
        )
        thing = f"{REQUESTS}/{journey.case(self.case).referral}/determination"
        answer = await journey.gateway.command(
            self.who, thing, sent, thing=thing, if_match=etag, method="PUT"
        )
        if self.refused:
            return self.told(answer)
        seen = answer.must_be(OK).read(DeterminationSeen)
        same("help", seen.help, self.help)
        return f"{OK}: under {seen.measure}"


class AskQuote(OnRequest):
    step: Literal["ask-quote"]
    provider: str
    question: str = "Wat kunt u bieden, en vanaf wanneer? (fictief)"
    reason: str | None = None

    def _ground(self, journey: Journey, case: Case) -> str | None:
        """The desk says why it asks a quote; who asked for one himself says nothing (IJS-14)."""
        rule = journey.expected.on(case.facts.decision_day).rules_of_routes[Route.QUOTE]
        return rule.grounds[0].id if case.facts.referrer in rule.ground_needed_from else None

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)
        await self.etag_of_request(journey)
        sent = QuestionSent(
            provider=journey.organisations[self.provider],
            question=self.question,
            reason=self.reason,
            ground=self._ground(journey, case),
        )
        path = f"{REQUESTS}/{case.referral}/quote-requests"
        answer = await journey.gateway.call(self.who, "POST", path, sent, key=uuid7().hex)
        if self.refused:
            return self.told(answer)
        seen = answer.must_be(CREATED).read(QuoteSeen)
        same("status", seen.status, ASKED)
        case.quotes[self.provider] = seen.id
        return f"{CREATED}: {self.provider} is asked"


class SubmitQuote(Step):
    """The provider answers in minutes per function group and etmalen per intensity, at the policy's price."""

    step: Literal["submit-quote"]
    who: str
    case: str
    provider: str
    hours: Mapping[str, int] = {}
    stay: Mapping[str, int] = {}

    async def take(self, journey: Journey) -> str:
        case, day = journey.case(self.case), today()
        first = day + NEXT_WEEK
        sent = QuoteSent(
            hours=tuple(HoursSent(function_group=each, minutes=n) for each, n in self.hours.items()),
            stay=tuple(NightsSent(intensity=each, etmalen=n) for each, n in self.stay.items()),
            valid_from=first,
            valid_until=first + HALF_A_YEAR,
            plan="Elke week thuis, en doordeweeks bij ons (fictief).",
        )
        answer = await _on_quote(journey, self.who, case, self.provider, "quote", sent)
        seen = answer.must_be(OK).read(QuoteSeen)
        amounts = [journey.expected.amount_cents(group, n, day) for group, n in self.hours.items()]
        amounts += [journey.expected.stay_cents(intensity, n, day) for intensity, n in self.stay.items()]
        same("amount", seen.amount_cents, sum(amounts))
        same("status", seen.status, ANSWERED)
        return f"{OK}: {' + '.join(map(euros, amounts))}"


class StatePreference(OnRequest):
    step: Literal["state-preference"]
    provider: str

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)
        etag = await self.etag_of_request(journey)
        quote = present("quote request", case.quotes.get(self.provider))
        path = f"{REQUESTS}/{case.referral}/preference"
        sent = PreferenceSent(quote_request=quote)
        answer = await journey.gateway.call(self.who, "PUT", path, sent, if_match=etag)
        if answer.tries > 1 and answer.status == STALE:
            return f"{OK}: {self.provider}, stated before the answer was cut off"
        same("preference", answer.must_be(OK).read(PreferenceSeen).quote_request, quote)
        return f"{OK}: {self.provider}"


class AwardQuote(Step):
    """Say yes twice at the same moment: one makes the decision, the other reads that it was decided."""

    step: Literal["award-quote"]
    who: str
    case: str
    provider: str

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)
        thing = _thing(case, self.provider)
        etag = (await journey.gateway.call(self.who, "GET", thing)).must_be(OK).etag
        verdict = journey.expected.award_verdict(
            case.facts, OnRecord(present=frozenset({Precondition.DETERMINATION}))
        )
        same("refused by the policy", {reason.code for reason in verdict.broken}, set())
        both = (
            journey.gateway.call(self.who, "POST", f"{thing}/award", WordsSent(), if_match=etag)
            for _ in range(2)
        )
        answers = await asyncio.gather(*both)
        statuses = sorted(answer.status for answer in answers)
        if not any(answer.tries > 1 for answer in answers):
            same("two at the same moment", statuses, [OK, REFUSED])
        seen = (await journey.gateway.call(self.who, "GET", thing)).must_be(OK).read(QuoteSeen)
        same("status", seen.status, AWARDED)
        return f"{' and '.join(map(str, statuses))}: {euros(seen.amount_cents or 0)}"


class SeeQuote(Step):
    """What became of a quote, as its provider or the desk reads it."""

    step: Literal["see-quote"]
    who: str
    case: str
    provider: str
    status: str

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)
        answer = await journey.gateway.call(self.who, "GET", _thing(case, self.provider))
        seen = answer.must_be(OK).read(QuoteSeen)
        same("status", seen.status, self.status)
        return f"{OK}: {seen.status}"


class SeeAward(Step):
    """The decision is the quote: its amounts, component by component, and its provider."""

    step: Literal["see-award"]
    who: str
    case: str
    provider: str

    async def take(self, journey: Journey) -> str:
        case = journey.case(self.case)
        quote = (await journey.gateway.call(self.who, "GET", _thing(case, self.provider))).read(QuoteSeen)
        path = f"{REQUESTS}/{case.referral}/decisions/{present('decision', quote.decision)}"
        made = (await journey.gateway.call(self.who, "GET", path)).must_be(OK).read(DecisionSeen)
        same("decided by", made.decided_by, SettledBy.DESK)
        same("routes", made.routes, (Route.QUOTE,))
        same("granted", sum(grant.ceiling_cents for grant in made.grants), quote.amount_cents)
        for grant in made.grants:
            case.leg(grant.component).ceiling_cents = grant.ceiling_cents
        parts = [f"{grant.component} {euros(grant.ceiling_cents)}" for grant in made.grants]
        return f"{OK}: {', '.join(parts)}"


class TryQuote(StepPart):
    """A command on a quote request, with the body of a made-up one."""

    command: Literal["quote", "award"]
    status: int


class TryOnQuote(Step):
    """Settle a price, or award it, without the right to: refused whatever is sent."""

    step: Literal["try-on-quote"]
    who: str
    case: str
    provider: str
    tries: tuple[TryQuote, ...]

    async def take(self, journey: Journey) -> str:
        case, first = journey.case(self.case), today() + NEXT_WEEK
        body = QuoteSent(hours=(), stay=(), valid_from=first, valid_until=first, plan="Onze prijs (fictief).")
        for attempt in self.tries:
            path = f"{_thing(case, self.provider)}/{attempt.command}"
            sent = body if attempt.command == "quote" else WordsSent()
            answer = await journey.gateway.call(self.who, "POST", path, sent, if_match=UNSEEN)
            answer.must_be(attempt.status)
        return ", ".join(f"{attempt.command} {attempt.status}" for attempt in self.tries)


class TryRefusal(OnRequest):
    """The municipality refuses on a ground that is not its to judge."""

    step: Literal["try-refusal"]
    ground: str
    rejection_code: str

    async def take(self, journey: Journey) -> str:
        etag = await self.etag_of_request(journey)
        path = f"{REQUESTS}/{journey.case(self.case).referral}/refusal"
        sent = RefusalSent(ground=self.ground, rejection_code=self.rejection_code)
        return self.told(await journey.gateway.call(self.who, "POST", path, sent, if_match=etag))


def _thing(case: Case, provider: str) -> str:
    """Raises WrongAnswer where an earlier step did not ask."""
    return f"{QUOTES}/{present('quote request', case.quotes.get(provider))}"


async def _on_quote(
    journey: Journey, who: str, case: Case, provider: str, command: str, sent: Sent
) -> Answer:
    thing = _thing(case, provider)
    read = await journey.gateway.call(who, "GET", thing)
    if read.etag is None:
        raise WrongAnswer(f"{read.status} instead of {OK}: {who} does not read the quote request")
    return await journey.gateway.command(who, f"{thing}/{command}", sent, thing=thing, if_match=read.etag)
