"""Decisions of a period in numbers: by month, who decided, who referred, route and budget (IJS-42)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from access.domain.decision_counts import ShownFigures, shown
from access.store import decision_figures as store
from access.usecases.whose_figures import whose_figures
from region_policy.codes import ReferrerType, Route, SettledBy
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.months import months_between
from wirekit.small_cells import CountTable, count_tables

NO_BUDGET = "none"


@dataclass(frozen=True)
class DecisionsCounted:
    """`of_desk`: the desks' own decisions. The tables have a row for each municipality."""

    of_desk: ShownFigures
    months: CountTable
    deciders: CountTable
    referrers: CountTable
    routes: CountTable
    budgets: CountTable


async def count_decisions(tx: Transaction, own: Organisation, *, first: date, last: date) -> DecisionsCounted:
    """Of whole months, from the first up to and including the last day."""
    whose = whose_figures(tx, own, min(local_day(tx.now), last))
    codes = tuple(whose)
    # A region is no party to what its municipalities decide: it sees numbers.
    async with tx.seeing_all():
        of_desk = shown(await store.decision_figures(tx, codes, first=first, last=last))
        decided = await store.decided(tx, codes, first=first, last=last)
        granted = await store.granted(tx, codes, first=first, last=last)
    listed = [each.id for policy in whose.values() for each in policy.choice_budgets.items]
    budgets = dict.fromkeys([*listed, *sorted({each.budget for each in granted if each.budget}), NO_BUDGET])
    of_decisions = count_tables(
        codes,
        {
            "months": (months_between(first, last), _by(decided, "month")),
            "deciders": (_codes(SettledBy), _by(decided, "decided_by")),
            "referrers": (_codes(ReferrerType), _by(decided, "referrer")),
        },
    )
    of_grants = count_tables(
        codes,
        {
            "routes": (_codes(Route), _by(granted, "route")),
            "budgets": (tuple(budgets), _by(granted, "budget")),
        },
    )
    return DecisionsCounted(of_desk=of_desk, **of_decisions, **of_grants)


def _codes(kind: type[SettledBy] | type[ReferrerType] | type[Route]) -> tuple[str, ...]:
    return tuple(each.value for each in kind)


def _by(counted: Iterable[store.Decided | store.Granted], name: str) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for each in counted:
        found[each.municipality, getattr(each, name) or NO_BUDGET] += each.times
    return found
