"""Every reason that a decision can give, with its words in Dutch and English in `reasons.yaml`."""

from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from region_policy.codes import CareForm, Funding, LegalStep, Precondition, ReferrerType, Route
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
    NO_INTENSITY_TARIFF_ON_DAY = "no-intensity-tariff-on-day"
    HELP_FORM_IS_NO_STAY = "help-form-is-no-stay"
    HELP_FORM_NOT_OF_INTENSITY = "help-form-not-of-intensity"
    INTENDED_RESULT_MISSING = "intended-result-missing"
    NOTHING_DECIDED = "nothing-decided"
    ONE_ROUTE_PER_COMPONENT = "one-route-per-component"
    LEGAL_STEPS_MISSING = "legal-steps-missing"
    CONSULTATION_PROVIDER_MISSING = "consultation-provider-missing"
    CONSULTATION_FAMILY_MISSING = "consultation-family-missing"
    DETERMINATION_MISSING = "determination-missing"
    LIGHTER_HELP_NOT_WEIGHED = "lighter-help-not-weighed"
    FAMILY_GROUP_PLAN_NOT_OFFERED = "family-group-plan-not-offered"
    WEIGHING_ITEMS_MISSING = "weighing-items-missing"
    VIEW_FAMILY_MISSING = "view-family-missing"
    VIEW_ACCESS_WORKER_MISSING = "view-access-worker-missing"
    VIEW_PROFESSIONAL_MISSING = "view-professional-missing"
    AWAY_FROM_HOME_REASON_MISSING = "away-from-home-reason-missing"
    AMBULATORY_NOT_WEIGHED = "ambulatory-not-weighed"
    HEAVIER_ROUTE_REASON_MISSING = "heavier-route-reason-missing"
    PLACE_ELSEWHERE_REASON_MISSING = "place-elsewhere-reason-missing"
    FAMILY_SETTING_NOT_WEIGHED = "family-setting-not-weighed"
    PERSPECTIVE_PLAN_MISSING = "perspective-plan-missing"
    PROGRESS_EVALUATION_MISSING = "progress-evaluation-missing"
    NECESSITY_MISSING = "necessity-missing"
    DURATION_TOO_LONG = "duration-too-long"
    DURATION_NOT_POSITIVE = "duration-not-positive"
    GROUND_MISSING = "ground-missing"
    GROUND_UNKNOWN = "ground-unknown"
    PRODUCT_MISSING = "product-missing"
    PRODUCT_UNKNOWN = "product-unknown"
    PRODUCT_NOT_ON_ROUTE = "product-not-on-route"
    FIELD_NEEDED_BY_FUNDING = "field-needed-by-funding"
    FIELD_NOT_WITH_FUNDING = "field-not-with-funding"
    QUANTITY_NOT_POSITIVE = "quantity-not-positive"
    NO_PRODUCT_TARIFF_ON_DAY = "no-product-tariff-on-day"
    AGREED_AMOUNT_MISSING = "agreed-amount-missing"
    AGREED_AMOUNT_NOT_ON_ROUTE = "agreed-amount-not-on-route"
    PLACE_ONLY_FOR_AMBULATORY = "place-only-for-ambulatory"
    NO_DECISION_ON_ROUTE = "no-decision-on-route"
    CATEGORY_UNKNOWN = "category-unknown"
    CATEGORY_OUTSIDE_MODEL = "category-outside-model"
    PROLONGED_NEEDS_GROUND = "prolonged-needs-ground"
    PROLONGED_GROUND_TOO_YOUNG = "prolonged-ground-too-young"
    CLOSED_BY_MUNICIPALITY = "closed-by-municipality"
    SET_BY_MUNICIPALITY = "set-by-municipality"
    RULE_CANNOT_BE_OVERRIDDEN = "rule-cannot-be-overridden"
    AUTHORISATION_MISSING = "authorisation-missing"
    OUTLASTS_AUTHORISATION = "outlasts-authorisation"
    OPEN_SETTLED_BY_REFERRER = "open-settled-by-referrer"
    OPEN_DECIDED_BY_DESK = "open-decided-by-desk"
    ASSUMED_WHERE_SOURCE_IS_SILENT = "assumed-where-source-is-silent"
    OPEN_SETTLED_BY_PROVIDER = "open-settled-by-provider"
    OPEN_TO_EVERYBODY = "open-to-everybody"
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
    fundings: dict[Funding, Name]
    fields: dict[str, Name]
    care_forms: dict[CareForm, Name]


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


def funding_name(funding: Funding) -> Name:
    return texts().fundings[funding]


def care_form_name(form: CareForm) -> Name:
    return texts().care_forms[form]


def field_name(field: str) -> Name:
    """Of a field of a choice, such as `quantity`."""
    return texts().fields[field]
