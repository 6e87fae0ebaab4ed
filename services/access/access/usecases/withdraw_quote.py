"""Who asked for a quote takes the question back, or the municipality where no measure binds it."""

from uuid import UUID

from access.domain.quote import QuoteStatus
from access.usecases.move_quote import lock_quote, move_quote, require_step
from access.usecases.reasons_of_quotes import NOT_YOURS_TO_WITHDRAW
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken


async def withdraw_quote(tx: Transaction, quote_request_id: UUID, *, if_match: str | None) -> None:
    """Take it back, answered or not.

    Raises ImpossibleStep, VersionMissing, VersionStale, and RuleBroken where an institution asked whose
    measure is in force.
    """
    request, asked = await lock_quote(tx, quote_request_id)
    require_step(asked, QuoteStatus.WITHDRAWN, if_match)
    is_theirs = tx.caller.organisation != asked.asked_by
    if is_theirs and request.facts_on(local_day(tx.now)).measure_in_force:
        raise RuleBroken(reasons=[NOT_YOURS_TO_WITHDRAW])
    await move_quote(tx, asked.becoming(QuoteStatus.WITHDRAWN, at=tx.now))
