"""Try a decision without taking it: what forbids it, and what is still to be filled in."""

from dataclasses import dataclass
from uuid import UUID

from access.domain.decision import Granted, what_is_granted
from access.domain.questions import Question, questions
from access.domain.request import STEPS, Request, RequestStatus
from access.domain.weighing import open_items
from access.domain.words import Period
from access.store import requests
from access.usecases.broken_by_the_route import broken_by_the_route
from access.usecases.decide_request import Deciding, on_file
from access.usecases.facts_of_today import facts_of_today
from access.usecases.policy_of_today import policy_of_today
from access.usecases.reasons import ERASED, told
from access.usecases.request_key import is_erased
from region_policy.cases import Choice, Facts
from region_policy.codes import Precondition
from region_policy.decisions import (
    asked_of_the_desk,
    broken_by_the_choice,
    check_desk_decision,
    desk_rule,
)
from region_policy.model import RegionPolicy
from region_policy.rules_of_products import broken_by_nobody_deciding
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, ReasonGiven


@dataclass(frozen=True)
class Tried:
    """`noted`: what should be on record and stops nobody; `weighing_open`: what was not weighed.

    `granted`: what each choice would give, as soon as it says enough for a price.
    """

    broken: tuple[ReasonGiven, ...]
    questions: tuple[Question, ...]
    noted: tuple[Precondition, ...]
    weighing_open: tuple[str, ...]
    granted: tuple[Granted | None, ...]


async def check_decision(tx: Transaction, request_id: UUID, deciding: Deciding) -> Tried:
    """Every reason, and every question with whether it is answered; nothing is stored.

    Raises NotFound, and ImpossibleStep where nothing can be decided any more.
    """
    request = await requests.request(tx, request_id)
    if request is None:
        raise NotFound
    if request.status is not RequestStatus.OPEN:
        raise ImpossibleStep(possible_steps=STEPS[request.status])
    day = local_day(tx.now)
    policy, facts = policy_of_today(tx, request), await facts_of_today(tx, request, day)
    file = await on_file(tx, request, deciding, day)
    verdict = check_desk_decision(policy, facts, deciding.choices, on_record=file.record)
    asked = asked_of_the_desk(policy, facts, deciding.choices, on_record=file.record)
    unfit = await broken_by_the_route(tx, policy, deciding.choices, deciding.asked_first(request))
    broken = [*told(verdict.broken), *file.broken, *unfit]
    if not broken and await is_erased(tx, request.id):
        broken.append(ERASED)
    return Tried(
        broken=tuple(broken),
        questions=questions(policy, facts, deciding.choices, asked, file.record),
        noted=verdict.noted,
        weighing_open=open_items(policy, file.record),
        granted=tuple(
            _granted(policy, facts, choice, request, file.deciding.authorised) for choice in deciding.choices
        ),
    )


def _granted(
    policy: RegionPolicy, facts: Facts, choice: Choice, request: Request, authorised: Period | None
) -> Granted | None:
    """None while the choice itself breaks a rule or lacks something; what is on record does not matter."""
    of_place = policy.of(facts.municipality)
    if [
        *broken_by_the_choice(of_place, facts, choice, desk_rule(policy, facts)),
        *broken_by_nobody_deciding(choice),
    ]:
        return None
    return what_is_granted(policy, facts, choice, authorised=authorised, stay_since=request.stay_since)
