"""What a decision letter is to say: asked by the room `referral`, which addresses and sets it."""

from collections.abc import Mapping
from uuid import UUID

from access.domain.contact import provisions_of
from access.domain.entitlement import Grant, rejoined
from access.domain.free_help import FreeHelpWords, RefusalWords, Wish
from access.domain.letter import (
    REFUSED_BECAUSE,
    FreeHelpInLetter,
    LetterContent,
    RefusedInLetter,
    content_of_decision,
    content_of_refusal,
)
from access.domain.letter_of_change import content_of_change
from access.domain.request import Outcome, Request
from access.domain.words import Words
from access.resources import policies
from access.store import changes, decisions, entitlements, free_help, requests, signals
from access.usecases.make_change import words_field
from access.usecases.make_decision import INTENDED_RESULT, WORDS
from access.usecases.policy_of_decision import policy_by_text, policy_of_decision
from access.usecases.reasons import ERASED
from region_policy.terms import local_day
from sealing.keyring import Erased, Sealed
from servicekit.transaction import Transaction
from wirekit.problems import NotFound, RuleBroken

LETTER = "letter"


async def read_letter_content(
    tx: Transaction, request_id: UUID, decision_id: UUID | None, change_id: UUID | None = None
) -> LetterContent:
    """Of this change of running help, or this decision; without either of the refusal of the request, or else
    of the decision on it.

    The look is recorded. Raises NotFound where nothing of the kind was decided, RuleBroken where the words
    were erased.
    """
    request = await requests.request(tx, request_id)
    if request is None:
        raise NotFound
    tx.looked_at(request.client, LETTER)
    if change_id is not None:
        return await _of_change(tx, request, change_id)
    if decision_id is None and request.outcome is Outcome.REFUSED:
        return await _of_refusal(tx, request)
    if decision_id is None and request.outcome is Outcome.FREE_HELP:
        return await _of_free_help(tx, request)
    return await _of_decision(tx, request, decision_id)


async def _of_decision(tx: Transaction, request: Request, decision_id: UUID | None) -> LetterContent:
    stored = await decisions.of_request(tx, request.id)
    if stored is None or decision_id not in (None, stored.decision.id):
        raise NotFound
    said = await _opened(tx, request.id, {WORDS: stored.words, INTENDED_RESULT: stored.intended_result})
    return content_of_decision(
        await policy_of_decision(tx, stored.decision),
        request,
        stored.decision,
        rejoined(await decisions.grants_of(tx, request.id)),
        words=_words(said),
        intended_result=said.get(INTENDED_RESULT),
    )


async def _of_refusal(tx: Transaction, request: Request) -> LetterContent:
    refusal = await signals.refusal_of(tx, request.id)
    assert refusal is not None, "what is closed as refused has its ground"
    day = local_day(refusal.refused_at)
    policy = policies(tx).in_force(request.region, on=day)
    opened = await _opened(tx, request.id, {WORDS: refusal.words})
    words = RefusalWords.model_validate_json(opened[WORDS]) if WORDS in opened else None
    heard = words.hearing if words else None
    refused = RefusedInLetter(
        refusal.ground,
        REFUSED_BECAUSE[refusal.ground],
        heard_on=heard.on if heard else None,
        said=heard.outcome if heard else None,
    )
    return content_of_refusal(policy, request, on=day, words=words, refused=refused)


async def _of_free_help(tx: Transaction, request: Request) -> LetterContent:
    """Only against the wish of the family: it was heard then (LAW-12). Raises NotFound."""
    sent = await free_help.of_request(tx, request.id)
    assert sent is not None, "what is closed with free help was sent there"
    said = await _opened(tx, request.id, {WORDS: sent.words})
    found = FreeHelpWords.model_validate_json(said[WORDS]) if WORDS in said else None
    if sent.wish is not Wish.AGAINST or found is None or found.hearing is None:
        raise NotFound
    day = local_day(sent.sent_at)
    policy = policies(tx).in_force(request.region, on=day)
    provision = provisions_of(policy, request.municipality).get(sent.provision)
    heard = FreeHelpInLetter(provision.name if provision else None, found.hearing.on, found.hearing.outcome)
    return content_of_refusal(policy, request, on=day, words=found.words, free_help=heard)


async def _of_change(tx: Transaction, request: Request, change_id: UUID) -> LetterContent:
    made = await changes.of_request(tx, request.id, change_id)
    if made is None:
        raise NotFound
    field = words_field(change_id)
    said = await _opened(tx, request.id, {field: made.words})
    lighter = made.change.followed_by
    return content_of_change(
        await policy_by_text(tx, request.region, made.change.policy_sha256),
        request,
        made.change,
        await _granted(tx, made.change.entitlement),
        on=local_day(made.changed_at),
        words=Words.model_validate_json(said[field]) if field in said else None,
        lighter=await _granted(tx, lighter) if lighter else None,
    )


async def _granted(tx: Transaction, entitlement_id: UUID) -> Grant:
    entitlement = await entitlements.entitlement(tx, entitlement_id)
    assert entitlement is not None, "a change has its entitlements by foreign keys"
    grant = await decisions.grant(tx, entitlement.grant)
    assert grant is not None, "an entitlement has its grant by a foreign key"
    return grant


async def _opened(tx: Transaction, request_id: UUID, sealed: Mapping[str, Sealed | None]) -> dict[str, str]:
    """The texts by their fields, as far as there are any.

    A letter without its words would be a wrong letter: it is refused, where a page shows a gap.
    """
    there = {field: text for field, text in sealed.items() if text is not None}
    if not there:
        return {}
    try:
        key = await tx.keyring.data_key(tx.session, request_id)
    except Erased:
        raise RuleBroken(reasons=[ERASED]) from None
    return {field: key.open(text, field) for field, text in there.items()}


def _words(said: Mapping[str, str]) -> Words | None:
    return Words.model_validate_json(said[WORDS]) if WORDS in said else None
