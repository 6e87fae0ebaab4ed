"""The provider makes no quote, and says why."""

from dataclasses import replace
from uuid import UUID

from access.domain.news import News
from access.domain.quote import DeclineReason, QuoteStatus
from access.store import news
from access.usecases.move_quote import lock_quote, move_quote, require_step
from servicekit.transaction import Transaction


async def decline_quote(
    tx: Transaction, quote_request_id: UUID, reason: DeclineReason, *, if_match: str | None
) -> None:
    """Raises ImpossibleStep, VersionMissing and VersionStale."""
    request, asked = await lock_quote(tx, quote_request_id)
    require_step(asked, QuoteStatus.DECLINED, if_match)
    declined = asked.becoming(QuoteStatus.DECLINED, at=tx.now)
    await move_quote(tx, replace(declined, declined_because=reason))
    await news.tell(tx, request.id, News.QUOTE_DECLINED)
