"""The municipality, or the institution that referred, asks a provider for a quote."""

from uuid import UUID

from pydantic import BaseModel

from access.domain.quote import QuoteRequest, QuoteStatus, broken_by_asking
from access.domain.request import STEPS, Request, RequestStatus
from access.events_quotes import quote_event
from access.store import quotes, requests
from access.usecases.facts_of_today import facts_of_today
from access.usecases.move_quote import QUOTE_ANSWER
from access.usecases.policy_of_today import policy_of_today
from access.usecases.read_request import determined
from access.usecases.reasons import told
from access.usecases.reasons_of_quotes import (
    ASKED_ALREADY,
    NO_SUCH_PROVIDER,
    NOT_YOURS_TO_ASK,
    REASON_FOR_MORE,
    too_many_providers,
)
from access.usecases.request_key import key_of_request
from access.usecases.rules_of_quotes import rules_of_quotes
from region_policy.codes import REFERS_AS, ReferrerType, Route
from region_policy.model import RegionPolicy
from region_policy.terms import end_of_term, local_day
from servicekit.organisations import known_organisation
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, ReasonGiven, RuleBroken

PROVIDER_KINDS = frozenset({"provider", "independent-practice", "crisis-provider"})


def question_of(quote_request_id: UUID) -> str:
    """The field under which the question is sealed; those of two quote requests do not open each other."""
    return f"quote_question:{quote_request_id}"


def result_of(quote_request_id: UUID) -> str:
    return f"quote_result:{quote_request_id}"


def reason_of(quote_request_id: UUID) -> str:
    return f"quote_reason:{quote_request_id}"


async def ask_quote(
    tx: Transaction,
    request_id: UUID,
    *,
    provider: UUID,
    question: str,
    result: str | None,
    term_days: int | None,
    reason: str | None,
    ground: str | None,
    key: str,
    body: BaseModel,
) -> QuoteRequest:
    """Put the question to this provider and start the clock of its answer (IJS-13).

    The intended result goes with it: the one that is said, or that an institution has determined.
    The same key with the same body answers with what was made before. Raises ImpossibleStep where the
    request is not open any more, and RuleBroken with every reason.
    """
    claimed = await claim(tx, key, body, about=request_id)
    if claimed.made_before:
        earlier = await quotes.quote_request(tx, claimed.resource_id)
        assert earlier is not None, "a claimed key was stored with its quote request"
        return earlier
    request = await requests.request(tx, request_id, lock=True)
    if request is None:
        raise NotFound
    if request.status is not RequestStatus.OPEN:
        raise ImpossibleStep(possible_steps=STEPS[request.status])
    policy = policy_of_today(tx, request)
    asked_as = REFERS_AS[tx.caller.role]
    broken = await _broken(
        tx, request, policy, provider, asked_as, has_reason=reason is not None, ground=ground
    )
    if broken:
        raise RuleBroken(reasons=broken)
    asked = QuoteRequest(
        id=claimed.resource_id,
        version=1,
        status=QuoteStatus.ASKED,
        request=request.id,
        region=request.region,
        municipality=request.municipality,
        client=request.client,
        provider=provider,
        asked_by=tx.caller.organisation,
        asked_as=asked_as,
        asked_at=tx.now,
        due_at=end_of_term(rules_of_quotes(policy).answer, since=local_day(tx.now)),
        ground=ground,
        term_days=term_days,
    )
    data_key = await key_of_request(tx, request.id)
    result = result or await _determined_result(tx, request.id)
    await quotes.add(
        tx,
        asked,
        question=data_key.seal(question, question_of(asked.id)),
        result=data_key.seal(result, result_of(asked.id)) if result is not None else None,
        reason=data_key.seal(reason, reason_of(asked.id)) if reason is not None else None,
    )
    tx.set_deadline(QUOTE_ANSWER, asked.id, region=asked.region, owner=str(provider), due_at=asked.due_at)
    tx.publish(quote_event(asked))
    return asked


async def _determined_result(tx: Transaction, request_id: UUID) -> str | None:
    found = await determined(tx, request_id)
    return found.words.intended_result if found and found.words else None


async def _broken(
    tx: Transaction,
    request: Request,
    policy: RegionPolicy,
    provider: UUID,
    asked_as: ReferrerType,
    *,
    has_reason: bool,
    ground: str | None,
) -> list[ReasonGiven]:
    """Every reason why this provider cannot be asked now. Only quotes that are open still count."""
    facts = await facts_of_today(tx, request, local_day(tx.now))
    by_referrer = request.choice.route is Route.QUOTE
    broken = told(broken_by_asking(policy, facts, referrer_asked_quote=by_referrer, ground=ground))
    if asked_as not in rules_of_quotes(policy).asked_by:
        broken.append(NOT_YOURS_TO_ASK)
    if not await may_be_asked(tx, provider, request.region):
        broken.append(NO_SUCH_PROVIDER)
    running = await quotes.open_of(tx, request.id)
    if any(each.provider == provider for each in running):
        broken.append(ASKED_ALREADY)
    elif len(running) >= rules_of_quotes(policy).most_providers:
        broken.append(too_many_providers(rules_of_quotes(policy).most_providers))
    elif running and not has_reason:
        broken.append(REASON_FOR_MORE)
    return broken


async def may_be_asked(tx: Transaction, provider: UUID, region: str) -> bool:
    """Whether this is a provider that works in the region now."""
    known = await known_organisation(tx, provider)
    return (
        known is not None and known.kind in PROVIDER_KINDS and region in known.regions and known.works(tx.now)
    )
