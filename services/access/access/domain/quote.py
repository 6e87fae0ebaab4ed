"""A quote (offerte): what one provider is asked, and what it answers; priced here, never typed (IJS-13)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from access.domain.decision import Granted, first_night
from access.domain.words import Period
from region_policy.cases import Choice, Facts
from region_policy.codes import Component, ReferrerType, Route
from region_policy.decisions import broken_by_the_choice, desk_rule
from region_policy.model import NoTariff, RegionPolicy, in_force_on
from region_policy.money import amount_cents, amount_of_stay
from region_policy.reasons import ReasonGiven
from region_policy.rules import broken_by_the_case
from region_policy.rules_of_products import broken_by_a_missing_ground


class QuoteStatus(StrEnum):
    """LAPSED: a term ended, that of the provider's answer or that of the award."""

    ASKED = "asked"
    ANSWERED = "answered"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    AWARDED = "awarded"
    NOT_AWARDED = "not-awarded"


NEXT: Mapping[QuoteStatus, frozenset[QuoteStatus]] = {
    QuoteStatus.ASKED: frozenset(
        {
            QuoteStatus.ANSWERED,
            QuoteStatus.DECLINED,
            QuoteStatus.LAPSED,
            QuoteStatus.WITHDRAWN,
            QuoteStatus.NOT_AWARDED,
        }
    ),
    QuoteStatus.ANSWERED: frozenset(
        {QuoteStatus.AWARDED, QuoteStatus.LAPSED, QuoteStatus.WITHDRAWN, QuoteStatus.NOT_AWARDED}
    ),
    QuoteStatus.DECLINED: frozenset(),
    QuoteStatus.LAPSED: frozenset(),
    QuoteStatus.WITHDRAWN: frozenset(),
    QuoteStatus.AWARDED: frozenset(),
    QuoteStatus.NOT_AWARDED: frozenset(),
}
BY_HAND: Mapping[QuoteStatus, frozenset[QuoteStatus]] = {
    QuoteStatus.ASKED: frozenset({QuoteStatus.ANSWERED, QuoteStatus.DECLINED, QuoteStatus.WITHDRAWN}),
    QuoteStatus.ANSWERED: frozenset({QuoteStatus.AWARDED, QuoteStatus.NOT_AWARDED}),
    QuoteStatus.DECLINED: frozenset(),
    QuoteStatus.LAPSED: frozenset(),
    QuoteStatus.WITHDRAWN: frozenset(),
    QuoteStatus.AWARDED: frozenset(),
    QuoteStatus.NOT_AWARDED: frozenset(),
}
"""The steps that somebody takes; the others follow from time and from the request.

What was answered is not taken back without a word: not awarding it needs a ground.
"""
STEP_TO: Mapping[QuoteStatus, str] = {
    QuoteStatus.ANSWERED: "submit_quote",
    QuoteStatus.DECLINED: "decline_quote",
    QuoteStatus.WITHDRAWN: "withdraw_quote",
    QuoteStatus.AWARDED: "award_quote",
    QuoteStatus.NOT_AWARDED: "end_quote",
}
"""The operation that brings a quote request there."""
OPEN = frozenset(status for status in QuoteStatus if NEXT[status])
"""Here something can still come of it."""


class DeclineReason(StrEnum):
    """Why a provider makes no quote; the same reasons as those for not taking somebody."""

    FULL = "full"
    NOT_OUR_TARGET_GROUP = "not-our-target-group"
    INFORMATION_MISSING = "information-missing"
    REDIRECTED = "redirected"


class NotAwarded(StrEnum):
    """Why nothing comes of a quote that was answered: a closed list.

    The first four are for who ends one quote, the others follow from what becomes of the request.
    """

    DOES_NOT_FIT = "does-not-fit"
    STARTS_TOO_LATE = "starts-too-late"
    BREAKS_OFF_HELP = "breaks-off-help"
    COSTS_MORE = "costs-more"
    ANOTHER_AWARDED = "another-awarded"
    DECIDED_OTHERWISE = "decided-otherwise"
    REQUEST_REFUSED = "request-refused"
    REQUEST_WITHDRAWN = "request-withdrawn"


@dataclass(frozen=True)
class Hours:
    """Whole minutes of one function group."""

    function_group: str
    minutes: int


@dataclass(frozen=True)
class Nights:
    """Whole etmalen at one intensity."""

    intensity: str
    etmalen: int


@dataclass(frozen=True)
class QuoteLine:
    """Hours, or etmalen, with their price: `tariff_cents` is per hour, or per etmaal."""

    component: Component
    tariff_cents: int
    amount_cents: int
    illustrative: bool
    function_group: str | None = None
    minutes: int | None = None
    intensity: str | None = None
    etmalen: int | None = None


@dataclass(frozen=True)
class Quote:
    """What a provider offers, from a first to a last day, both included.

    It can be awarded until `award_until` (UTC).
    """

    lines: tuple[QuoteLine, ...]
    valid_from: date
    valid_until: date
    award_until: datetime

    @property
    def amount_cents(self) -> int:
        return sum(line.amount_cents for line in self.lines)

    @property
    def illustrative(self) -> bool:
        return any(line.illustrative for line in self.lines)

    @property
    def etmalen(self) -> tuple[int, ...]:
        """The etmalen of each stay in it."""
        return tuple(line.etmalen for line in self.lines if line.etmalen is not None)


@dataclass(frozen=True)
class QuoteRequest:
    """Asked of one `provider` for one request. `asked_by`: whose worker asked, as which referrer.

    `due_at` (UTC): until when the provider may answer. `ground`: why a quote, by the policy's list.
    `term_days`: for how long the help is asked. `client`, region and municipality are those of the request.
    """

    id: UUID
    version: int
    status: QuoteStatus
    request: UUID
    region: str
    municipality: str
    client: UUID
    provider: UUID
    asked_by: UUID
    asked_as: ReferrerType
    asked_at: datetime
    due_at: datetime
    ground: str | None = None
    term_days: int | None = None
    quote: Quote | None = None
    declined_because: DeclineReason | None = None
    not_awarded_because: NotAwarded | None = None
    decision: UUID | None = None
    closed_at: datetime | None = None

    @property
    def possible_steps(self) -> tuple[str, ...]:
        return tuple(STEP_TO[status] for status in sorted(BY_HAND[self.status]))

    def may_become(self, status: QuoteStatus) -> bool:
        return status in NEXT[self.status]

    def is_expired(self, at: datetime) -> bool:
        """Whether it was answered, and the time in which it could be awarded is over."""
        waits = self.status in (QuoteStatus.ANSWERED, QuoteStatus.LAPSED)
        return waits and self.quote is not None and self.quote.award_until <= at

    def becoming(
        self,
        status: QuoteStatus,
        *,
        at: datetime,
        quote: Quote | None = None,
        decision: UUID | None = None,
        because: NotAwarded | None = None,
    ) -> "QuoteRequest":
        """The same one a step further; the step must be possible."""
        assert self.may_become(status), "the use case asks whether the step is possible"
        return replace(
            self,
            version=self.version + 1,
            status=status,
            quote=quote or self.quote,
            decision=decision,
            not_awarded_because=because,
            closed_at=None if status in OPEN else at,
        )


def broken_by_asking(
    policy: RegionPolicy, facts: Facts, *, referrer_asked_quote: bool, ground: str | None
) -> list[ReasonGiven]:
    """Why no quote can be asked on this request: the route is closed to the desk, or to who asked for it.

    `ground`: why the desk asks one where a budget was possible (IJS-14).
    """
    policy = policy.of(facts.municipality)
    rule = desk_rule(policy, facts)
    if referrer_asked_quote:
        rule = policy.rule_for(facts.referrer, measure_in_force=facts.measure_in_force)
    choice = Choice(route=Route.QUOTE, ground=ground)
    return [
        *broken_by_the_case(policy, facts, rule),
        *broken_by_the_choice(policy, facts, choice, rule),
        *broken_by_a_missing_ground(policy, facts, choice),
    ]


def priced(
    policy: RegionPolicy, hours: Sequence[Hours], stays: Sequence[Nights], *, day: date
) -> tuple[QuoteLine, ...]:
    """Price each line by the tariffs in force on the day, rounded half up per line.

    Raises NoTariff where a function group or an intensity has none then, or does not exist.
    """
    return (*_hours(policy, hours, day), *_stays(policy, stays, day))


def _hours(policy: RegionPolicy, hours: Sequence[Hours], day: date) -> Iterator[QuoteLine]:
    for each in hours:
        group = policy.function_group(each.function_group)
        tariff = in_force_on(() if group is None else group.tariffs, day)
        if group is None or tariff is None:
            raise NoTariff(each.function_group, day)
        yield QuoteLine(
            component=Component.AMBULATORY,
            tariff_cents=tariff.cents_per_hour,
            amount_cents=amount_cents(tariff.cents_per_hour, each.minutes),
            illustrative=group.illustrative or tariff.illustrative,
            function_group=group.id,
            minutes=each.minutes,
        )


def _stays(policy: RegionPolicy, stays: Sequence[Nights], day: date) -> Iterator[QuoteLine]:
    for each in stays:
        intensity = policy.intensity(each.intensity)
        tariff = in_force_on(() if intensity is None else intensity.tariffs, day)
        if intensity is None or tariff is None:
            raise NoTariff(each.intensity, day)
        yield QuoteLine(
            component=Component.STAY,
            tariff_cents=tariff.cents_per_etmaal,
            amount_cents=amount_of_stay(tariff.cents_per_etmaal, each.etmalen),
            illustrative=intensity.illustrative or tariff.illustrative,
            intensity=intensity.id,
            etmalen=each.etmalen,
        )


def fits(etmalen: Sequence[int], first: date, last: date, *, authorised: Period | None = None) -> bool:
    """Whether all stays together have their nights between these days, and within the authorisation."""
    if authorised is not None:
        first, last = max(first, authorised.start), min(last, authorised.end)
    return not etmalen or sum(etmalen) <= (last - first).days + 1


def granted_by(
    quote: Quote,
    *,
    first: date,
    provider: UUID,
    authorised: Period | None,
    stay_since: date | None = None,
) -> list[Granted]:
    """What an award gives: one grant for all hours, one for each intensity; together the quoted amount.

    From `first` on: the quote's own first day, or that of the award where it came later. A stay lies within
    the period of the court's authorisation (LAW-09); it counts from the first night in a crisis bed.
    """
    hours = [line for line in quote.lines if line.component is Component.AMBULATORY]
    stays = [line for line in quote.lines if line.component is Component.STAY]
    night = first_night(first, stay_since)
    granted = [_stay_granted(quote, line, night, provider, authorised) for line in stays]
    if not hours:
        return granted
    ambulatory = Granted(
        route=Route.QUOTE,
        component=Component.AMBULATORY,
        ceiling_cents=sum(line.amount_cents for line in hours),
        illustrative=any(line.illustrative for line in hours),
        valid_from=first,
        valid_until=quote.valid_until,
        provider=provider,
    )
    return [ambulatory, *granted]


def _stay_granted(
    quote: Quote, line: QuoteLine, first: date, provider: UUID, authorised: Period | None
) -> Granted:
    last = quote.valid_until
    return Granted(
        route=Route.QUOTE,
        component=Component.STAY,
        ceiling_cents=line.amount_cents,
        illustrative=line.illustrative,
        valid_from=max(first, authorised.start) if authorised else first,
        valid_until=min(last, authorised.end) if authorised else last,
        intensity=line.intensity,
        etmalen=line.etmalen,
        provider=provider,
        authorised_until=authorised.end if authorised else None,
    )
