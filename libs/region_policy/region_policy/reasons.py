"""Every reason that a decision can give, with its words in Dutch and English in `reasons.yaml`."""

from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from region_policy.codes import LegalStep, Precondition, ReferrerType, Route
from region_policy.language import Language, Name

TEXTS_FILE = Path(__file__).with_name("reasons.yaml")


class Reason(StrEnum):
    POLICY_NOT_YET_IN_FORCE = "policy-not-yet-in-force"
    MUNICIPALITY_UNKNOWN = "municipality-unknown"
    MUNICIPALITY_OUTSIDE_REGION = "municipality-outside-region"
    AGE_OUT_OF_RANGE = "age-out-of-range"
    REFERRER_NOT_IN_POLICY = "referrer-not-in-policy"
    ROUTE_NOT_IN_POLICY = "route-not-in-policy"
    ROUTE_NOT_OPEN_TO_REFERRER = "route-not-open-to-referrer"
    ROUTE_CLOSED_BY_MEASURE = "route-closed-by-measure"
    NO_BUDGET_VALID_ON_DAY = "no-budget-valid-on-day"
    BUDGET_MISSING = "budget-missing"
    BUDGET_UNKNOWN = "budget-unknown"
    BUDGET_NOT_OPEN_TO_REFERRER = "budget-not-open-to-referrer"
    BUDGET_NOT_VALID_ON_DAY = "budget-not-valid-on-day"
    BUDGET_NOT_ON_ROUTE = "budget-not-on-route"
    STAY_NOT_ON_ROUTE = "stay-not-on-route"
    ETMALEN_MISSING = "etmalen-missing"
    ETMALEN_NOT_POSITIVE = "etmalen-not-positive"
    INTENSITY_MISSING = "intensity-missing"
    INTENSITY_UNKNOWN = "intensity-unknown"
    INTENDED_RESULT_MISSING = "intended-result-missing"
    NOTHING_DECIDED = "nothing-decided"
    ONE_ROUTE_PER_COMPONENT = "one-route-per-component"
    LEGAL_STEPS_MISSING = "legal-steps-missing"
    CONSULTATION_PROVIDER_MISSING = "consultation-provider-missing"
    CONSULTATION_FAMILY_MISSING = "consultation-family-missing"
    DETERMINATION_MISSING = "determination-missing"
    LIGHTER_HELP_NOT_WEIGHED = "lighter-help-not-weighed"
    RULE_CANNOT_BE_OVERRIDDEN = "rule-cannot-be-overridden"
    AUTHORISATION_MISSING = "authorisation-missing"
    OUTLASTS_AUTHORISATION = "outlasts-authorisation"
    OPEN_SETTLED_BY_REFERRER = "open-settled-by-referrer"
    OPEN_DECIDED_BY_DESK = "open-decided-by-desk"
    ASSUMED_WHERE_SOURCE_IS_SILENT = "assumed-where-source-is-silent"
    FIRST_FOR_SIMPLE_QUESTION = "first-for-simple-question"
    FIRST_FOR_COMPLEX_QUESTION = "first-for-complex-question"
    FIRST_WHERE_ONLY_STAY_IS_ASKED = "first-where-only-stay-is-asked"


class Texts(BaseModel):
    """`reasons.yaml`: a placeholder in a text is the name of a value of that reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reasons: dict[Reason, Name]
    routes: dict[Route, Name]
    referrers: dict[ReferrerType, Name]
    preconditions: dict[Precondition, Name]
    legal_steps: dict[LegalStep, Name]


@cache
def texts() -> Texts:
    return Texts.model_validate(yaml.safe_load(TEXTS_FILE.read_text(encoding="utf-8")))


class ReasonGiven(BaseModel):
    """A reason with what it is about. A value is a code, a number, or a name in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Reason
    values: dict[str, int | str | Name] = {}

    def words(self, language: Language) -> dict[str, int | str]:
        return {
            key: value.in_language(language) if isinstance(value, Name) else value
            for key, value in self.values.items()
        }

    def text(self, language: Language) -> str:
        return texts().reasons[self.code].in_language(language).format(**self.words(language))


def because(reason: Reason, **values: int | str | Name) -> ReasonGiven:
    return ReasonGiven(code=reason, values=values)


def route_name(route: Route) -> Name:
    return texts().routes[route]


def referrer_name(referrer: ReferrerType) -> Name:
    return texts().referrers[referrer]


def precondition_name(rule: Precondition) -> Name:
    return texts().preconditions[rule]


def legal_step_name(step: LegalStep) -> Name:
    return texts().legal_steps[step]
