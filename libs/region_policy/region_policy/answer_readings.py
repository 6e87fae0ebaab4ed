"""Advice and verdict as others read them: camelCase, every reason with its words in one language."""

from datetime import date

from pydantic.alias_generators import to_camel

from region_policy.answers import Advice, RouteAdvice, Verdict
from region_policy.codes import Component, Firmness, HelpForm, Precondition, Route, SettledBy
from region_policy.language import Language
from region_policy.model import PolicyIdentity
from region_policy.readings_base import Read
from region_policy.reasons import Reason, ReasonGiven, precondition_name, route_name


class PolicyIdentityRead(Read):
    region: str
    valid_from: date
    sha256: str

    @classmethod
    def of(cls, identity: PolicyIdentity) -> "PolicyIdentityRead":
        return cls.model_validate(identity)


class ReasonRead(Read):
    """`values` are the codes, numbers and names in the text; a name stands in the language asked."""

    code: Reason
    values: dict[str, int | str]
    text: str

    @classmethod
    def of(cls, reason: ReasonGiven, language: Language) -> "ReasonRead":
        values = {to_camel(key): value for key, value in reason.words(language).items()}
        return cls(code=reason.code, values=values, text=reason.text(language))


class BudgetOpenRead(Read):
    id: str
    name: str
    ceiling_cents: int
    duration_days: int
    illustrative: bool


class PreconditionAsked(Read):
    """What must be on record before the desk decides; a soft one gives way to a reason, a noted one to all.

    `fromAge`: asked from this age on. `helpForms`: asked of a stay in these forms only.
    """

    rule: Precondition
    name: str
    firmness: Firmness
    from_age: int | None
    help_forms: tuple[HelpForm, ...]
    illustrative: bool


class RouteAdviceRead(Read):
    route: Route
    name: str
    is_open: bool
    settled_by: SettledBy | None
    budgets: tuple[BudgetOpenRead, ...]
    preconditions: tuple[PreconditionAsked, ...]
    reasons: tuple[ReasonRead, ...]

    @classmethod
    def of(cls, advice: RouteAdvice, language: Language) -> "RouteAdviceRead":
        budgets = tuple(
            BudgetOpenRead(
                id=budget.id,
                name=budget.name.in_language(language),
                ceiling_cents=budget.ceiling_cents,
                duration_days=budget.duration_days,
                illustrative=budget.illustrative,
            )
            for budget in advice.budgets
        )
        return cls(
            route=advice.route,
            name=route_name(advice.route).in_language(language),
            is_open=advice.is_open,
            settled_by=advice.settled_by,
            budgets=budgets,
            preconditions=tuple(
                PreconditionAsked(
                    rule=each.rule,
                    name=precondition_name(each.rule).in_language(language),
                    firmness=each.firmness,
                    from_age=each.from_age,
                    help_forms=each.help_forms,
                    illustrative=each.illustrative,
                )
                for each in advice.preconditions
            ),
            reasons=reasons_read(advice.reasons, language),
        )


class RecommendationRead(Read):
    route: Route
    reasons: tuple[ReasonRead, ...]


class AdviceRead(Read):
    """`components`: under which parts of youth care the question falls. `offered`: open routes, in order."""

    policy: PolicyIdentityRead
    components: tuple[Component, ...]
    routes: tuple[RouteAdviceRead, ...]
    offered: tuple[Route, ...]
    recommended: RecommendationRead | None

    @classmethod
    def of(cls, advice: Advice, language: Language) -> "AdviceRead":
        first = advice.recommended
        return cls(
            policy=PolicyIdentityRead.of(advice.policy),
            components=advice.components,
            offered=advice.offered,
            routes=tuple(RouteAdviceRead.of(route, language) for route in advice.routes),
            recommended=None
            if first is None
            else RecommendationRead(route=first.route, reasons=reasons_read(first.reasons, language)),
        )


class VerdictRead(Read):
    """`broken` is empty when the choice is allowed; `settledBy` is null when it is not.

    `overridden`: soft rules that gave way to a reason. `noted`: what is not on record, and stops nobody.
    """

    policy: PolicyIdentityRead
    is_allowed: bool
    settled_by: SettledBy | None
    broken: tuple[ReasonRead, ...]
    grounds: tuple[ReasonRead, ...]
    overridden: tuple[Precondition, ...]
    noted: tuple[Precondition, ...]

    @classmethod
    def of(cls, verdict: Verdict, language: Language) -> "VerdictRead":
        return cls(
            policy=PolicyIdentityRead.of(verdict.policy),
            is_allowed=verdict.is_allowed,
            settled_by=verdict.settled_by,
            broken=reasons_read(verdict.broken, language),
            grounds=reasons_read(verdict.grounds, language),
            overridden=verdict.overridden,
            noted=verdict.noted,
        )


def reasons_read(reasons: tuple[ReasonGiven, ...], language: Language) -> tuple[ReasonRead, ...]:
    return tuple(ReasonRead.of(reason, language) for reason in reasons)
