"""What the responsible municipality sees of a request."""

from dataclasses import dataclass
from uuid import UUID

from access.domain.decision import Decision
from access.domain.entitlement import Grant
from access.domain.request import Request, as_the_desk
from access.resources import policies
from access.store import decisions, requests
from access.usecases.decide_request import INTENDED_RESULT
from region_policy.answers import Advice
from region_policy.decisions import advise
from region_policy.loader import NoPolicyInForce
from region_policy.terms import local_day
from servicekit.encryption import Erased, Sealed
from servicekit.transaction import Transaction
from wirekit.problems import NotFound


@dataclass(frozen=True)
class DecisionSeen:
    """`intended_result` is None where the referrer decided, or where the key was destroyed."""

    decision: Decision
    grants: tuple[Grant, ...]
    intended_result: str | None


@dataclass(frozen=True)
class RequestSeen:
    request: Request
    owner: UUID | None
    advice: Advice | None
    decision: DecisionSeen | None


async def read_request(tx: Transaction, request_id: UUID) -> RequestSeen:
    """The request with the desk's advice by the policy of today. The look is recorded. Raises NotFound."""
    request = await requests.request(tx, request_id)
    if request is None:
        raise NotFound
    tx.looked_at(request.client, "request")
    day = local_day(tx.now)
    try:
        policy = policies(tx).in_force(request.region, on=day)
        advice = advise(policy, as_the_desk(policy, request.facts_on(day)))
    except NoPolicyInForce:
        advice = None
    owner = await requests.desk_of(tx, request.municipality)
    return RequestSeen(request, owner, advice, await _decision(tx, request_id))


async def read_decision(tx: Transaction, request_id: UUID, decision_id: UUID | None = None) -> DecisionSeen:
    """The decision on a request. The look is recorded. Raises NotFound."""
    seen = await _decision(tx, request_id)
    if seen is None or decision_id not in (None, seen.decision.id):
        raise NotFound
    tx.looked_at(seen.decision.client, "decision")
    return seen


async def open_words(tx: Transaction, request_id: UUID, sealed: Sealed | None) -> str | None:
    if sealed is None:
        return None
    try:
        key = await tx.keyring.data_key(tx.session, request_id)
    except Erased:
        return None
    return key.open(sealed, INTENDED_RESULT)


async def _decision(tx: Transaction, request_id: UUID) -> DecisionSeen | None:
    found = await decisions.of_request(tx, request_id)
    if found is None:
        return None
    decision, sealed = found
    grants = tuple(await decisions.grants_of(tx, request_id))
    return DecisionSeen(decision, grants, await open_words(tx, request_id, sealed))
