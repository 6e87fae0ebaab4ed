"""A change of help that runs: what is asked, within which bounds, and what becomes of it (ZHZ-07). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from access.domain.entitlement import EntitlementStatus, Grant
from access.domain.product import price
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


JUDGES_NEED = frozenset(
    {
        ChangeReason.GOALS_REACHED,
        ChangeReason.GOALS_NOT_YET_REACHED,
        ChangeReason.LESS_HELP_NEEDED,
        ChangeReason.LIGHTER_HELP_FITS,
        ChangeReason.OTHER_HELP_FITS,
        ChangeReason.NO_PROGRESS,
    }
)
"""Less help on such a ground says what help is needed: where a doctor or an institution determined that, it
is not the municipality's to say (LAW-02, LAW-03)."""
LESSENS = frozenset(
    {
        ChangeKind.SHORTEN,
        ChangeKind.LOWER,
        ChangeKind.STOP,
        ChangeKind.PHASE_OUT,
        ChangeKind.STEP_DOWN,
    }
)


class Measure(StrEnum):
    """In what help is counted: hours in cents, a stay in etmalen, a product in its own unit."""

    CENTS = "cents"
    ETMALEN = "etmalen"
    QUANTITY = "quantity"


@dataclass(frozen=True)
class Step:
    """One period of a schedule, up to and including `until`, with what may be used in it."""

    until: date
    cents: int | None = None
    etmalen: int | None = None
    quantity: int | None = None

    @property
    def given(self) -> Mapping[Measure, int]:
        return _said(self.cents, self.etmalen, self.quantity)

    @property
    def amount(self) -> int:
        return next(iter(self.given.values()), 0)


@dataclass(frozen=True)
class Changing:
    """What an access worker asks. `valid_until` is the new last day; of a step down the last at the old
    intensity. Ceiling in cents, etmalen and quantity (in the unit of the product) are the new totals; of a
    step down those of the new intensity."""

    kind: ChangeKind
    reason: ChangeReason
    words: Words
    valid_until: date | None = None
    ceiling_cents: int | None = None
    etmalen: int | None = None
    quantity: int | None = None
    intensity: str | None = None
    schedule: tuple[Step, ...] = ()
    authorised: Period | None = None

    @property
    def given(self) -> Mapping[Measure, int]:
        return _said(self.ceiling_cents, self.etmalen, self.quantity)


def _said(*sizes: int | None) -> Mapping[Measure, int]:
    return {measure: size for measure, size in zip(Measure, sizes, strict=True) if size is not None}


SIZES = frozenset({"ceiling_cents", "etmalen", "quantity"})
FIELDS: Mapping[ChangeKind, tuple[frozenset[str], frozenset[str]]] = {
    ChangeKind.EXTEND: (frozenset({"valid_until"}), SIZES | {"authorisation"}),
    ChangeKind.SHORTEN: (frozenset({"valid_until"}), frozenset()),
    ChangeKind.RAISE: (frozenset(), SIZES),
    ChangeKind.LOWER: (frozenset(), SIZES),
    ChangeKind.STOP: (frozenset(), frozenset({"valid_until"})),
    ChangeKind.PHASE_OUT: (frozenset({"schedule"}), frozenset()),
    ChangeKind.STEP_DOWN: (frozenset({"valid_until", "etmalen", "intensity"}), frozenset()),
}
"""Of each kind that can be asked: the fields that it needs, and those that it may have besides."""


@dataclass(frozen=True)
class Running:
    """The help as it runs. `last_delivered`: the last day of which the provider told something;
    `started_on`: the first day of care, where it is known.

    `price` in cents today: per etmaal, or per unit of the product (per hour of minutes); `lighter_price` of
    the intensity that is stepped down to; None where there is no such tariff. `due_units`: how much of the
    product is due. `budgets`: the ceilings in cents that a choice budget may have; None for other help.
    `granted`: the intensities of the decision. `owed`: how many etmalen an earlier provider may still tell
    of its own days, paid from what moved on to this grant (NV-23).
    """

    grant: Grant
    today: date
    last_delivered: date | None = None
    started_on: date | None = None
    price: int | None = None
    lighter_price: int | None = None
    due_units: int = 0
    budgets: frozenset[int] | None = None
    granted: frozenset[str] = frozenset()
    owed: int = 0

    @property
    def is_stay(self) -> bool:
        """Counted in etmalen: of an intensity, or of a product that is a place to stay."""
        return self.grant.etmalen is not None

    @property
    def measure(self) -> Measure:
        if self.grant.product is not None:
            return Measure.QUANTITY
        return Measure.ETMALEN if self.is_stay else Measure.CENTS

    @property
    def has(self) -> int:
        """How much is granted, in its own measure."""
        sizes = {Measure.ETMALEN: self.grant.etmalen, Measure.QUANTITY: self.grant.quantity}
        return sizes.get(self.measure, self.grant.account.committed) or 0

    @property
    def due(self) -> int:
        """How much of that is due already."""
        sizes = {Measure.ETMALEN: self.grant.account.due_etmalen, Measure.QUANTITY: self.due_units}
        return sizes.get(self.measure, self.grant.account.due)

    @property
    def first_day(self) -> date:
        return max(self.grant.valid_from, self.started_on or self.grant.valid_from)


def end_of_change(asked: Changing, now: Running) -> date:
    """The last day of the help after it; a stop without a day is as of today, or of its first day to come."""
    if asked.schedule:
        return asked.schedule[-1].until
    if asked.kind is ChangeKind.STOP:
        as_of_now = max(now.grant.valid_from, min(now.today, now.grant.valid_until))
        return asked.valid_until or as_of_now
    return asked.valid_until or now.grant.valid_until


@dataclass(frozen=True)
class Outcome:
    """The grant after a change: its last day, its ceiling in cents, its etmalen, and units of a product."""

    valid_until: date
    committed: int
    etmalen: int | None
    quantity: int | None


def outcome(asked: Changing, now: Running) -> Outcome:
    """What an allowed change makes of the grant.

    A stay that ends earlier keeps the etmalen that are due and those that still fit before its end; the rest
    is free at once. What is free of hours shows at the final line: how many were made is told later. What is
    added to a stay or a product costs the tariff of today; what was granted before never becomes dearer.
    """
    grant, end = now.grant, end_of_change(asked, now)
    size = _size_after(asked, now, end)
    if now.measure is Measure.CENTS:
        return Outcome(end, size, None, None)
    committed = grant.account.committed
    if size > now.has:
        committed += price(grant.unit, now.price or 0, size - now.has)
    elif size < now.has:
        committed = grant.account.due + _share_of_left(now, size - now.due)
    quantity = None if grant.quantity is None else size
    return Outcome(end, committed, size if now.is_stay else None, quantity)


def scheduled(asked: Changing, now: Running) -> tuple[Step, ...]:
    """The periods of a schedule; units of a product with the money that goes with them, or as its nights."""
    if now.measure is not Measure.QUANTITY:
        return asked.schedule
    if now.is_stay:
        return tuple(replace(step, etmalen=step.quantity) for step in asked.schedule)
    steps, units, cents = [], 0, 0
    for step in asked.schedule:
        units += step.amount
        steps.append(replace(step, cents=_share_of_left(now, units) - cents))
        cents = _share_of_left(now, units)
    return tuple(steps)


def _size_after(asked: Changing, now: Running, end: date) -> int:
    """In the measure of the help."""
    if asked.kind is ChangeKind.PHASE_OUT:
        return min(now.has, now.due + sum(step.amount for step in asked.schedule) + now.owed)
    if asked.kind in ENDS_EARLIER:
        nights = max((end - now.first_day).days + 1, 0)
        return min(now.has, max(nights, now.due) + now.owed) if now.is_stay else now.has
    return asked.given.get(now.measure, now.has)


def _share_of_left(now: Running, units: int) -> int:
    """Cents for so many of the units that are not due yet: rounded half up, so that nothing is lost of what
    may still become due."""
    left, all_left = now.grant.account.left, now.has - now.due
    return (2 * left * units + all_left) // (2 * all_left)


@dataclass(frozen=True)
class Change:
    """A change as it was made. `committed_by`, `etmalen_by` and `quantity_by` (in the unit of the product):
    below zero where money, nights and units came free.

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
    quantity_by: int = 0
    schedule: tuple[Step, ...] = ()
    followed_by: UUID | None = None
    overrides: tuple[Precondition, ...] = ()
    noted: tuple[Precondition, ...] = ()
