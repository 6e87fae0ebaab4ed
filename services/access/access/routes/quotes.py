"""Quotes: asked of a provider, answered by it, awarded by the municipality."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from access.domain.quote import Hours, Nights
from access.routes.language import AskedLanguage
from access.routes.quote_shapes import (
    AwardCreate,
    DeclineCreate,
    QuoteAsk,
    QuoteCreate,
    QuoteEnd,
    QuoteRequestItem,
    QuoteRequestRead,
    QuoteTried,
    QuoteTry,
)
from access.store import quotes as store
from access.store import requests
from access.usecases.ask_quote import ask_quote as ask
from access.usecases.award_quote import award_quote as award
from access.usecases.check_quote import check_quote as try_out
from access.usecases.decline_quote import decline_quote as decline
from access.usecases.end_quote import end_quote as end
from access.usecases.read_quote import read_quote
from access.usecases.sign_as import who_signs
from access.usecases.submit_quote import submit_quote as submit
from access.usecases.withdraw_quote import withdraw_quote as withdraw
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Page

router = APIRouter(route_class=GuardedRoute, tags=["quotes"])
Limit = Annotated[int, Query(ge=1, le=100)]


@router.post(
    "/requests/{request_id}/quote-requests",
    status_code=status.HTTP_201_CREATED,
    summary="Ask a provider for a quote",
)
async def ask_quote(
    request_id: UUID,
    body: QuoteAsk,
    tx: Tx,
    response: Response,
    idempotency_key: IdempotencyKey,
) -> QuoteRequestRead:
    asked = await ask(
        tx,
        request_id,
        provider=body.provider,
        question=body.question,
        result=body.intended_result,
        term_days=body.term_days,
        reason=body.reason,
        ground=body.ground,
        key=idempotency_key,
        body=body,
    )
    response.headers["Location"] = f"/api/access/v1/quote-requests/{asked.id}"
    return await _seen(asked.id, tx, response)


@router.get(
    "/requests/{request_id}/quote-requests",
    summary="Quotes asked for a request; the ETag is that of the request",
)
async def list_quotes_of_request(
    request_id: UUID, tx: Tx, response: Response, after: UUID | None = None, limit: Limit = 50
) -> Page[QuoteRequestItem]:
    request = await requests.request(tx, request_id)
    if request is not None:
        response.headers["ETag"] = etag(request)
    found = await store.of_request(tx, request_id, after=after, limit=limit + 1)
    items = [QuoteRequestItem.of(asked) for asked in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/quote-requests", summary="Quotes asked of the own organisation, the most pressing first")
async def list_quote_requests(
    tx: Tx,
    organisation: OwnOrganisation,
    state: Literal["open", "all"] = "open",
    after: UUID | None = None,
    limit: Limit = 50,
) -> Page[QuoteRequestItem]:
    tx.looked_at(None, tx.operation)
    found = await store.of_provider(
        tx, organisation.id, only_open=state == "open", after=after, limit=limit + 1
    )
    items = [QuoteRequestItem.of(asked) for asked in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/quote-requests/{quote_request_id}", summary="What was asked, and what was answered")
async def read_quote_request(quote_request_id: UUID, tx: Tx, response: Response) -> QuoteRequestRead:
    return await _seen(quote_request_id, tx, response)


@router.post("/quote-requests/{quote_request_id}/quote", summary="Answer with hours and etmalen")
async def submit_quote(
    quote_request_id: UUID,
    body: QuoteCreate,
    tx: Tx,
    response: Response,
    if_match: IfMatch = None,
) -> QuoteRequestRead:
    await submit(tx, quote_request_id, body.offer(), if_match=if_match)
    return await _seen(quote_request_id, tx, response)


@router.post("/quote-requests/{quote_request_id}/quote-check", summary="Try a quote: nothing is stored")
async def check_quote(quote_request_id: UUID, body: QuoteTry, tx: Tx, language: AskedLanguage) -> QuoteTried:
    tried = await try_out(
        tx,
        quote_request_id,
        hours=[Hours(each.function_group, each.minutes) for each in body.hours],
        stays=[Nights(each.intensity, each.etmalen) for each in body.stay],
        period=body.period,
    )
    return QuoteTried.of(tried, language)


@router.post("/quote-requests/{quote_request_id}/decline", summary="Make no quote, with the reason")
async def decline_quote(
    quote_request_id: UUID,
    body: DeclineCreate,
    tx: Tx,
    response: Response,
    if_match: IfMatch = None,
) -> QuoteRequestRead:
    await decline(tx, quote_request_id, body.reason, if_match=if_match)
    return await _seen(quote_request_id, tx, response)


@router.post("/quote-requests/{quote_request_id}/withdrawal", summary="Take the question back")
async def withdraw_quote(
    quote_request_id: UUID,
    tx: Tx,
    response: Response,
    if_match: IfMatch = None,
) -> QuoteRequestRead:
    await withdraw(tx, quote_request_id, if_match=if_match)
    return await _seen(quote_request_id, tx, response)


@router.post("/quote-requests/{quote_request_id}/no-award", summary="End an answered quote without an award")
async def end_quote(
    quote_request_id: UUID,
    body: QuoteEnd,
    tx: Tx,
    response: Response,
    if_match: IfMatch = None,
) -> QuoteRequestRead:
    await end(tx, quote_request_id, body.because, if_match=if_match)
    return await _seen(quote_request_id, tx, response)


@router.post("/quote-requests/{quote_request_id}/award", summary="Say yes to a quote (offerte akkoord)")
async def award_quote(
    quote_request_id: UUID,
    body: AwardCreate,
    tx: Tx,
    response: Response,
    if_match: IfMatch = None,
) -> QuoteRequestRead:
    await award(tx, quote_request_id, body.awarding(await who_signs(tx)), if_match=if_match)
    return await _seen(quote_request_id, tx, response)


async def _seen(quote_request_id: UUID, tx: Tx, response: Response) -> QuoteRequestRead:
    seen = await read_quote(tx, quote_request_id)
    response.headers["ETag"] = etag(seen.asked)
    return QuoteRequestRead.of(seen)
