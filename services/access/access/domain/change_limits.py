"""What bounds a change of running help (ZHZ-07). Pure."""

from collections.abc import Iterator
from enum import StrEnum

from access.domain.change import DAY, ChangeKind, Changing, Measure, Running, end_of_change, outcome
from region_policy.codes import Funding, Route
from region_policy.money import amount_of_stay


class Limit(StrEnum):
    NOT_LATER = "end-not-later"
    NOT_EARLIER = "end-not-earlier"
    DELIVERED_LATER = "help-delivered-later"
    BEFORE_BEGIN = "end-before-begin"
    NOT_MORE = "not-more"
    NOT_LESS = "not-less"
    BELOW_DUE = "below-what-is-due"
    BY_ETMALEN = "stay-goes-by-etmalen"
    BY_CEILING = "hours-go-by-ceiling"
    DO_NOT_FIT = "etmalen-do-not-fit"
    PAST_AUTHORISATION = "past-authorisation"
    NOT_DECREASING = "schedule-not-decreasing"
    NO_SUCH_INTENSITY = "no-tariff-of-intensity"
    NOT_LIGHTER = "not-lighter"
    NOT_A_BUDGET = "no-budget-of-that-size"
    GRANTED_BEFORE = "intensity-granted-before"
    BY_QUANTITY = "product-goes-by-quantity"
    NO_PRODUCT_TARIFF = "no-product-tariff-today"
    STANDS_READY = "no-size-of-what-stands-ready"
    ONE_RESULT = "a-result-is-one"
    AUTHORISATION_GAP = "authorisation-leaves-a-gap"
    MORE_THAN_FREED = "more-than-comes-free"
    BY_QUOTE = "quote-goes-by-a-new-quote"


GOES_BY = {
    Measure.CENTS: Limit.BY_CEILING,
    Measure.ETMALEN: Limit.BY_ETMALEN,
    Measure.QUANTITY: Limit.BY_QUANTITY,
}
NO_PRICE = {Measure.ETMALEN: Limit.NO_SUCH_INTENSITY, Measure.QUANTITY: Limit.NO_PRODUCT_TARIFF}


def broken_limits(asked: Changing, now: Running) -> Iterator[Limit]:
    """Everything about the help itself that forbids this change."""
    yield from _broken_by_the_end(asked, now)
    yield from _broken_by_the_size(asked, now)
    if asked.kind is ChangeKind.PHASE_OUT:
        yield from _broken_by_the_schedule(asked, now)
    if asked.kind is ChangeKind.STEP_DOWN:
        yield from _broken_by_the_step(asked, now)


def _broken_by_the_end(asked: Changing, now: Running) -> Iterator[Limit]:
    end, grant = end_of_change(asked, now), now.grant
    if asked.kind is ChangeKind.EXTEND and end <= grant.valid_until:
        yield Limit.NOT_LATER
    if asked.kind in {ChangeKind.SHORTEN, ChangeKind.STEP_DOWN} and end >= grant.valid_until:
        yield Limit.NOT_EARLIER
    if asked.kind in {ChangeKind.STOP, ChangeKind.PHASE_OUT} and end > grant.valid_until:
        yield Limit.NOT_EARLIER
    if end < grant.valid_from:
        yield Limit.BEFORE_BEGIN
    if now.last_delivered is not None and end < now.last_delivered:
        yield Limit.DELIVERED_LATER
    bound = asked.authorised.end if asked.authorised else grant.authorised_until
    if asked.kind is ChangeKind.EXTEND and bound is not None and end > bound:
        yield Limit.PAST_AUTHORISATION
    covered = grant.authorised_until or grant.valid_until
    if asked.kind is ChangeKind.EXTEND and asked.authorised and asked.authorised.start > covered + DAY:
        yield Limit.AUTHORISATION_GAP


def _broken_by_the_size(asked: Changing, now: Running) -> Iterator[Limit]:
    if asked.kind is ChangeKind.STEP_DOWN:
        return
    if wrong := _wrong_measure(asked, now):
        yield wrong
        return
    size = asked.given.get(now.measure)
    if size is None:
        return
    if asked.kind is ChangeKind.LOWER:
        if size >= now.has:
            yield Limit.NOT_LESS
        if size < now.due + now.owed:
            yield Limit.BELOW_DUE
        return
    if size <= now.has:
        yield Limit.NOT_MORE
    if now.grant.route is Route.QUOTE:
        yield Limit.BY_QUOTE
    if now.is_stay and size > (end_of_change(asked, now) - now.grant.valid_from).days + 1:
        yield Limit.DO_NOT_FIT
    if now.measure in NO_PRICE and now.price is None:
        yield NO_PRICE[now.measure]
    if now.budgets is not None and size not in now.budgets:
        yield Limit.NOT_A_BUDGET


def _wrong_measure(asked: Changing, now: Running) -> Limit | None:
    """Help has one measure; what stands ready has none, and a result is one."""
    given = {*asked.given, *(measure for step in asked.schedule for measure in step.given)}
    if not given:
        return None
    if now.grant.product is not None and now.grant.quantity is None:
        return Limit.STANDS_READY
    if given != {now.measure}:
        return GOES_BY[now.measure]
    return Limit.ONE_RESULT if now.grant.product and now.grant.funding is Funding.RESULT else None


def _broken_by_the_schedule(asked: Changing, now: Running) -> Iterator[Limit]:
    """Each period is later than the one before it, and a day of it has less; the last one ends the help."""
    start = max(now.grant.valid_from, now.today)
    before: tuple[int, int] | None = None
    for step in asked.schedule:
        days = (step.until - start).days + 1
        if days < 1 or step.amount < 1:
            yield Limit.NOT_DECREASING
            return
        if before is not None and step.amount * before[1] >= before[0] * days:
            yield Limit.NOT_DECREASING
            return
        if now.is_stay and now.measure in step.given and step.amount > days:
            yield Limit.DO_NOT_FIT
        before, start = (step.amount, days), step.until + DAY
    left = now.grant.account.left if now.measure is Measure.CENTS else now.has - now.due
    if sum(step.amount for step in asked.schedule) > left:
        yield Limit.NOT_LESS


def _broken_by_the_step(asked: Changing, now: Running) -> Iterator[Limit]:
    if now.measure is not Measure.ETMALEN or asked.etmalen is None:
        yield GOES_BY[now.measure]
        return
    if now.lighter_price is None:
        yield Limit.NO_SUCH_INTENSITY
    elif now.price is not None and now.lighter_price >= now.price:
        yield Limit.NOT_LIGHTER
    if asked.intensity in now.granted:
        yield Limit.GRANTED_BEFORE
    if asked.etmalen > (now.grant.valid_until - end_of_change(asked, now)).days:
        yield Limit.DO_NOT_FIT
    after = outcome(asked, now)
    cents = amount_of_stay(now.lighter_price or 0, asked.etmalen)
    if (
        asked.etmalen > now.has - (after.etmalen or 0)
        or cents > now.grant.account.committed - after.committed
    ):
        yield Limit.MORE_THAN_FREED
