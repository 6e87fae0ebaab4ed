"""What the region's policy says of a step of the demonstration: the answers that the house must give."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from region_policy.answers import Advice, Verdict
from region_policy.cases import Choice, Facts
from region_policy.codes import BUDGET_ROUTES, REFERS_AS, CareForm, Complexity, Route, TermUnit
from region_policy.decisions import advise, check, check_award, check_desk_decision, desk_rule
from region_policy.loader import Policies
from region_policy.model import RegionPolicy, etmaal_tariff_on, tariff_on
from region_policy.money import amount_cents, amount_of_stay
from region_policy.on_record import OnRecord

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
        measure_in_force: bool = False,
    ) -> Facts:
        """The case as it is today. Raises KeyError for a role that does not refer."""
        return Facts(
            municipality=municipality,
            referrer=REFERS_AS[role],
            measure_in_force=measure_in_force,
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

    def desk_verdict(self, facts: Facts, choices: Sequence[Choice], record: OnRecord) -> Verdict:
        """On what the access desk decides, with what it has on record."""
        return check_desk_decision(self.on(facts.decision_day), facts, choices, on_record=record)

    def award_verdict(self, facts: Facts, record: OnRecord) -> Verdict:
        """On the award of a quote that the referrer asked, as far as it does not hang on the etmalen."""
        policy, day = self.on(facts.decision_day), facts.decision_day
        return check_award(
            policy, facts, referrer_asked_quote=True, etmalen=(), first_day=day, on_record=record
        )

    def drill_term(self) -> timedelta:
        """After which an alarm of a drill climbs."""
        return timedelta(seconds=self.on(today()).crisis.times.drill_acknowledge_seconds)

    def numbers(self) -> set[str]:
        """What everybody may call."""
        return {each.number for each in self.on(today()).crisis.numbers.items}

    def as_the_desk(self, facts: Facts) -> Advice:
        """What is open to the desk on a referrer's request."""
        policy = self.on(facts.decision_day)
        rule = desk_rule(policy, facts)
        referrer = facts.referrer if rule is None else rule.referrer
        return advise(policy, facts.model_copy(update={"referrer": referrer}))

    def budgets(self) -> tuple[str, ...]:
        """The ids of every choice budget."""
        return tuple(self.on(today()).budgets)

    def ceiling_cents(self, facts: Facts, choice: Choice) -> int:
        """What the choice sets apart; where it is left to the provider, the largest open budget.

        A stay: etmalen x tariff per etmaal of the day.
        """
        policy, day = self.on(facts.decision_day), facts.decision_day
        if choice.route is Route.STAY and choice.etmalen is not None:
            return amount_of_stay(etmaal_tariff_on(policy, choice.intensity or "", day), choice.etmalen)
        if choice.route not in BUDGET_ROUTES:
            return 0
        if choice.route is Route.CHOICE_BUDGET and choice.budget is not None:
            return policy.budgets[choice.budget].ceiling_cents
        return max(budget.ceiling_cents for budget in advise(policy, facts).on(choice.route).budgets)

    def stay_cents(self, intensity: str, etmalen: int, day: date) -> int:
        """Tariff per etmaal of the day x etmalen (IJS-27). Raises NoTariff."""
        return amount_of_stay(etmaal_tariff_on(self.on(day), intensity, day), etmalen)

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
