"""What every step of a quote request shares: the one lock of its case, its row, its clocks and its event."""

from uuid import UUID

from access.domain.quote import BY_HAND, NotAwarded, QuoteRequest, QuoteStatus
from access.domain.request import Request
from access.events_quotes import quote_event
from access.store import quotes, requests
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound

QUOTE_ANSWER, QUOTE_AWARD = "quote-answer", "quote-award"
"""What is waited for: the provider's answer, and then the award of it."""


async def lock_quote(tx: Transaction, quote_request_id: UUID) -> tuple[Request, QuoteRequest]:
    """The request, locked, and the quote request as it is under that lock. Raises NotFound."""
    request_id = await quotes.request_of(tx, quote_request_id)
    if request_id is None:
        raise NotFound
    request = await requests.request(tx, request_id, lock=True)
    asked = await quotes.quote_request(tx, quote_request_id)
    assert request is not None, "a quote request has its request by a foreign key"
    assert asked is not None, "a quote request is never removed"
    return request, asked


def require_step(asked: QuoteRequest, to: QuoteStatus, if_match: str | None) -> None:
    """Raises ImpossibleStep, VersionMissing and VersionStale."""
    if to not in BY_HAND[asked.status]:
        raise ImpossibleStep(possible_steps=asked.possible_steps)
    require_match(asked, if_match)


async def move_quote(tx: Transaction, moved: QuoteRequest) -> None:
    """Store a quote request that came to its end, stop its clocks, and tell."""
    await quotes.change(tx, moved)
    await tx.cancel_deadline(QUOTE_ANSWER, moved.id)
    await tx.cancel_deadline(QUOTE_AWARD, moved.id)
    tx.publish(quote_event(moved))


async def end_open_quotes(
    tx: Transaction, request_id: UUID, unanswered: QuoteStatus, *, because: NotAwarded
) -> None:
    """End every open quote request of a request, which must be locked; each provider is told.

    Who answered is not awarded, on a ground; who did not answer comes to the end `unanswered`.
    """
    for asked in await quotes.open_of(tx, request_id):
        end = QuoteStatus.NOT_AWARDED if asked.status is QuoteStatus.ANSWERED else unanswered
        ground = because if end is QuoteStatus.NOT_AWARDED else None
        await move_quote(tx, asked.becoming(end, at=tx.now, because=ground))
