"""A worker decides, and that stands ready for a while: checked in full, sealed, told to nobody.

It is made by the ordinary path of a decision or an award. What that would do is done once here and undone, so
that it is refused now by the same rules, with all reasons.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel, TypeAdapter

from access.domain.decision import Decision
from access.domain.quote import BY_HAND, QuoteRequest, QuoteStatus
from access.domain.ready import GOES_AFTER, Ready, ReadyKind, ReadyStatus
from access.domain.request import NEXT, STEPS, Request, RequestStatus
from access.store import determinations, ready, requests
from access.usecases.award_quote import Awarding, award_open_quote
from access.usecases.decide_request import Deciding, decide_open_request
from access.usecases.end_ready import DECISION_READY, require_none_ready
from access.usecases.move_quote import lock_quote
from access.usecases.reasons_of_ready import DETERMINED_SINCE
from access.usecases.request_key import key_of_request, opened
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.caller import Caller
from wirekit.problems import ImpossibleStep, NotFound, RuleBroken

READY_WORDS = "ready"
"""The field under which what was decided is sealed."""


@dataclass(frozen=True)
class Said:
    """What was decided: a decision, or yes to a quote."""

    deciding: Deciding | None = None
    awarding: Awarding | None = None


SAID = TypeAdapter(Said)


async def make_decision_ready(
    tx: Transaction, request_id: UUID, deciding: Deciding, *, key: str, body: BaseModel, if_match: str | None
) -> None:
    """The same key with the same body changes nothing more.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale, and RuleBroken with every reason.
    """
    claimed = await claim(tx, key, body, about=request_id)
    request = await requests.request(tx, request_id, lock=True)
    if request is None:
        raise NotFound
    if claimed.made_before:
        return
    await _require_open(tx, request)
    require_match(request, if_match)
    await _make_ready(tx, request, claimed.resource_id, Said(deciding=deciding))


async def make_award_ready(
    tx: Transaction,
    quote_request_id: UUID,
    awarding: Awarding,
    *,
    key: str,
    body: BaseModel,
    if_match: str | None,
) -> UUID:
    """The same for yes to a quote; gives its request. Raises the same."""
    claimed = await claim(tx, key, body, about=quote_request_id)
    request, asked = await lock_quote(tx, quote_request_id)
    if claimed.made_before:
        return request.id
    await _require_open(tx, request)
    if QuoteStatus.AWARDED not in BY_HAND[asked.status]:
        raise ImpossibleStep(possible_steps=asked.possible_steps)
    require_match(asked, if_match)
    await _make_ready(tx, request, claimed.resource_id, Said(awarding=awarding), asked)
    return request.id


async def _require_open(tx: Transaction, request: Request) -> None:
    if RequestStatus.DECIDED not in NEXT[request.status]:
        raise ImpossibleStep(possible_steps=STEPS[request.status])
    await require_none_ready(tx, request.id)


async def _make_ready(
    tx: Transaction, request: Request, decision_id: UUID, said: Said, asked: QuoteRequest | None = None
) -> None:
    before = await ready.of_request(tx, request.id)
    made_ready = Ready(
        id=decision_id,
        version=before.version + 1 if before else 1,
        request=request.id,
        kind=ReadyKind.AWARD if asked else ReadyKind.DECISION,
        status=ReadyStatus.READY,
        quote_request=asked.id if asked else None,
        subject=tx.caller.subject,
        organisation=tx.caller.organisation,
        role=tx.caller.role,
        ready_at=tx.now,
        goes_at=tx.now + GOES_AFTER,
    )
    async with undone(tx):
        await make(tx, request, made_ready, said)
    key = await key_of_request(tx, request.id)
    await ready.put(tx, made_ready, key.seal(SAID.dump_json(said).decode(), READY_WORDS))
    tx.set_deadline(
        DECISION_READY,
        request.id,
        region=request.region,
        owner=str(made_ready.organisation),
        due_at=made_ready.goes_at,
    )


async def make(tx: Transaction, request: Request, standing: Ready, said: Said) -> Decision:
    """Decide the request, which must be locked and open, in the name of who decided. Raises RuleBroken."""
    found = await determinations.of_request(tx, request.id)
    # As a version does for who decides at once: what an institution determined since then nobody has seen.
    if found is not None and found[0].stored_at > standing.ready_at:
        raise RuleBroken(reasons=[DETERMINED_SINCE])
    by, tx.caller = tx.caller, Caller(standing.subject, standing.organisation, standing.role)
    try:
        if said.awarding is not None and standing.quote_request is not None:
            request, asked = await lock_quote(tx, standing.quote_request)
            return await award_open_quote(tx, request, asked, said.awarding, decision_id=standing.id)
        assert said.deciding is not None, "what stands ready is a decision or an award"
        return await decide_open_request(tx, request, said.deciding, decision_id=standing.id)
    finally:
        tx.caller = by


@asynccontextmanager
async def undone(tx: Transaction) -> AsyncIterator[None]:
    """Inside, everything is done as it will be; none of it stays, and nobody is told."""
    parties, savepoint = tx.parties, await tx.session.begin_nested()
    try:
        yield
    finally:
        await savepoint.rollback()
        tx.session.expire_all()
        tx.parties = parties  # the database took its own back by the same
        tx.forget_gathered()


async def said_of(tx: Transaction, standing: Ready) -> Said | None:
    """What was decided, while it is kept; None also where the key was destroyed."""
    words = await opened(tx, standing.request, await ready.said(tx, standing.request), READY_WORDS)
    return None if words is None else SAID.validate_json(words)
