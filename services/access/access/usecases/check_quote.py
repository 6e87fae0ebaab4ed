"""Try a quote without sending it: what it comes to, and what forbids it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from access.domain.decision import first_night
from access.domain.quote import Hours, Nights, QuoteLine, QuoteStatus, fits, priced
from access.store import quotes, requests
from access.usecases.policy_of_today import policy_of_today
from access.usecases.reasons_of_quotes import STAY_DOES_NOT_FIT, no_tariff_for_all
from access.usecases.submit_quote import unknown_codes
from region_policy.model import NoTariff
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, ReasonGiven


@dataclass(frozen=True)
class Tried:
    """`lines`: priced by the tariffs of today; none where one of them cannot be."""

    lines: tuple[QuoteLine, ...]
    broken: tuple[ReasonGiven, ...]

    @property
    def amount_cents(self) -> int:
        return sum(line.amount_cents for line in self.lines)


async def check_quote(
    tx: Transaction,
    quote_request_id: UUID,
    *,
    hours: Sequence[Hours],
    stays: Sequence[Nights],
    period: tuple[date, date] | None,
) -> Tried:
    """Price what is there so far; nothing is stored. `period`: first and last day, if both are known.

    Raises NotFound, and ImpossibleStep where nothing can be offered any more.
    """
    asked = await quotes.quote_request(tx, quote_request_id)
    request = await requests.request(tx, asked.request) if asked else None
    if asked is None or request is None:
        raise NotFound
    if not asked.may_become(QuoteStatus.ANSWERED):
        raise ImpossibleStep(possible_steps=asked.possible_steps)
    policy, day = policy_of_today(tx, request), local_day(tx.now)
    broken = unknown_codes(policy, hours, stays)
    if period is not None:
        first = first_night(period[0], request.stay_since)
        if not fits([each.etmalen for each in stays], first, period[1]):
            broken.append(STAY_DOES_NOT_FIT)
    try:
        lines = priced(policy, hours, stays, day=day)
    except NoTariff:
        return Tried((), tuple(broken or [no_tariff_for_all(day)]))
    return Tried(lines, tuple(broken))
