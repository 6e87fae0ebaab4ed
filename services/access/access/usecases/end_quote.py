"""Nothing comes of a quote that was answered: its provider is told, with the ground."""

from uuid import UUID

from access.domain.quote import NotAwarded, QuoteStatus
from access.usecases.move_quote import lock_quote, move_quote, require_step
from access.usecases.withdraw_quote import require_right_to_end
from servicekit.transaction import Transaction


async def end_quote(
    tx: Transaction, quote_request_id: UUID, because: NotAwarded, *, if_match: str | None
) -> None:
    """End it without an award, so that the request can be decided otherwise.

    Raises ImpossibleStep, VersionMissing, VersionStale, and RuleBroken where an institution asked whose
    measure is in force.
    """
    request, asked = await lock_quote(tx, quote_request_id)
    require_step(asked, QuoteStatus.NOT_AWARDED, if_match)
    require_right_to_end(tx, request, asked)
    await move_quote(tx, asked.becoming(QuoteStatus.NOT_AWARDED, at=tx.now, because=because))
