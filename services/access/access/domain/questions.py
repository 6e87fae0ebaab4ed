"""What the desk must still fill in for a decision: each question once, however many rules ask it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from access.domain.stated import ONE_QUESTION
from region_policy.cases import Choice, Facts
from region_policy.codes import (
    BUDGET_ROUTES,
    PRODUCT_ROUTES,
    Firmness,
    Funding,
    LegalStep,
    Precondition,
    Route,
)
from region_policy.language import Name
from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord
from region_policy.reasons import field_name, legal_step_name, precondition_name
from region_policy.rules_of_products import lacks_period

ASKED_BY_STEP: Mapping[Precondition, LegalStep] = {
    Precondition.INTENDED_RESULT: LegalStep.HELP,
    Precondition.LIGHTER_HELP_WEIGHED: LegalStep.OWN_STRENGTH,
    Precondition.VIEW_ACCESS_WORKER: LegalStep.GRANT,
}
"""Where the five findings are asked, these are no questions of their own."""
ASKED_BY_CONSULTATION: Mapping[Precondition, Precondition] = {
    Precondition.VIEW_FAMILY: Precondition.CONSULTATION_FAMILY,
    Precondition.VIEW_PROFESSIONAL: Precondition.CONSULTATION_PROVIDER,
}
NO_FIELD = frozenset({Precondition.DETERMINATION, Precondition.LONGEST_DURATION})
"""What somebody else puts on record, and what only another choice can mend."""


@dataclass(frozen=True)
class Question:
    """`field`: the code by which a page finds its field."""

    field: str
    name: Name
    is_answered: bool


def questions(
    policy: RegionPolicy,
    facts: Facts,
    choices: Sequence[Choice],
    asked: Mapping[Precondition, Firmness],
    record: OnRecord,
) -> tuple[Question, ...]:
    """Every field that these choices need, in the order in which a desk works. A noted rule needs none."""
    needed = {rule for rule, firmness in asked.items() if firmness is not Firmness.NOTED}
    found = [*_of_the_record(policy, needed, record)]
    for choice in choices:
        found += _of_the_choice(policy, facts, choice)
    return tuple({question.field: question for question in found}.values())


def _of_the_record(policy: RegionPolicy, needed: set[Precondition], record: OnRecord) -> Iterator[Question]:
    if Precondition.LEGAL_STEPS in needed:
        for step in LegalStep:
            yield Question(f"finding-{step}", legal_step_name(step), step in record.steps)
    for rule in Precondition:
        if rule not in needed or rule in NO_FIELD or rule is Precondition.LEGAL_STEPS:
            continue
        if rule in ASKED_BY_STEP and Precondition.LEGAL_STEPS in needed:
            continue
        if ASKED_BY_CONSULTATION.get(rule) in needed or _is_asked_with_another(rule, needed):
            continue
        if rule is Precondition.WEIGHING_LIST:
            yield from _of_the_weighing_list(policy, record)
        else:
            yield Question(rule, precondition_name(rule), record.has(rule) or rule in record.overrides)


def _is_asked_with_another(rule: Precondition, needed: set[Precondition]) -> bool:
    """Whether an earlier rule of the same question is asked already."""
    return any(
        rule in same and other in needed and (rule not in ONE_QUESTION or other < rule)
        for other, same in ONE_QUESTION.items()
    )


def _of_the_weighing_list(policy: RegionPolicy, record: OnRecord) -> Iterator[Question]:
    for item in policy.desk.weighing.items if policy.desk.weighing else ():
        if item.mandatory:
            yield Question(f"weighing-{item.id}", item.name, item.id in record.weighed)


def _of_the_choice(policy: RegionPolicy, facts: Facts, choice: Choice) -> Iterator[Question]:
    fields: dict[str, bool] = {}
    if choice.route is Route.CHOICE_BUDGET and choice.route in BUDGET_ROUTES:
        fields["budget"] = choice.budget is not None
    if choice.route is Route.STAY:
        fields |= {"intensity": choice.intensity is not None, "etmalen": choice.etmalen is not None}
    if choice.route in PRODUCT_ROUTES:
        fields |= _of_the_product(policy, choice)
    if lacks_period(policy, choice.model_copy(update={"days": None})):
        fields["days"] = choice.days is not None
    if choice.route is Route.ONE_OFF_CONTRACT:
        fields["ceiling"] = choice.ceiling_cents is not None
    rule = policy.rules_of_routes.get(choice.route)
    if rule is not None and facts.referrer in rule.ground_needed_from:
        fields["ground"] = choice.ground is not None
    for field, is_answered in fields.items():
        yield Question(field, field_name(field), is_answered)


def _of_the_product(policy: RegionPolicy, choice: Choice) -> dict[str, bool]:
    fields = {"product": choice.product is not None}
    product = policy.products_by_id.get(choice.product or "")
    if product is not None and product.funding is Funding.EFFORT:
        fields["quantity"] = choice.quantity is not None
    if product is not None and product.funding is Funding.AVAILABILITY:
        fields["days"] = choice.days is not None
    return fields
