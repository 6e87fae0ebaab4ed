"""The municipality refuses a request, on a ground that is its to judge."""

from dataclasses import replace
from uuid import UUID

from access.domain.request import (
    JUDGES_NEED,
    NEXT,
    STEPS,
    Ground,
    Outcome,
    Request,
    RequestStatus,
    may_judge_need,
)
from access.domain.words import StepFound, Words, on_record
from access.store import requests, signals
from access.usecases.close_entitlement import close_request
from access.usecases.make_decision import WORDS
from access.usecases.reasons import NEED_IS_NOT_YOURS, told
from access.usecases.request_key import key_of_request
from region_policy.preconditions import steps_missing
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, RuleBroken


async def refuse_request(
    tx: Transaction,
    request_id: UUID,
    ground: Ground,
    *,
    legal_steps: tuple[StepFound, ...],
    if_match: str | None,
) -> None:
    """Close the request as refused, and tell who asked.

    A refusal on need is the municipality's own decision, so the five legal steps go with it (LAW-04); on
    what a doctor or an institution with a measure asks nobody can refuse on need (LAW-02, LAW-03). Raises
    ImpossibleStep, VersionMissing, VersionStale and RuleBroken.
    """
    request = await requests.request(tx, request_id, lock=True)
    if request is None:
        raise NotFound
    if request.status is not RequestStatus.OPEN or RequestStatus.CLOSED not in NEXT[request.status]:
        raise ImpossibleStep(possible_steps=STEPS[request.status])
    require_match(request, if_match)
    words = Words(legal_steps=legal_steps)
    if ground in JUDGES_NEED:
        _require_right_to_judge(tx, request, words)
    sealed = None
    if legal_steps:
        key = await key_of_request(tx, request.id)
        sealed = key.seal(words.model_dump_json(), WORDS)
    await signals.add_refusal(tx, request.id, ground, sealed)
    # A refusal is a decision: what was a report is by that an application of today.
    applied_on = request.applied_on or local_day(tx.now)
    refused = replace(request, refused=(ground.value,), applied_on=applied_on)
    await close_request(tx, refused, Outcome.REFUSED)


def _require_right_to_judge(tx: Transaction, request: Request, words: Words) -> None:
    if not may_judge_need(request.facts_on(local_day(tx.now))):
        raise RuleBroken(reasons=[NEED_IS_NOT_YOURS])
    record = on_record(None, words, is_supervised=False, authorised=None)
    if record.missing_steps:
        raise RuleBroken(reasons=told([steps_missing(record)]))
