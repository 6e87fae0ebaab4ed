"""Cases of the region Kunstland, and what is on record in them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from region_policy.answers import Verdict
from region_policy.cases import Choice, Facts
from region_policy.codes import LegalStep, Precondition, ReferrerType, Route
from region_policy.decisions import check_desk_decision
from region_policy.loader import read_policy
from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord
from region_policy.reasons import Reason, ReasonGiven
from region_policy.register import MunicipalityRegister

DAY = date(2022, 3, 1)
MANDATORY = frozenset({"safe-now", "at-home"})
SMALL = Choice(route=Route.CHOICE_BUDGET, budget="small")
A_STAY = Choice(route=Route.STAY, etmalen=90, intensity="house", help_form="foster-care")


def a_case(referrer: ReferrerType = ReferrerType.MUNICIPALITY, **facts: Any) -> Facts:
    """A nine-year-old in Venlo on 1 March 2022, unless the facts say otherwise."""
    usual: dict[str, Any] = {"municipality": "0983", "age": 9, "decision_day": DAY}
    return Facts(referrer=referrer, **{**usual, **facts})


def on_record(*missing: Precondition, **changed: Any) -> OnRecord:
    """All that any rule asks, but for what is named."""
    present = frozenset(Precondition) - {Precondition.LEGAL_STEPS, Precondition.WEIGHING_LIST, *missing}
    usual = {"present": present, "steps": frozenset(LegalStep), "weighed": MANDATORY}
    return OnRecord(**{**usual, **changed})


def decided(policy: RegionPolicy, *choices: Choice, record: OnRecord | None = None, **facts: Any) -> Verdict:
    return check_desk_decision(policy, a_case(**facts), choices, on_record=record or on_record())


def codes(reasons: Iterable[ReasonGiven]) -> list[Reason]:
    return [reason.code for reason in reasons]


def kept(text: str, register: MunicipalityRegister) -> RegionPolicy:
    """The policy of a text that was in force once, and holds what no file may hold any more."""
    policy, mistakes = read_policy(text, "kept text", register, is_kept=True)
    assert policy is not None, mistakes
    return policy
