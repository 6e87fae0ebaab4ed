"""Who asked for a quote takes the question back."""

from uuid import UUID

from access.domain.quote import QuoteStatus
from access.usecases.move_quote import lock_quote, move_quote, require_step
from servicekit.transaction import Transaction


async def withdraw_quote(tx: Transaction, quote_request_id: UUID, *, if_match: str | None) -> None:
    """Take it back, answered or not. Raises ImpossibleStep, VersionMissing and VersionStale."""
    _, asked = await lock_quote(tx, quote_request_id)
    require_step(asked, QuoteStatus.WITHDRAWN, if_match)
    await move_quote(tx, asked.becoming(QuoteStatus.WITHDRAWN, at=tx.now))
