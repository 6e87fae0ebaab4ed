"""Close what was granted: what is left returns to the municipality, once."""

from dataclasses import replace

from access.domain.account import give_back
from access.domain.delivery import Care
from access.domain.entitlement import NEXT, Entitlement, EntitlementStatus, Grant
from access.domain.quote import NotAwarded, QuoteStatus
from access.domain.request import NEXT as NEXT_OF_REQUEST
from access.domain.request import Outcome, Request, RequestStatus
from access.events import EntitlementClosed, RequestClosed
from access.store import decisions, entitlements, requests
from access.usecases.desk_clock import leave_the_desk
from access.usecases.move_quote import end_open_quotes
from access.usecases.plan_reviews import plan_reviews
from access.usecases.settle_lines import settle_lines
from access.usecases.warn_of_account import GRANT_ENDS
from access.usecases.warn_of_authorisation import AUTHORISATION_ENDS
from access.usecases.warn_of_ends import follow_ends
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction

FINAL_LINE = "final-line"
NOT_AWARDED_BY = {
    Outcome.REFUSED: NotAwarded.REQUEST_REFUSED,
    Outcome.WITHDRAWN: NotAwarded.REQUEST_WITHDRAWN,
}
"""Why nothing comes of an answered quote where its request ends."""


async def close_entitlement(tx: Transaction, entitlement: Entitlement, grant: Grant) -> Entitlement:
    """Close an entitlement and its grant; a closed one stays as it is. Its request must be locked.

    Lines that still wait for care to begin are held: it never did (IJS-12).
    """
    if EntitlementStatus.CLOSED not in NEXT[entitlement.status]:
        return entitlement
    bookings = await settle_lines(tx, entitlement, grant, Care(), is_closed=True)
    account = bookings[-1].account if bookings else grant.account
    await decisions.book(tx, grant.id, *bookings, give_back(account), closed_at=tx.now)
    closed = replace(
        entitlement, version=entitlement.version + 1, status=EntitlementStatus.CLOSED, closed_at=tx.now
    )
    await entitlements.change(tx, closed)
    await plan_reviews(tx, closed)
    await tx.cancel_deadline(FINAL_LINE, entitlement.id)
    await tx.cancel_deadline(GRANT_ENDS, entitlement.id)
    await tx.cancel_deadline(AUTHORISATION_ENDS, grant.id)
    tx.publish(EntitlementClosed.of(closed))
    request = await requests.request(tx, closed.request)
    assert request is not None, "an entitlement has its request by a foreign key"
    await follow_ends(tx, request)
    return closed


async def close_request(tx: Transaction, request: Request, outcome: Outcome) -> None:
    """Close the request, once, and take back what is still asked for it. It must be locked.

    Quotes that were answered are not awarded, on the ground that follows from the outcome.
    """
    if RequestStatus.CLOSED not in NEXT_OF_REQUEST[request.status]:
        return
    closed = replace(
        request,
        version=request.version + 1,
        status=RequestStatus.CLOSED,
        outcome=outcome,
        closed_at=tx.now,
    )
    await requests.change(tx, closed)
    await leave_the_desk(tx, request.id)
    ground = NOT_AWARDED_BY.get(outcome, NotAwarded.DECIDED_OTHERWISE)
    await end_open_quotes(tx, request.id, QuoteStatus.WITHDRAWN, because=ground)
    await follow_ends(tx, closed)
    tx.publish(RequestClosed.of(closed))


async def close_request_when_over(tx: Transaction, request: Request) -> None:
    """Close the request once each of its grants is closed: one component may end before another (IJS-24)."""
    # The last of them may be another provider's: a case that is not seen whole would close too early.
    async with tx.seeing_all():
        if all(grant.closed_at is not None for grant in await decisions.grants_of(tx, request.id)):
            was_taken = await entitlements.exists(tx, request.id)
            await close_request(tx, request, Outcome.COMPLETED if was_taken else Outcome.LAPSED)


async def final_line_is_late(tx: Transaction, missed: Deadline) -> None:
    """The late-delivery term has passed without a final line: what is left returns all the same (IJS-12)."""
    request = await requests.lock_case_of(tx, missed.ref, wait=False)
    entitlement = await entitlements.entitlement(tx, missed.ref)
    if request is None or entitlement is None:
        return
    grant = await decisions.grant(tx, entitlement.grant)
    assert grant is not None, "an entitlement has its grant by a foreign key"
    await close_entitlement(tx, entitlement, grant)
    await close_request_when_over(tx, request)
