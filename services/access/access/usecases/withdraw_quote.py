"""Who asked for a quote takes the question back, or the municipality where no measure binds it."""

from uuid import UUID

from access.domain.quote import QuoteRequest, QuoteStatus
from access.domain.request import Request
from access.usecases.move_quote import lock_quote, move_quote, require_step
from access.usecases.reasons_of_quotes import NOT_YOURS_TO_WITHDRAW
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken


async def withdraw_quote(tx: Transaction, quote_request_id: UUID, *, if_match: str | None) -> None:
    """Take it back while it is unanswered; what was answered is ended with a ground.

    Raises ImpossibleStep, VersionMissing, VersionStale, and RuleBroken where an institution asked whose
    measure is in force.
    """
    request, asked = await lock_quote(tx, quote_request_id)
    require_step(asked, QuoteStatus.WITHDRAWN, if_match)
    require_right_to_end(tx, request, asked)
    await move_quote(tx, asked.becoming(QuoteStatus.WITHDRAWN, at=tx.now))


def require_right_to_end(tx: Transaction, request: Request, asked: QuoteRequest) -> None:
    """Raises RuleBroken where it is an institution's whose measure is in force."""
    is_theirs = tx.caller.organisation != asked.asked_by
    if is_theirs and request.facts_on(local_day(tx.now)).measure_in_force:
        raise RuleBroken(reasons=[NOT_YOURS_TO_WITHDRAW])
