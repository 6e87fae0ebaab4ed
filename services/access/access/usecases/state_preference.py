"""The institution that referred says which quote it prefers; the municipality awards."""

from dataclasses import replace
from uuid import UUID

from access.domain.news import News
from access.domain.quote import OPEN
from access.domain.request import STEPS, Request, RequestStatus
from access.store import news, quotes, requests
from access.usecases.reasons_of_quotes import QUOTE_NOT_OPEN
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, RuleBroken


async def state_preference(
    tx: Transaction, request_id: UUID, quote_request_id: UUID, *, if_match: str | None
) -> Request:
    """Note the preference, in the place of an earlier one; gives the request as it becomes.

    Raises ImpossibleStep where the request is not open any more, VersionMissing, VersionStale, and
    RuleBroken where the quote is not an open one of this request.
    """
    request = await requests.request(tx, request_id, lock=True)
    if request is None:
        raise NotFound
    if request.status is not RequestStatus.OPEN:
        raise ImpossibleStep(possible_steps=STEPS[request.status])
    require_match(request, if_match)
    preferred = await quotes.quote_request(tx, quote_request_id)
    if preferred is None or preferred.request != request.id or preferred.status not in OPEN:
        raise RuleBroken(reasons=[QUOTE_NOT_OPEN])
    await quotes.prefer(tx, preferred)
    changed = replace(request, version=request.version + 1)
    await requests.change(tx, changed)
    await news.tell(tx, request.id, News.PREFERENCE)
    return changed
