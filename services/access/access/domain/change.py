"""A change of help that runs: what is asked, within which bounds, and what becomes of it (ZHZ-07). Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from access.domain.entitlement import EntitlementStatus, Grant
from access.domain.words import Period, Words
from region_policy.codes import Component, Precondition

DAY = timedelta(days=1)


class ChangeKind(StrEnum):
    """STEP_DOWN: a stay goes on at a lighter intensity (NV-16). The last two are no choice of the desk's:
    what comes after eighteen was recorded, and the age at which prolonged help ends was reached."""

    EXTEND = "extend"
    SHORTEN = "shorten"
    RAISE = "raise"
    LOWER = "lower"
    STOP = "stop"
    PHASE_OUT = "phase-out"
    STEP_DOWN = "step-down"
    FOLLOW_ON = "follow-on"
    GROWN_UP = "grown-up"


RENEWS = frozenset({ChangeKind.EXTEND, ChangeKind.RAISE})
"""New time or new money: asks what a decision to continue asks (ZHZ-10)."""
ENDS_EARLIER = frozenset({ChangeKind.SHORTEN, ChangeKind.STOP, ChangeKind.STEP_DOWN, ChangeKind.GROWN_UP})
CHANGEABLE = frozenset({EntitlementStatus.GRANTED, EntitlementStatus.RUNNING})


class ChangeReason(StrEnum):
    """Why the local team steers: a closed list, so that it can be counted."""

    GOALS_REACHED = "goals-reached"
    GOALS_NOT_YET_REACHED = "goals-not-yet-reached"
    MORE_HELP_NEEDED = "more-help-needed"
    LESS_HELP_NEEDED = "less-help-needed"
    LIGHTER_HELP_FITS = "lighter-help-fits"
    OTHER_HELP_FITS = "other-help-fits"
    FAMILY_ASKED = "family-asked"
    NO_CONTACT = "no-contact"
    NO_PROGRESS = "no-progress"
    MOVED = "moved"
    OF_AGE = "of-age"
    CONTRACT_ENDS = "contract-ends"


@dataclass(frozen=True)
class Step:
    """One period of a schedule, up to and including `until`, with what may be used in it."""

    until: date
    cents: int | None = None
    etmalen: int | None = None

    @property
    def amount(self) -> int:
        return self.cents if self.cents is not None else self.etmalen or 0


@dataclass(frozen=True)
class Changing:
    """What an access worker asks. `valid_until` is the new last day; of a step down the last at the old
    intensity. Ceiling in cents and etmalen are the new totals; of a step down those of the new intensity."""

    kind: ChangeKind
    reason: ChangeReason
    words: Words
    valid_until: date | None = None
    ceiling_cents: int | None = None
    etmalen: int | None = None
    intensity: str | None = None
    schedule: tuple[Step, ...] = ()
    authorised: Period | None = None


FIELDS: Mapping[ChangeKind, tuple[frozenset[str], frozenset[str]]] = {
    ChangeKind.EXTEND: (frozenset({"valid_until"}), frozenset({"ceiling_cents", "etmalen", "authorisation"})),
    ChangeKind.SHORTEN: (frozenset({"valid_until"}), frozenset()),
    ChangeKind.RAISE: (frozenset(), frozenset({"ceiling_cents", "etmalen"})),
    ChangeKind.LOWER: (frozenset(), frozenset({"ceiling_cents", "etmalen"})),
    ChangeKind.STOP: (frozenset(), frozenset({"valid_until"})),
    ChangeKind.PHASE_OUT: (frozenset({"schedule"}), frozenset()),
    ChangeKind.STEP_DOWN: (frozenset({"valid_until", "etmalen", "intensity"}), frozenset()),
}
"""Of each kind that can be asked: the fields that it needs, and those that it may have besides."""


@dataclass(frozen=True)
class Running:
    """The help as it runs. `last_delivered`: the last day of which the provider told something;
    `started_on`: the first day of care, where it is known.

    `price` in cents per etmaal today, `lighter_price` of the intensity that is stepped down to; None where
    there is no such tariff. `budgets`: the ceilings in cents that a choice budget may have; None for other
    help. `granted`: the intensities of the decision.
    """

    grant: Grant
    today: date
    last_delivered: date | None = None
    started_on: date | None = None
    price: int | None = None
    lighter_price: int | None = None
    budgets: frozenset[int] | None = None
    granted: frozenset[str] = frozenset()

    @property
    def is_stay(self) -> bool:
        """Counted in etmalen: of an intensity, or of a product that is a place to stay."""
        return self.grant.etmalen is not None

    @property
    def first_day(self) -> date:
        return max(self.grant.valid_from, self.started_on or self.grant.valid_from)


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


def broken_limits(asked: Changing, now: Running) -> Iterator[Limit]:
    """Everything about the help itself that forbids this change."""
    yield from _broken_by_the_end(asked, now)
    yield from _broken_by_the_size(asked, now)
    if asked.kind is ChangeKind.PHASE_OUT:
        yield from _broken_by_the_schedule(asked, now)
    if asked.kind is ChangeKind.STEP_DOWN:
        yield from _broken_by_the_step(asked, now)


def end_of_change(asked: Changing, now: Running) -> date:
    """The last day of the help after it; a stop without a day is as of today, or of its first day to come."""
    if asked.schedule:
        return asked.schedule[-1].until
    if asked.kind is ChangeKind.STOP:
        as_of_now = max(now.grant.valid_from, min(now.today, now.grant.valid_until))
        return asked.valid_until or as_of_now
    return asked.valid_until or now.grant.valid_until


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


def _broken_by_the_size(asked: Changing, now: Running) -> Iterator[Limit]:
    if asked.kind is ChangeKind.STEP_DOWN:
        return
    if now.is_stay and (asked.ceiling_cents is not None or any(step.cents for step in asked.schedule)):
        yield Limit.BY_ETMALEN
        return
    if not now.is_stay and (asked.etmalen is not None or any(step.etmalen for step in asked.schedule)):
        yield Limit.BY_CEILING
        return
    grant, size = now.grant, asked.etmalen if now.is_stay else asked.ceiling_cents
    if size is None and not asked.schedule:
        return
    if grant.quantity is not None:
        yield Limit.BY_QUANTITY
        return
    if size is None:
        return
    has = grant.etmalen or 0 if now.is_stay else grant.account.committed
    due = grant.account.due_etmalen if now.is_stay else grant.account.due
    if asked.kind is ChangeKind.LOWER:
        if size >= has:
            yield Limit.NOT_LESS
        if size < due:
            yield Limit.BELOW_DUE
        return
    if size <= has:
        yield Limit.NOT_MORE
    if now.is_stay:
        if size > (end_of_change(asked, now) - grant.valid_from).days + 1:
            yield Limit.DO_NOT_FIT
        if now.price is None:
            yield Limit.NO_SUCH_INTENSITY
    elif now.budgets is not None and size not in now.budgets:
        yield Limit.NOT_A_BUDGET


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
        if step.etmalen is not None and step.etmalen > days:
            yield Limit.DO_NOT_FIT
        before, start = (step.amount, days), step.until + DAY
    total = sum(step.amount for step in asked.schedule)
    account = now.grant.account
    left = (now.grant.etmalen or 0) - account.due_etmalen if now.is_stay else account.left
    if total > left:
        yield Limit.NOT_LESS


def _broken_by_the_step(asked: Changing, now: Running) -> Iterator[Limit]:
    if now.grant.product is not None or not now.is_stay or asked.etmalen is None:
        yield Limit.BY_CEILING if now.grant.product is None else Limit.BY_QUANTITY
        return
    if now.lighter_price is None:
        yield Limit.NO_SUCH_INTENSITY
    elif now.price is not None and now.lighter_price >= now.price:
        yield Limit.NOT_LIGHTER
    if asked.intensity in now.granted:
        yield Limit.GRANTED_BEFORE
    if asked.etmalen > (now.grant.valid_until - end_of_change(asked, now)).days:
        yield Limit.DO_NOT_FIT


@dataclass(frozen=True)
class Outcome:
    """The grant after a change: its last day, its ceiling in cents and its etmalen."""

    valid_until: date
    committed: int
    etmalen: int | None


def outcome(asked: Changing, now: Running) -> Outcome:
    """What an allowed change makes of the grant.

    A stay that ends earlier keeps the etmalen that are due and those that still fit before its end; the rest
    is free at once. What is free of hours shows at the final line: how many were made is told later.
    """
    grant, end = now.grant, end_of_change(asked, now)
    account = grant.account
    if not now.is_stay:
        committed = account.committed
        if asked.kind is ChangeKind.PHASE_OUT:
            committed = account.due + sum(step.amount for step in asked.schedule)
        elif asked.ceiling_cents is not None:
            committed = asked.ceiling_cents
        return Outcome(end, committed, None)
    has = grant.etmalen or 0
    etmalen = has
    if asked.kind is ChangeKind.PHASE_OUT:
        etmalen = account.due_etmalen + sum(step.amount for step in asked.schedule)
    elif asked.kind in {ChangeKind.EXTEND, ChangeKind.RAISE, ChangeKind.LOWER}:
        etmalen = asked.etmalen or has
    elif asked.kind in ENDS_EARLIER:
        nights = max((end - now.first_day).days + 1, 0)
        etmalen = min(has, max(nights, account.due_etmalen))
    if etmalen > has:
        return Outcome(end, account.committed + (now.price or 0) * (etmalen - has), etmalen)
    return Outcome(end, max(account.due, _share(account.committed, etmalen, has)), etmalen)


def _share(cents: int, part: int, whole: int) -> int:
    """Rounded half up, so that nothing is lost of what may still become due."""
    return (2 * cents * part + whole) // (2 * whole) if whole else cents


@dataclass(frozen=True)
class Change:
    """A change as it was made. `committed_by` and `etmalen_by`: below zero where money and nights came free.

    `followed_by`: the entitlement at the lighter intensity. `noted`: what should be on record and is not.
    """

    id: UUID
    entitlement: UUID
    request: UUID
    client: UUID
    municipality: str
    component: Component
    kind: ChangeKind
    reason: ChangeReason
    policy_sha256: str
    valid_until: date
    valid_until_before: date
    committed_by: int = 0
    etmalen_by: int = 0
    schedule: tuple[Step, ...] = ()
    followed_by: UUID | None = None
    overrides: tuple[Precondition, ...] = ()
    noted: tuple[Precondition, ...] = ()
