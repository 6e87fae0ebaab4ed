"""What the responsible municipality sees of a request."""

from dataclasses import dataclass
from uuid import UUID

from access.domain.decision import Decision
from access.domain.determination import DeterminationWords, Determined
from access.domain.entitlement import Grant
from access.domain.request import STEPS, Request, as_the_desk
from access.domain.weighing import open_items
from access.domain.words import Words
from access.store import decisions, determinations, news, quotes, ready, requests
from access.usecases.facts_of_today import facts_of_today
from access.usecases.list_requests import policy_of
from access.usecases.make_decision import INTENDED_RESULT, WORDS
from access.usecases.policy_of_decision import policy_of_decision
from access.usecases.read_door import DoorSeen, seen_at_the_door
from access.usecases.request_key import opened as opened
from region_policy.answers import Advice
from region_policy.decisions import advise
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.problems import NotFound

DETERMINATION = "determination"
"""The field under which the words of a determination are sealed."""


@dataclass(frozen=True)
class DecisionSeen:
    """The words are None where the referrer decided, or where the key was destroyed.

    `weighing_open`: the items of the policy's weighing list without a finding, where the desk decided.
    """

    decision: Decision
    grants: tuple[Grant, ...]
    intended_result: str | None
    words: Words | None
    weighing_open: tuple[str, ...]


@dataclass(frozen=True)
class RequestSeen:
    """`policy`: the one of today. `preference`: the quote request that the institution prefers; `quotes`: how
    many were ever asked.

    `at_the_door`: triages, questions, and who of the desk did what.
    """

    request: Request
    owner: UUID | None
    advice: Advice | None
    decision: DecisionSeen | None
    determined: Determined | None
    preference: UUID | None
    quotes: int
    policy: RegionPolicy | None
    at_the_door: DoorSeen
    possible_steps: tuple[str, ...]


async def read_request(tx: Transaction, request_id: UUID) -> RequestSeen:
    """The request with the desk's advice by the policy of today. The look is recorded. Raises NotFound."""
    request = await requests.request(tx, request_id)
    if request is None:
        raise NotFound
    tx.looked_at(request.client, "request")
    await news.look(tx, request.id)
    day = local_day(tx.now)
    policy = policy_of(tx, request.region)
    facts = await facts_of_today(tx, request, day)
    advice = advise(policy, as_the_desk(policy, facts)) if policy else None
    owner = await requests.desk_of(tx, request.municipality)
    standing = await ready.of_request(tx, request_id)
    return RequestSeen(
        request,
        owner,
        advice,
        await _decision(tx, request_id),
        determined=await determined(tx, request_id),
        preference=await quotes.preferred_of(tx, request_id),
        quotes=await quotes.count_of(tx, request_id),
        policy=policy,
        at_the_door=await seen_at_the_door(tx, request, owner),
        possible_steps=(standing.possible_steps if standing else ()) or STEPS[request.status],
    )


async def read_decision(tx: Transaction, request_id: UUID, decision_id: UUID | None = None) -> DecisionSeen:
    """The decision on a request. The look is recorded. Raises NotFound."""
    seen = await _decision(tx, request_id)
    if seen is None or decision_id not in (None, seen.decision.id):
        raise NotFound
    tx.looked_at(seen.decision.client, "decision")
    return seen


async def read_determination(tx: Transaction, request_id: UUID) -> tuple[Request, Determined]:
    """The determination with its request. The look is recorded. Raises NotFound."""
    request, found = await requests.request(tx, request_id), await determined(tx, request_id)
    if request is None or found is None:
        raise NotFound
    tx.looked_at(request.client, "determination")
    return request, found


async def determined(tx: Transaction, request_id: UUID) -> Determined | None:
    """What the institution determined, if it did."""
    stored = await determinations.of_request(tx, request_id)
    if stored is None:
        return None
    words = await opened(tx, request_id, stored[1], DETERMINATION)
    return Determined(stored[0], DeterminationWords.model_validate_json(words) if words else None)


async def _decision(tx: Transaction, request_id: UUID) -> DecisionSeen | None:
    found = await decisions.of_request(tx, request_id)
    if found is None:
        return None
    grants = tuple(await decisions.grants_of(tx, request_id))
    words = await opened(tx, request_id, found.words, WORDS)
    return DecisionSeen(
        found.decision,
        grants,
        await opened(tx, request_id, found.intended_result, INTENDED_RESULT),
        Words.model_validate_json(words) if words is not None else None,
        await _weighing_open(tx, found.decision),
    )


async def _weighing_open(tx: Transaction, decision: Decision) -> tuple[str, ...]:
    if decision.record is None:
        return ()
    return open_items(await policy_of_decision(tx, decision), decision.record)
