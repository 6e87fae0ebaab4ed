"""What the region's policy says of a step of the demonstration: the answers that the house must give."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from region_policy.answers import Advice, Verdict
from region_policy.cases import Choice, Facts
from region_policy.codes import BUDGET_ROUTES, REFERS_AS, CareForm, Complexity, Route, TermUnit
from region_policy.decisions import advise, check, check_desk_decision
from region_policy.loader import Policies
from region_policy.model import RegionPolicy, tariff_on
from region_policy.money import amount_cents

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SATURDAY = 5


def today() -> date:
    """The day that it is in the Netherlands."""
    return datetime.now(AMSTERDAM).date()


def end_of_day(day: date) -> datetime:
    """The instant (UTC) at which this day is over in the Netherlands."""
    return datetime.combine(day + timedelta(days=1), time.min, AMSTERDAM).astimezone(UTC)


@dataclass(frozen=True)
class Expected:
    """The policy of one region, asked by the demonstration. Days are those of Europe/Amsterdam."""

    policies: Policies
    region: str

    def on(self, day: date) -> RegionPolicy:
        """The policy in force. Raises NoPolicyInForce."""
        return self.policies.in_force(self.region, on=day)

    def facts(
        self,
        role: str,
        municipality: str,
        age: int,
        *,
        complexity: Complexity = Complexity.SIMPLE,
        forms: tuple[CareForm, ...] = (CareForm.AMBULATORY,),
        domains: tuple[str, ...] = (),
    ) -> Facts:
        """The case as it is today. Raises KeyError for a role that does not refer."""
        return Facts(
            municipality=municipality,
            referrer=REFERS_AS[role],
            age=age,
            complexity=complexity,
            forms=forms,
            domains=domains,
            decision_day=today(),
        )

    def advice(self, facts: Facts) -> Advice:
        return advise(self.on(facts.decision_day), facts)

    def verdict(self, facts: Facts, choice: Choice) -> Verdict:
        """On what a referrer asks."""
        return check(self.on(facts.decision_day), facts, choice)

    def desk_verdict(self, facts: Facts, choice: Choice, intended_result: str | None) -> Verdict:
        """On what the access desk decides."""
        return check_desk_decision(
            self.on(facts.decision_day), facts, choice, intended_result=intended_result
        )

    def ceiling_cents(self, facts: Facts, choice: Choice) -> int:
        """What the choice sets apart; where it is left to the provider, the largest open budget."""
        if choice.route not in BUDGET_ROUTES:
            return 0
        policy = self.on(facts.decision_day)
        if choice.route is Route.CHOICE_BUDGET and choice.budget is not None:
            return policy.budgets[choice.budget].ceiling_cents
        return max(budget.ceiling_cents for budget in advise(policy, facts).on(choice.route).budgets)

    def amount_cents(self, function_group: str, minutes: int, day: date) -> int:
        """Tariff of the day x minutes / 60, half up (IJS-19). Raises NoTariff."""
        return amount_cents(tariff_on(self.on(day), function_group, day), minutes)

    def decision_due_at(self, since: date) -> datetime:
        """The end (UTC) of the desk's term on an application of this day."""
        term = self.on(since).terms.decision
        last = since
        for _ in range(term.length):
            last += timedelta(days=1)
            while term.unit is TermUnit.WORKING_DAYS and last.weekday() >= SATURDAY:
                last += timedelta(days=1)
        return end_of_day(last)
