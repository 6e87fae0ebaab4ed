"""What a decision letter (beschikking) says, without whom it is for: typed content, made of what was decided.

The room `referral` adds name, address and the day of sending, and sets it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from access.domain.change import ChangeKind, ChangeReason, Step
from access.domain.decision import Decision
from access.domain.entitlement import Grant
from access.domain.request import Ground, Request, as_the_desk
from access.domain.words import Statement, StepFound, Words
from region_policy.codes import CareForm, Component, QuantityUnit, ReferrerType, Route, SettledBy
from region_policy.language import Name
from region_policy.model import RegionPolicy
from region_policy.terms import local_day

REFUSED_BECAUSE: Mapping[str, Name] = {
    "need": Name(
        nl="De gemeente vindt dat deze jeugdhulp niet nodig is.",
        en="The municipality finds that this youth care is not needed.",
    ),
    "own-strength": Name(
        nl="De gemeente vindt dat het gezin en de mensen eromheen dit zelf kunnen oplossen.",
        en="The municipality finds that the family and the people around it can solve this themselves.",
    ),
    "other-provision": Name(
        nl="Een andere wet gaat voor, zoals die voor school, zorg of verzekering. Daar kunt u hulp vragen.",
        en="Another act goes first, such as that on school, care or insurance. You can ask for help there.",
    ),
    "other-municipality": Name(
        nl="Een andere gemeente moet over deze jeugdhulp besluiten.",
        en="Another municipality must decide on this youth care.",
    ),
    "outside-measure": Name(
        nl="Deze jeugdhulp valt buiten de maatregel van de rechter.",
        en="This youth care falls outside the measure that the court has ordered.",
    ),
    "not-contracted": Name(
        nl="De gemeente heeft met deze aanbieder geen afspraken.",
        en="The municipality has no agreements with this provider.",
    ),
    "tariff": Name(
        nl="De prijs die is gevraagd, past niet bij de afspraken van de gemeente.",
        en="The price that was asked does not fit the municipality's agreements.",
    ),
}
"""By the code of the ground; a test holds that none is without words."""


@dataclass(frozen=True)
class AskedFor:
    """What was asked, and on which day (Europe/Amsterdam). `help`: the name of the budget or intensity."""

    on: date
    by: ReferrerType
    route: Route
    forms: tuple[CareForm, ...]
    help: Name | None
    etmalen: int | None


@dataclass(frozen=True)
class GivenInLetter:
    """One component of what is given, from a first to a last day, both included.

    `ceiling_cents` is the most that it may cost. `provider` is set where it is bound by the decision itself.
    """

    grant: UUID
    component: Component
    help: Name | None
    etmalen: int | None
    ceiling_cents: int
    valid_from: date
    valid_until: date
    provider: UUID | None


@dataclass(frozen=True)
class RefusedInLetter:
    """`heard_on` and `said` are those of the hearing, None for a refusal on form (LAW-12)."""

    ground: Ground
    because: Name
    heard_on: date | None = None
    said: str | None = None


@dataclass(frozen=True)
class FreeHelpInLetter:
    """To which help that needs no decision; the family was heard on a day, and what it said (LAW-12)."""

    provision: Name | None
    heard_on: date
    said: str


@dataclass(frozen=True)
class LighterInLetter:
    """The stay that goes on at a lighter intensity, so many etmalen up to a last day."""

    help: Name | None
    etmalen: int | None
    valid_until: date


@dataclass(frozen=True)
class ChangedInLetter:
    """What the municipality changed of running help (ZHZ-07), and since which day it is otherwise.

    `…_by`: how much more, below zero how much less; `unit` is that of the quantity of a product. `said`:
    the statements on how it went and why it is needed.
    """

    change: UUID
    grant: UUID
    kind: ChangeKind
    reason: ChangeReason
    because: Name
    component: Component
    help: Name | None
    from_day: date
    valid_until: date
    valid_until_before: date
    ceiling_by_cents: int
    etmalen_by: int
    quantity_by: int
    unit: QuantityUnit | None
    schedule: tuple[Step, ...]
    lighter: LighterInLetter | None
    said: tuple[Statement, ...]


@dataclass(frozen=True)
class LetterContent:
    """`decision` and `decided_by` are None for a refusal, free help and a change: only the desk does so.

    A field that a later rule asks for is added here and in `content_of_…`, and nowhere else in this room
    but in the shape that shows it.
    """

    request: UUID
    decision: UUID | None
    region: str
    municipality: str
    decided_on: date
    decided_by: SettledBy | None
    legal_ground: Name | None
    asked: AskedFor
    given: tuple[GivenInLetter, ...]
    refused: RefusedInLetter | None
    free_help: FreeHelpInLetter | None
    changed: ChangedInLetter | None
    steps: tuple[StepFound, ...]
    intended_result: str | None
    personal_budget_answer: str | None


def content_of_decision(
    policy: RegionPolicy,
    request: Request,
    decision: Decision,
    grants: Sequence[Grant],
    *,
    words: Words | None,
    intended_result: str | None,
) -> LetterContent:
    """`policy` is the one of the day of the decision; the words are None where the referrer decided."""
    by_desk = decision.decided_by is SettledBy.DESK
    facts = as_the_desk(policy, decision.facts) if by_desk else decision.facts
    rule = policy.rule_for(facts.referrer, measure_in_force=facts.measure_in_force)
    return LetterContent(
        request=request.id,
        decision=decision.id,
        region=decision.region,
        municipality=decision.municipality,
        decided_on=decision.decided_on,
        decided_by=decision.decided_by,
        legal_ground=rule.legal_ground if rule else None,
        asked=asked_for(policy, request),
        given=tuple(_given(policy, decision, grant) for grant in grants),
        refused=None,
        free_help=None,
        changed=None,
        steps=words.legal_steps if words else (),
        intended_result=intended_result,
        personal_budget_answer=words.personal_budget_answer if words else None,
    )


def content_of_refusal(
    policy: RegionPolicy,
    request: Request,
    *,
    on: date,
    words: Words | None,
    refused: RefusedInLetter | None = None,
    free_help: FreeHelpInLetter | None = None,
) -> LetterContent:
    """Of a refusal, or of free help that the family does not want: nothing is given.

    `policy` is the one of that day; the words go with all that judges the need.
    """
    facts = as_the_desk(policy, request.facts_on(on))
    rule = policy.rule_for(facts.referrer, measure_in_force=facts.measure_in_force)
    return LetterContent(
        request=request.id,
        decision=None,
        region=request.region,
        municipality=request.municipality,
        decided_on=on,
        decided_by=None,
        legal_ground=rule.legal_ground if rule else None,
        asked=asked_for(policy, request),
        given=(),
        refused=refused,
        free_help=free_help,
        changed=None,
        steps=words.legal_steps if words else (),
        intended_result=None,
        personal_budget_answer=words.personal_budget_answer if words else None,
    )


def asked_for(policy: RegionPolicy, request: Request) -> AskedFor:
    choice = request.choice
    return AskedFor(
        on=local_day(request.submitted_at),
        by=request.facts.referrer,
        route=choice.route,
        forms=request.facts.forms,
        help=name_of_help(policy, choice.budget, choice.intensity, choice.product),
        etmalen=choice.etmalen,
    )


def _given(policy: RegionPolicy, decision: Decision, grant: Grant) -> GivenInLetter:
    return GivenInLetter(
        grant=grant.id,
        component=grant.component,
        help=name_of_help(policy, grant.budget, grant.intensity, grant.product),
        etmalen=grant.etmalen,
        ceiling_cents=grant.account.committed,
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        provider=decision.awarded_provider,
    )


def name_of_help(
    policy: RegionPolicy, budget: str | None, intensity: str | None, product: str | None
) -> Name | None:
    """As the region calls it; None for what has no name of its own, such as a quote."""
    found = (
        policy.budget(budget or "")
        or policy.intensity(intensity or "")
        or policy.products_by_id.get(product or "")
    )
    return found.name if found else None
