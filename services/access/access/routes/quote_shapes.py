"""What is sent and answered about quotes."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, ValidationInfo, field_validator

from access.domain.quote import (
    DeclineReason,
    Hours,
    Nights,
    NotAwarded,
    QuoteLine,
    QuoteRequest,
    QuoteStatus,
)
from access.domain.worker import Worker
from access.routes.fields import YOUTH_ACT_IN_FORCE, Code, Days, Etmalen, ReasonTold
from access.routes.said import NOT_BEFORE_START, WordsGiven
from access.usecases.award_quote import Awarding
from access.usecases.check_quote import Tried
from access.usecases.read_quote import QuoteSeen
from access.usecases.submit_quote import Offer
from region_policy.codes import CareForm, Complexity, Component, ReferrerType, Urgency
from region_policy.language import Language
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Body, Day, Prose
from wirekit.texts import Text

MOST_MINUTES = 10_000 * 60
OfferedDay = Annotated[Day, Field(ge=YOUTH_ACT_IN_FORCE)]
NOTHING_OFFERED = Text(
    nl="geef ten minste één regel, bij `hours` of bij `stay`",
    en="give at least one line, in `hours` or `stay`",
)
ONCE_EACH = Text(nl="noem elk niet meer dan één keer", en="name each no more than once")


class QuoteAsk(Body):
    """`intendedResult`: what the help shall bring about, where no institution determined that; `termDays`:
    for how many days it is asked. `ground`: why a quote, by a code of the policy. `reason`: why more than one
    provider is asked.

    Question, result and reason are kept sealed.
    """

    provider: UUID
    question: Prose
    intended_result: Prose | None = None
    term_days: Days | None = None
    reason: Prose | None = None
    ground: Code | None = None


class HoursGiven(Body):
    """Whole minutes of one function group, over the whole period."""

    function_group: Code
    minutes: Annotated[int, Field(strict=True, ge=1, le=MOST_MINUTES)]


class NightsGiven(Body):
    """Whole etmalen at one intensity, over the whole period."""

    intensity: Code
    etmalen: Etmalen


class QuoteCreate(Body):
    """What the provider would do from `validFrom` to `validUntil`, both included. The price follows."""

    hours: Annotated[tuple[HoursGiven, ...], Field(max_length=20)] = ()
    stay: Annotated[tuple[NightsGiven, ...], Field(max_length=20, validate_default=True)] = ()
    valid_from: OfferedDay
    valid_until: OfferedDay
    plan: Prose

    @field_validator("hours")
    @classmethod
    def _each_group_once(cls, hours: tuple[HoursGiven, ...]) -> tuple[HoursGiven, ...]:
        _require_once([each.function_group for each in hours])
        return hours

    @field_validator("stay")
    @classmethod
    def _something_is_offered(
        cls, stay: tuple[NightsGiven, ...], of: ValidationInfo
    ) -> tuple[NightsGiven, ...]:
        _require_once([each.intensity for each in stay])
        if not stay and of.data.get("hours") == ():
            raise FieldRefused(NOTHING_OFFERED)
        return stay

    @field_validator("valid_until")
    @classmethod
    def _ends_after_start(cls, last: date, of: ValidationInfo) -> date:
        first = of.data.get("valid_from")
        if first and last < first:
            raise FieldRefused(NOT_BEFORE_START)
        return last

    def offer(self) -> Offer:
        return Offer(
            hours=[Hours(each.function_group, each.minutes) for each in self.hours],
            stays=[Nights(each.intensity, each.etmalen) for each in self.stay],
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            plan=self.plan,
        )


def _require_once(codes: Sequence[str]) -> None:
    if len(set(codes)) < len(codes):
        raise FieldRefused(ONCE_EACH)


class QuoteTry(Body):
    """What the provider would do so far: it may be empty. The period counts where both days are given."""

    hours: Annotated[tuple[HoursGiven, ...], Field(max_length=20)] = ()
    stay: Annotated[tuple[NightsGiven, ...], Field(max_length=20)] = ()
    valid_from: OfferedDay | None = None
    valid_until: OfferedDay | None = None

    @field_validator("hours")
    @classmethod
    def _each_group_once(cls, hours: tuple[HoursGiven, ...]) -> tuple[HoursGiven, ...]:
        _require_once([each.function_group for each in hours])
        return hours

    @field_validator("stay")
    @classmethod
    def _each_intensity_once(cls, stay: tuple[NightsGiven, ...]) -> tuple[NightsGiven, ...]:
        _require_once([each.intensity for each in stay])
        return stay

    @property
    def period(self) -> tuple[date, date] | None:
        return (self.valid_from, self.valid_until) if self.valid_from and self.valid_until else None


class DeclineCreate(Body):
    reason: DeclineReason


class QuoteEnd(Body):
    because: NotAwarded


class AwardCreate(WordsGiven):
    """What the policy asks to be on record for the award; what was determined need not be said again.

    `othersBecause`: why the other quotes of this request are not awarded.
    """

    intended_result: Prose | None = None
    others_because: NotAwarded = NotAwarded.ANOTHER_AWARDED

    def awarding(self, worker: Worker | None) -> Awarding:
        return Awarding(self.intended_result, self.words(worker), self.authorised, self.others_because)


class QuoteLineRead(Answer):
    """`tariffCents` is per hour, or per etmaal. `illustrative`: the source gives no such tariff."""

    component: Component
    function_group: str | None
    minutes: int | None
    intensity: str | None
    etmalen: int | None
    tariff_cents: int
    amount_cents: int
    illustrative: bool

    @classmethod
    def of(cls, line: QuoteLine) -> Self:
        return cls.model_validate(line, from_attributes=True)


class QuoteTried(Answer):
    """What it comes to by the tariffs of today; `broken`: why it cannot be offered like this."""

    lines: tuple[QuoteLineRead, ...]
    amount_cents: int
    illustrative: bool
    broken: tuple[ReasonTold, ...]

    @classmethod
    def of(cls, tried: Tried, language: Language) -> Self:
        return cls(
            lines=tuple(map(QuoteLineRead.of, tried.lines)),
            amount_cents=tried.amount_cents,
            illustrative=any(line.illustrative for line in tried.lines),
            broken=tuple(ReasonTold.of(reason, language) for reason in tried.broken),
        )


class QuoteRequestItem(Answer):
    """`dueAt`: until when the provider may answer. `awardUntil`: until when its quote can be awarded.

    `illustrative`: a tariff in it has no source.
    """

    id: UUID
    request: UUID
    municipality: str
    provider: UUID
    status: QuoteStatus
    asked_as: ReferrerType
    asked_at: AwareDatetime
    due_at: AwareDatetime
    amount_cents: int | None
    illustrative: bool
    valid_from: date | None
    valid_until: date | None
    award_until: AwareDatetime | None
    version: int

    @classmethod
    def of(cls, asked: QuoteRequest) -> Self:
        quote = asked.quote
        return cls(
            id=asked.id,
            request=asked.request,
            municipality=asked.municipality,
            provider=asked.provider,
            status=asked.status,
            asked_as=asked.asked_as,
            asked_at=asked.asked_at,
            due_at=asked.due_at,
            amount_cents=quote.amount_cents if quote else None,
            illustrative=quote is not None and quote.illustrative,
            valid_from=quote.valid_from if quote else None,
            valid_until=quote.valid_until if quote else None,
            award_until=quote.award_until if quote else None,
            version=asked.version,
        )


class QuoteRequestRead(Answer):
    """What was asked, in words and by the facts of the request as codes, and what was answered.

    `amountCents` is the sum of the lines, each priced by the tariff of the day of the answer. `reason`, why
    more than one provider is asked, is not shown to a provider. Once a provider has no part in it any more,
    it reads nothing of what was asked nor of the young person. Words are null once they were erased.
    """

    id: UUID
    request: UUID
    region: str
    municipality: str
    provider: UUID
    asked_by: UUID
    asked_as: ReferrerType
    asked_at: AwareDatetime
    due_at: AwareDatetime
    status: QuoteStatus
    ground: str | None
    question: str | None
    intended_result: str | None
    term_days: int | None
    reason: str | None
    age: int | None
    forms: tuple[CareForm, ...]
    domains: tuple[str, ...]
    complexity: Complexity | None
    urgency: Urgency | None
    safety_concern: bool | None
    lines: tuple[QuoteLineRead, ...]
    amount_cents: int | None
    illustrative: bool
    valid_from: date | None
    valid_until: date | None
    award_until: AwareDatetime | None
    plan: str | None
    declined_because: DeclineReason | None
    not_awarded_because: NotAwarded | None
    decision: UUID | None
    closed_at: AwareDatetime | None
    possible_steps: tuple[str, ...]
    version: int

    @classmethod
    def of(cls, seen: QuoteSeen) -> Self:
        asked, facts, quote = seen.asked, seen.facts, seen.asked.quote
        lines = quote.lines if quote else ()
        return cls(
            id=asked.id,
            request=asked.request,
            region=asked.region,
            municipality=asked.municipality,
            provider=asked.provider,
            asked_by=asked.asked_by,
            asked_as=asked.asked_as,
            asked_at=asked.asked_at,
            due_at=asked.due_at,
            status=asked.status,
            ground=asked.ground,
            question=seen.question,
            intended_result=seen.result,
            term_days=asked.term_days,
            reason=seen.reason,
            age=facts.age if facts else None,
            forms=facts.forms if facts else (),
            domains=facts.domains if facts else (),
            complexity=facts.complexity if facts else None,
            urgency=facts.urgency if facts else None,
            safety_concern=facts.safety_concern if facts else None,
            lines=tuple(map(QuoteLineRead.of, lines)),
            amount_cents=quote.amount_cents if quote else None,
            illustrative=quote is not None and quote.illustrative,
            valid_from=quote.valid_from if quote else None,
            valid_until=quote.valid_until if quote else None,
            award_until=quote.award_until if quote else None,
            plan=seen.plan,
            declined_because=asked.declined_because,
            not_awarded_because=asked.not_awarded_because,
            decision=asked.decision,
            closed_at=asked.closed_at,
            possible_steps=asked.possible_steps,
            version=asked.version,
        )
