"""The municipality refuses a request, on a ground that is its to judge."""

from dataclasses import replace
from uuid import UUID

from access.domain.free_help import Hearing, RefusalWords
from access.domain.request import (
    JUDGES_NEED,
    NEXT,
    STEPS,
    Ground,
    Outcome,
    Request,
    RequestStatus,
    may_judge_need,
    told_as,
)
from access.domain.words import StepFound, on_record
from access.store import requests, signals
from access.usecases.close_entitlement import close_request
from access.usecases.end_ready import require_none_ready
from access.usecases.make_decision import WORDS
from access.usecases.reasons import NEED_IS_NOT_YOURS, told
from access.usecases.reasons_of_routes import HEARING_MISSING
from access.usecases.record_delivery import NOT_IN_FUTURE
from access.usecases.request_key import key_of_request
from region_policy.codes import RejectionCode
from region_policy.preconditions import steps_missing
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound, RuleBroken
from wirekit.texts import Text

CONTENT_IS_NEED = Text(
    nl="code 7 beoordeelt de inhoud en gaat alleen met een grond die de noodzaak beoordeelt",
    en="code 7 judges the content and goes only with a ground that judges the need",
)


async def refuse_request(
    tx: Transaction,
    request_id: UUID,
    ground: Ground,
    code: RejectionCode,
    *,
    hearing: Hearing | None,
    legal_steps: tuple[StepFound, ...],
    if_match: str | None,
) -> None:
    """Close the request as refused, and tell who asked.

    A refusal on need is the municipality's own decision, so the family is heard first and the five legal
    steps go with it (LAW-04, LAW-12); on what a doctor, a court or an institution with a measure asks nobody
    can refuse on need (LAW-02, LAW-03), nor by the `code` for its content.

    Raises InvalidInput, ImpossibleStep, VersionMissing, VersionStale and RuleBroken.
    """
    if hearing is not None and hearing.on > local_day(tx.now):
        raise InvalidInput(errors=[FieldError("hearing.on", NOT_IN_FUTURE)])
    if code is RejectionCode.CONTENT and ground not in JUDGES_NEED:
        raise InvalidInput(errors=[FieldError("rejectionCode", CONTENT_IS_NEED)])
    request = await requests.request(tx, request_id, lock=True)
    if request is None:
        raise NotFound
    if request.status is not RequestStatus.OPEN or RequestStatus.CLOSED not in NEXT[request.status]:
        raise ImpossibleStep(possible_steps=STEPS[request.status])
    await require_none_ready(tx, request.id)
    require_match(request, if_match)
    words = RefusalWords(hearing=hearing, legal_steps=legal_steps)
    if ground in JUDGES_NEED:
        _require_right_to_judge(tx, request, words)
    sealed = None
    if hearing is not None or legal_steps:
        key = await key_of_request(tx, request.id)
        sealed = key.seal(words.model_dump_json(), WORDS)
    await signals.add_refusal(tx, request.id, ground, sealed)
    # A refusal is a decision: what was a report is by that an application of today.
    applied_on = request.applied_on or local_day(tx.now)
    refused = replace(request, refused=(ground.value, told_as(code)), applied_on=applied_on)
    await close_request(tx, refused, Outcome.REFUSED)


def _require_right_to_judge(tx: Transaction, request: Request, words: RefusalWords) -> None:
    if not may_judge_need(request.facts_on(local_day(tx.now))):
        raise RuleBroken(reasons=[NEED_IS_NOT_YOURS])
    record = on_record(None, words, is_supervised=False, authorised=None)
    broken = [] if words.hearing is not None else [HEARING_MISSING]
    if record.missing_steps:
        broken += told([steps_missing(record)])
    if broken:
        raise RuleBroken(reasons=broken)
