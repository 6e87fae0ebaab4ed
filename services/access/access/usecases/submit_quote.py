"""The provider answers with hours and etmalen; the price follows from the tariffs in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from access.domain.decision import first_night
from access.domain.news import News
from access.domain.quote import Hours, Nights, Quote, QuoteStatus, fits, priced
from access.domain.request import Request
from access.events_quotes import quote_event
from access.store import news, quotes, requests
from access.usecases.move_quote import QUOTE_ANSWER, QUOTE_AWARD, lock_quote, require_step
from access.usecases.policy_of_today import policy_of_today
from access.usecases.reasons import unknown_group
from access.usecases.reasons_of_quotes import (
    ANSWER_TERM_OVER,
    STAY_DOES_NOT_FIT,
    no_tariff_for_all,
    unknown_intensity,
)
from access.usecases.request_key import key_of_request
from access.usecases.rules_of_quotes import rules_of_quotes
from region_policy.model import NoTariff, RegionPolicy
from region_policy.terms import end_of_term, local_day
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, ReasonGiven, RuleBroken
from wirekit.texts import Text

LATEST_START = timedelta(days=366)
LONGEST = timedelta(days=3 * 366)
NOT_IN_PAST = Text(nl="mag niet in het verleden liggen", en="may not lie in the past")
TOO_FAR = Text(nl="ligt te ver vooruit", en="lies too far ahead")


@dataclass(frozen=True)
class Offer:
    """What a provider would do, from a first to a last day; its `plan` in words."""

    hours: Sequence[Hours]
    stays: Sequence[Nights]
    valid_from: date
    valid_until: date
    plan: str


def plan_of(quote_request_id: UUID) -> str:
    """The field under which the plan is sealed."""
    return f"quote_plan:{quote_request_id}"


async def submit_quote(
    tx: Transaction, quote_request_id: UUID, offer: Offer, *, if_match: str | None
) -> None:
    """Price what the provider offers by the tariffs of today, and start the clock of its award (IJS-13).

    Raises InvalidInput for a period that cannot be, ImpossibleStep, VersionMissing, VersionStale, and
    RuleBroken with every reason.
    """
    day = local_day(tx.now)
    _require_possible_period(offer, day)
    request, asked = await lock_quote(tx, quote_request_id)
    require_step(asked, QuoteStatus.ANSWERED, if_match)
    if asked.due_at <= tx.now:
        raise RuleBroken(reasons=[ANSWER_TERM_OVER])
    policy = policy_of_today(tx, request)
    quote = _quote(policy, offer, day, since=request.stay_since)
    answered = asked.becoming(QuoteStatus.ANSWERED, at=tx.now, quote=quote)
    key = await key_of_request(tx, request.id)
    await quotes.answer(tx, answered, key.seal(offer.plan, plan_of(asked.id)))
    await tx.cancel_deadline(QUOTE_ANSWER, asked.id)
    tx.set_deadline(
        QUOTE_AWARD,
        asked.id,
        region=asked.region,
        owner=await _who_awards(tx, request),
        due_at=quote.award_until,
    )
    await news.tell(tx, request.id, News.QUOTE)
    tx.publish(quote_event(answered))


def _require_possible_period(offer: Offer, day: date) -> None:
    errors = []
    if offer.valid_from < day:
        errors.append(FieldError("validFrom", NOT_IN_PAST))
    if offer.valid_from - day > LATEST_START:
        errors.append(FieldError("validFrom", TOO_FAR))
    if offer.valid_until - offer.valid_from > LONGEST:
        errors.append(FieldError("validUntil", TOO_FAR))
    if errors:
        raise InvalidInput(errors=errors)


def unknown_codes(policy: RegionPolicy, hours: Sequence[Hours], stays: Sequence[Nights]) -> list[ReasonGiven]:
    """Which codes the policy does not have."""
    broken: list[ReasonGiven] = []
    if any(policy.function_group(each.function_group) is None for each in hours):
        broken.append(unknown_group(group.id for group in policy.function_groups.items))
    if any(policy.intensity(each.intensity) is None for each in stays):
        broken.append(unknown_intensity(policy.all_intensities))
    return broken


def _quote(policy: RegionPolicy, offer: Offer, day: date, *, since: date | None) -> Quote:
    broken = unknown_codes(policy, offer.hours, offer.stays)
    first = first_night(offer.valid_from, since)
    if not fits([each.etmalen for each in offer.stays], first, offer.valid_until):
        broken.append(STAY_DOES_NOT_FIT)
    if broken:
        raise RuleBroken(reasons=broken)
    try:
        lines = priced(policy, offer.hours, offer.stays, day=day)
    except NoTariff:
        raise RuleBroken(reasons=[no_tariff_for_all(day)]) from None
    award_until = end_of_term(rules_of_quotes(policy).valid, since=day)
    return Quote(lines, offer.valid_from, offer.valid_until, award_until)


async def _who_awards(tx: Transaction, request: Request) -> str:
    desk = await requests.desk_of(tx, request.municipality)
    return str(desk or f"municipality:{request.municipality}")
