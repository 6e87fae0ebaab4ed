"""The answered quotes of a request beside each other, for who prefers one and who awards one."""

from uuid import UUID

from access.domain.comparison import Compared, Wanted, compare
from access.domain.quote import QuoteStatus
from access.store import entitlements, quotes, requests
from access.usecases.policy_of_today import policy_of_today
from access.usecases.read_request import determined
from servicekit.transaction import Transaction
from wirekit.problems import NotFound

MOST = 100
COMPARED = frozenset({QuoteStatus.ANSWERED, QuoteStatus.AWARDED, QuoteStatus.NOT_AWARDED})


async def compare_quotes(tx: Transaction, request_id: UUID) -> list[Compared]:
    """By what was asked and determined. The look is recorded. Raises NotFound."""
    request = await requests.request(tx, request_id)
    if request is None:
        raise NotFound
    tx.looked_at(request.client, "quote-comparison")
    found = await determined(tx, request_id)
    wanted = Wanted(request.facts.forms, request.choice, found.determination.authorised if found else None)
    asked = await quotes.of_request(tx, request_id, after=None, limit=MOST)
    return compare(
        policy_of_today(tx, request),
        wanted,
        [each for each in asked if each.status in COMPARED],
        current=await entitlements.providers_of(tx, request.client),
    )
