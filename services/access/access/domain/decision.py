"""A decision: what each component gets, on facts, by the policy of the day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from access.domain.product import price
from access.domain.words import Period
from region_policy.cases import Choice, Facts
from region_policy.codes import (
    PRODUCT_ROUTES,
    Component,
    DecisionKind,
    Funding,
    Precondition,
    QuantityUnit,
    Route,
    SettledBy,
)
from region_policy.decisions import advise
from region_policy.model import PolicyIdentity, RegionPolicy, in_force_on
from region_policy.money import amount_of_stay
from region_policy.on_record import OnRecord
from region_policy.preconditions import component_of
from region_policy.reasons import ReasonGiven
from region_policy.rules_of_products import days_of, nights_of
from region_policy.terms import last_day_of_term


@dataclass(frozen=True)
class Decision:
    """`facts`, `choices`, what was on `record` and the policy's hash are kept, so that the decision can be
    taken again later. `record` is None where the referrer decided.

    `overrides`: the soft rules set aside with a reason. `noted`: what was not on record and stopped nobody.
    `awarded_provider` and `start_on` are set where a quote was awarded: the provider is bound already, from
    that day on.
    """

    id: UUID
    version: int
    request: UUID
    client: UUID
    region: str
    municipality: str
    policy: PolicyIdentity
    decided_by: SettledBy
    facts: Facts
    choices: tuple[Choice, ...]
    grounds: tuple[ReasonGiven, ...]
    preferred_provider: UUID | None
    decided_at: datetime
    record: OnRecord | None = None
    overrides: tuple[Precondition, ...] = ()
    noted: tuple[Precondition, ...] = ()
    kind: DecisionKind = DecisionKind.START
    awarded_provider: UUID | None = None
    start_on: date | None = None

    @property
    def decided_on(self) -> date:
        return self.facts.decision_day


@dataclass(frozen=True)
class Granted:
    """One component of what is given, from a first to a last day, both included.

    Ambulatory: a ceiling in cents. A stay: so many etmalen at one intensity; its ceiling in cents is their
    price on the day of decision, which an indexed tariff never raises. `provider` is asked first. `product`:
    what was granted by name from the policy's catalogue, so much of it in its own unit.
    """

    route: Route
    component: Component
    ceiling_cents: int
    illustrative: bool
    valid_from: date
    valid_until: date
    budget: str | None = None
    intensity: str | None = None
    etmalen: int | None = None
    provider: UUID | None = None
    authorised_until: date | None = None
    product: str | None = None
    quantity: int | None = None
    unit: QuantityUnit | None = None


def is_settled_now(choice: Choice, settled_by: SettledBy | None) -> bool:
    """Whether the referrer's word alone grants it: it says all that the ceiling needs, but for a quote."""
    return settled_by is SettledBy.REFERRER and choice.route is not Route.QUOTE


def what_is_granted(
    policy: RegionPolicy,
    facts: Facts,
    choice: Choice,
    *,
    provider: UUID | None = None,
    authorised: Period | None = None,
    stay_since: date | None = None,
) -> Granted:
    """The ceiling and period of a choice that `check` or `check_desk_decision` has allowed.

    Where the choice of the budget is left to the provider, the largest one that is open counts as the
    ceiling (our reading: what the provider may pick must be there to pay). `stay_since`: the first night in a
    crisis bed, from which a stay counts (IJS-37).
    """
    day = facts.decision_day
    if choice.route is Route.STAY:
        return stay_granted(policy, choice, day, provider=provider, authorised=authorised, since=stay_since)
    if choice.route in PRODUCT_ROUTES:
        return product_granted(
            policy, choice, day, provider=provider, authorised=authorised, since=stay_since
        )
    if choice.route is Route.ONE_OFF_CONTRACT:
        return contract_granted(policy, choice, day, provider=provider)
    if choice.route is Route.LEFT_TO_PROVIDER:
        possible = advise(policy, facts).on(choice.route).budgets
        budget = max(possible, key=lambda each: each.ceiling_cents)
        longest = max(each.duration_days for each in possible)
        illustrative = any(each.illustrative for each in possible)
        return _budget(day, choice.route, None, budget.ceiling_cents, longest, illustrative, provider)
    chosen = policy.budgets[choice.budget or ""]
    cents, days = chosen.ceiling_cents, chosen.duration_days
    return _budget(day, choice.route, chosen.id, cents, days, chosen.illustrative, provider)


def first_night(day: date, since: date | None) -> date:
    """From which day a stay counts: that of the decision, or the first night in a crisis bed before it."""
    return day if since is None else min(day, since)


def stay_granted(
    policy: RegionPolicy,
    choice: Choice,
    day: date,
    *,
    provider: UUID | None,
    authorised: Period | None,
    since: date | None = None,
) -> Granted:
    """So many etmalen at one intensity, to begin within the policy's term (IJS-30).

    The number of etmalen bounds the stay; the period leaves room for a later beginning, but lies within that
    of the authorisation (LAW-09). What began in a crisis bed counts from its first night.
    """
    assert choice.etmalen is not None, "a stay has its etmalen"
    first = first_night(day, since)
    first = first if authorised is None else max(first, authorised.start)
    begins_by = last_day_of_term(policy.terms.stay_start, since=max(first, day))
    last = begins_by + timedelta(days=choice.etmalen - 1)
    intensity = policy.all_intensities[choice.intensity or ""]
    tariff = in_force_on(intensity.tariffs, day)
    assert tariff is not None, "no policy has an intensity without a tariff on its own days"
    return Granted(
        route=choice.route,
        component=Component.STAY,
        ceiling_cents=amount_of_stay(tariff.cents_per_etmaal, choice.etmalen),
        illustrative=intensity.illustrative or tariff.illustrative,
        valid_from=first,
        valid_until=last if authorised is None else min(last, authorised.end),
        intensity=intensity.id,
        etmalen=choice.etmalen,
        provider=provider,
        authorised_until=authorised.end if authorised else None,
    )


def product_granted(
    policy: RegionPolicy,
    choice: Choice,
    day: date,
    *,
    provider: UUID | None,
    authorised: Period | None,
    since: date | None = None,
) -> Granted:
    """So much of a product as was decided, at the tariff of the day of decision (HLM-21).

    P x q: the price of that quantity. A result: that of one piece. Standing ready: no amount for one person.
    """
    product = policy.products_by_id[choice.product or ""]
    quantity = 1 if product.funding is Funding.RESULT else choice.quantity
    nights = nights_of(policy, choice)
    bound = authorised if nights is not None else None
    first = day if nights is None else first_night(day, since)
    first = first if bound is None else max(first, bound.start)
    last = _last_day(policy, choice, first, nights)
    tariff = in_force_on(product.tariffs, day)
    return Granted(
        route=choice.route,
        component=component_of(policy, choice),
        ceiling_cents=0 if tariff is None else price(product.unit, tariff.cents, quantity or 0),
        illustrative=product.illustrative or (tariff is not None and tariff.illustrative),
        valid_from=first,
        valid_until=last if bound is None else min(last, bound.end),
        etmalen=nights,
        provider=provider,
        authorised_until=bound.end if bound else None,
        product=product.id,
        quantity=quantity,
        unit=product.unit,
    )


def contract_granted(policy: RegionPolicy, choice: Choice, day: date, *, provider: UUID | None) -> Granted:
    """What a contract for this one young person agreed: an amount, for so many days (HLM-20)."""
    assert choice.ceiling_cents is not None, "a contract for one case has its amount"
    return Granted(
        route=choice.route,
        component=Component.AMBULATORY,
        ceiling_cents=choice.ceiling_cents,
        illustrative=False,
        valid_from=day,
        valid_until=_last_day(policy, choice, day, None),
        provider=provider,
    )


def _last_day(policy: RegionPolicy, choice: Choice, first: date, nights: int | None) -> date:
    days = days_of(policy, choice)
    if days is not None:
        return first + timedelta(days=days - 1)
    assert nights is not None, "what lacks its period was refused before"
    return last_day_of_term(policy.terms.stay_start, since=first) + timedelta(days=nights - 1)


def _budget(
    day: date,
    route: Route,
    budget: str | None,
    cents: int,
    days: int,
    illustrative: bool,
    provider: UUID | None,
) -> Granted:
    return Granted(
        route=route,
        component=Component.AMBULATORY,
        ceiling_cents=cents,
        illustrative=illustrative,
        valid_from=day,
        valid_until=day + timedelta(days=days - 1),
        budget=budget,
        provider=provider,
    )
