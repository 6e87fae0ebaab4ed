"""The current state of what this room owns, as its events; other rooms rebuild from it."""

from uuid import UUID

from access.domain.entitlement import EntitlementStatus, rejoined
from access.domain.request import RequestStatus
from access.events import (
    DecisionMade,
    EntitlementChanged,
    EntitlementClosed,
    RequestClosed,
    RequestOpened,
)
from access.events_quotes import quote_event
from access.store import decisions, entitlements, quotes, requests
from servicekit.transaction import Transaction
from wirekit.events import Event


async def requests_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    page = await requests.feed(tx, after, limit)
    owners = {code: await requests.desk_of(tx, code) for code in {request.municipality for request in page}}
    return [
        RequestClosed.of(request)
        if request.status is RequestStatus.CLOSED
        else RequestOpened.of(request, owners[request.municipality])
        for request in page
    ]


async def decisions_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    page = await decisions.feed(tx, after, limit)
    grants = await decisions.grants_of_decisions(tx, [decision.id for decision in page])
    return [DecisionMade.of(decision, rejoined(grants[decision.id])) for decision in page]


async def quotes_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    return [quote_event(asked) for asked in await quotes.feed(tx, after, limit)]


async def entitlements_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    """Without `granted`: a state that is told anew is a change to who hears it, the first time too."""
    return [
        EntitlementClosed.of(each) if each.status is EntitlementStatus.CLOSED else EntitlementChanged.of(each)
        for each in await entitlements.feed(tx, after, limit)
    ]
