"""What help that is renewed must have on record, by the rules it goes by (ZHZ-10, NV-13). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from access.domain.decision import Decision
from access.domain.entitlement import Grant
from region_policy.cases import Choice, Facts
from region_policy.codes import Firmness, Precondition
from region_policy.decisions import asking_of, desk_rule
from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord
from region_policy.preconditions import (
    asked_by,
    broken_by_the_record,
    component_of,
    noted,
    overridden,
)
from region_policy.reasons import ReasonGiven

VIEWS = frozenset({Precondition.VIEW_FAMILY, Precondition.VIEW_ACCESS_WORKER, Precondition.VIEW_PROFESSIONAL})
SAID_ANEW = VIEWS | {Precondition.PROGRESS_EVALUATION, Precondition.NECESSITY, Precondition.LONGEST_DURATION}
"""What was said of earlier help says nothing of going on with it."""


@dataclass(frozen=True)
class Continued:
    broken: tuple[ReasonGiven, ...]
    overridden: tuple[Precondition, ...]
    noted: tuple[Precondition, ...]


def choice_of(policy: RegionPolicy, decision: Decision, grant: Grant, days: int | None) -> Choice:
    """The choice that gave this grant, for so many days from the first of all that followed on each other.

    None where the change makes it no longer: then nobody asks how long it takes.
    """
    found = next(
        (each for each in decision.choices if component_of(policy, each) is grant.component),
        decision.choices[0],
    )
    return found.model_copy(update={"days": days})


def with_what_stands(record: OnRecord, earlier: OnRecord | None) -> OnRecord:
    """The record of a change, with what was found when the help was granted and is not asked anew."""
    if earlier is None:
        return record
    kept = tuple(rule for rule in earlier.overrides if rule not in SAID_ANEW)
    return record.model_copy(
        update={
            "present": record.present | (earlier.present - SAID_ANEW),
            "steps": record.steps | earlier.steps,
            "weighed": record.weighed | earlier.weighed,
            "overrides": tuple(dict.fromkeys((*record.overrides, *kept))),
        }
    )


def check_continuing(
    policy: RegionPolicy, facts: Facts, choices: Sequence[Choice], *, record: OnRecord, kept: OnRecord | None
) -> Continued:
    """What going on lacks. `kept`: what was on record of the help until now.

    A route that the desk itself does not have asks nothing of the desk.
    """
    policy = policy.of(facts.municipality)
    rule = desk_rule(policy, facts)
    opened = [(found, each) for each in choices if rule and (found := rule.open_route(each.route))]
    whole = with_what_stands(record, kept)
    asking = asking_of(policy, facts, rule, choices, whole)
    asked = asked_by(opened, asking)
    # What was set aside at the start binds nobody where the rules no longer ask it.
    still = tuple(
        rule for rule in whole.overrides if rule in record.overrides or asked.get(rule) is Firmness.SOFT
    )
    whole = whole.model_copy(update={"overrides": still})
    return Continued(
        broken=tuple(broken_by_the_record(asked, whole, asking)),
        overridden=overridden(asked, whole),
        noted=noted(asked, whole),
    )
