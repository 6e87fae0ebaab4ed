"""When a provider stops, as far as the register tells: by its contracts or its entry (ZHZ-15). Pure.

A provider of which no contract for this help was ever told is not judged: it may work within one sum for all
(GRO-01), or under an individual contract (HLM-20), of which the register tells nobody.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from referral.domain.transfer import TransferCause
from region_policy.codes import STAY_FORMS, BuyingLevel, CareForm
from region_policy.parts import Term
from region_policy.terms import DAY, last_day_of_term, local_day

FOREVER = date.max
TOLD_ENDED = "ended"
AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Contract:
    """As `provider-registry` tells of it: both days count, and from `suspended_on` on nothing is placed."""

    form: str
    level: str
    municipalities: tuple[str, ...]
    status: str
    valid_from: date
    valid_until: date | None
    suspended_on: date | None

    @property
    def last_day(self) -> date:
        until = self.valid_until or FOREVER
        return until if self.suspended_on is None else min(until, self.suspended_on - DAY)

    @property
    def ends_unforeseen(self) -> bool:
        """Whether it was suspended, or ended sooner than agreed; else its last day stood from the start."""
        return self.suspended_on is not None or self.status == TOLD_ENDED

    def covers(self, forms: Collection[CareForm], municipality: str) -> bool:
        """Whether help in one of these forms, for a young person of this municipality, falls under it."""
        is_here = self.level == BuyingLevel.NATIONAL or municipality in self.municipalities
        return is_here and self.form in forms


@dataclass(frozen=True)
class Stop:
    """`last_day` (Europe/Amsterdam): the last one on which the provider can give this help."""

    last_day: date
    cause: TransferCause


def forms_of_component(*, is_stay: bool, asked: Collection[CareForm]) -> frozenset[CareForm]:
    """In which forms a component may be bought; of a stay those that were asked, else either."""
    if not is_stay:
        return frozenset({CareForm.AMBULATORY})
    return STAY_FORMS.intersection(asked) or STAY_FORMS


def stop_by_contract(contracts: Iterable[Contract], *, today: date, term: Term) -> Stop | None:
    """When the cover of a case ends, given the contracts that cover or covered it.

    Contracts that follow on each other count as one. An end that nobody foresaw counts from the moment at
    which it is told; one that was agreed from the start counts once the `term` for finding another provider
    would no longer end before it.
    """
    begun = sorted(contracts, key=lambda each: each.valid_from)
    last: Contract | None = None
    for each in begun:
        if last is not None and last.last_day == FOREVER:
            return None
        if each.valid_from > (today if last is None else max(today, last.last_day + DAY)):
            break
        if last is None or each.last_day >= last.last_day:
            last = each
    if last is None or last.last_day == FOREVER:
        return None
    if not last.ends_unforeseen and last_day_of_term(term, since=today) < last.last_day:
        return None
    is_suspended = last.suspended_on is not None and last.last_day == last.suspended_on - DAY
    cause = TransferCause.CONTRACT_SUSPENDED if is_suspended else TransferCause.CONTRACT_ENDED
    return Stop(last.last_day, cause)


def stop_as_organisation(active_until: datetime | None, *, works_here: bool, today: date) -> Stop | None:
    """When the organisation itself stops, or has left the region. `active_until` (UTC) ends its part."""
    if active_until is not None:
        return Stop(local_day(active_until - AN_INSTANT), TransferCause.PROVIDER_STOPS)
    return None if works_here else Stop(today, TransferCause.PROVIDER_STOPS)


def first_to_look(last_day: date, term: Term) -> date:
    """The first day from which a foreseen end counts: see `stop_by_contract`."""
    day = last_day
    while last_day_of_term(term, since=day - DAY) >= last_day:
        day -= DAY
    return day
