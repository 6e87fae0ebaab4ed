"""What a provider was asked, and what it answered, for those whom it concerns."""

from dataclasses import dataclass
from uuid import UUID

from access.domain.quote import QuoteRequest
from access.store import quotes, requests
from access.usecases.ask_quote import question_of, reason_of
from access.usecases.read_request import opened
from access.usecases.submit_quote import plan_of
from region_policy.cases import Facts
from servicekit.transaction import Transaction
from wirekit.problems import NotFound


@dataclass(frozen=True)
class QuoteSeen:
    """`facts` are those of the request. The words are None after erasure.

    `reason`: why more than one provider is asked; that is not for a provider to read.
    """

    asked: QuoteRequest
    facts: Facts
    question: str | None
    reason: str | None
    plan: str | None


async def read_quote(tx: Transaction, quote_request_id: UUID) -> QuoteSeen:
    """The look is recorded. Raises NotFound."""
    asked = await quotes.quote_request(tx, quote_request_id)
    if asked is None:
        raise NotFound
    request = await requests.request(tx, asked.request)
    assert request is not None, "a quote request has its request by a foreign key"
    tx.looked_at(asked.client, "quote-request")
    words = await quotes.words_of(tx, asked.id)
    return QuoteSeen(
        asked,
        request.facts,
        await opened(tx, request.id, words.question, question_of(asked.id)),
        await opened(tx, request.id, words.reason, reason_of(asked.id)),
        await opened(tx, request.id, words.plan, plan_of(asked.id)),
    )
