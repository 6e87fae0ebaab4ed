"""A quote that nobody answered, or that nobody awarded, lapses at the end of its term."""

from access.domain.quote import QuoteStatus
from access.store import quotes, requests
from access.usecases.move_quote import QUOTE_ANSWER, move_quote
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction


async def quote_lapses(tx: Transaction, missed: Deadline) -> None:
    """The term of the answer, or of the award, has passed."""
    request_id = await quotes.request_of(tx, missed.ref)
    if request_id is None:
        return
    await requests.request(tx, request_id, lock=True, wait=False)
    asked = await quotes.quote_request(tx, missed.ref)
    waited_in = QuoteStatus.ASKED if missed.kind == QUOTE_ANSWER else QuoteStatus.ANSWERED
    if asked is not None and asked.status is waited_in:
        await move_quote(tx, asked.becoming(QuoteStatus.LAPSED, at=tx.now))
