"""What a provider was asked, and what it answered, for those whom it concerns."""

from dataclasses import dataclass
from uuid import UUID

from access.domain.quote import QuoteRequest, QuoteStatus
from access.store import quotes, requests
from access.usecases.ask_quote import question_of, reason_of, result_of
from access.usecases.request_key import opened
from access.usecases.submit_quote import plan_of
from region_policy.cases import Facts
from servicekit.transaction import Transaction
from wirekit.problems import NotFound

WITHOUT_PART = frozenset(
    {QuoteStatus.DECLINED, QuoteStatus.LAPSED, QuoteStatus.WITHDRAWN, QuoteStatus.NOT_AWARDED}
)
"""From here on the provider has no part in it."""


@dataclass(frozen=True)
class QuoteSeen:
    """`facts` are those of the request; None for a provider that has no part in it any more.

    `result`: what the help shall bring about. The words are None after erasure.

    `reason`: why more than one provider is asked; that is not for a provider to read.
    """

    asked: QuoteRequest
    facts: Facts | None
    question: str | None
    result: str | None
    reason: str | None
    plan: str | None


async def read_quote(tx: Transaction, quote_request_id: UUID) -> QuoteSeen:
    """The look is recorded. Raises NotFound.

    Once a provider has no part in it any more, it reads where that ended and its own answer, and nothing of
    the young person.
    """
    asked = await quotes.quote_request(tx, quote_request_id)
    if asked is None:
        raise NotFound
    request = await requests.request(tx, asked.request)
    assert request is not None, "a quote request has its request by a foreign key"
    tx.looked_at(asked.client, "quote-request")
    words = await quotes.words_of(tx, asked.id)
    by_provider = tx.caller.organisation == asked.provider
    is_out = by_provider and asked.status in WITHOUT_PART
    return QuoteSeen(
        asked,
        None if is_out else request.facts,
        None if is_out else await opened(tx, request.id, words.question, question_of(asked.id)),
        None if is_out else await opened(tx, request.id, words.result, result_of(asked.id)),
        None if by_provider else await opened(tx, request.id, words.reason, reason_of(asked.id)),
        await opened(tx, request.id, words.plan, plan_of(asked.id)),
    )
