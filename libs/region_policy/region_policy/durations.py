"""How long help runs by what was chosen, and whether that is longer than its route allows. Pure."""

from collections.abc import Iterable, Iterator

from region_policy.cases import Choice
from region_policy.codes import Route
from region_policy.model import RegionPolicy
from region_policy.parts_routes import LongestDuration
from region_policy.reasons import Reason, ReasonGiven, because, route_name
from region_policy.rules_of_products import nights_of


def stated_days(policy: RegionPolicy, choice: Choice) -> int:
    """How many days a choice says that help runs, however it says so; 0 where it does not.

    In days, in etmalen, in the etmalen of a product that is a place to stay, or by a budget's own duration.
    """
    budget = policy.budget(choice.budget or "") if choice.route is Route.CHOICE_BUDGET else None
    return max(choice.days or 0, nights_of(policy, choice) or 0, budget.duration_days if budget else 0)


def longest_of(policy: RegionPolicy, route: Route) -> LongestDuration | None:
    rule = policy.rules_of_routes.get(route)
    return rule.longest if rule else None


def outlasted(policy: RegionPolicy, choice: Choice) -> LongestDuration | None:
    """The longest duration that this choice goes past; None where it keeps within it, or there is none."""
    longest = longest_of(policy, choice.route)
    return longest if longest is not None and stated_days(policy, choice) > longest.days else None


def broken_by_the_longest(policy: RegionPolicy, choices: Iterable[Choice]) -> Iterator[ReasonGiven]:
    for choice in choices:
        longest = outlasted(policy, choice)
        if longest is not None:
            yield because(
                Reason.DURATION_TOO_LONG,
                route=choice.route,
                route_name=route_name(choice.route),
                days=stated_days(policy, choice),
                most=longest.days,
            )
