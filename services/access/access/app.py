"""The only place where this room is wired."""

from pathlib import Path

from access import events
from access.consumers import SUBSCRIPTIONS
from access.events_quotes import EVENT_OF as QUOTE_EVENTS
from access.examples import EXAMPLES
from access.feeds import decisions_feed, entitlements_feed, quotes_feed, requests_feed
from access.resources import open_resources
from access.routes import (
    advice,
    decisions,
    delivered,
    deliveries,
    determinations,
    entitlements,
    letters,
    policies,
    quotes,
    requests,
    signals,
    workers,
)
from access.settings import Settings
from access.standings import in_entitlement, in_quote_request, in_request
from access.usecases.close_entitlement import FINAL_LINE, final_line_is_late
from access.usecases.decide_request import decision_is_late
from access.usecases.lapse_quote import quote_lapses
from access.usecases.move_quote import QUOTE_ANSWER, QUOTE_AWARD
from access.usecases.open_request import DECISION_TERM
from access.usecases.return_unplaced import GRANT_UNPLACED, grant_is_unplaced
from access.usecases.warn_of_authorisation import AUTHORISATION_ENDS, authorisation_ends
from servicekit.app import Room

__all__ = ["ROOM", "Settings"]

ROOM = Room(
    name="access",
    version="0.1.0",
    description="What a municipality grants: policy, advice, requests, decisions, entitlements and money.",
    routers=(
        policies.router,
        advice.router,
        requests.router,
        decisions.router,
        determinations.router,
        quotes.router,
        entitlements.router,
        deliveries.router,
        delivered.router,
        signals.router,
        workers.router,
        letters.router,
    ),
    permissions=Path(__file__).with_name("permissions.yaml"),
    standings={
        "request_id": in_request,
        "entitlement_id": in_entitlement,
        "quote_request_id": in_quote_request,
    },
    events=(
        events.RequestOpened,
        events.RequestClosed,
        events.DecisionMade,
        events.EntitlementGranted,
        events.EntitlementChanged,
        events.EntitlementClosed,
        events.AuthorisationEnding,
        events.DeliveryRecorded,
        events.DeliveryHeld,
        *QUOTE_EVENTS.values(),
    ),
    examples=EXAMPLES,
    subscriptions=SUBSCRIPTIONS,
    when_missed={
        DECISION_TERM: decision_is_late,
        FINAL_LINE: final_line_is_late,
        QUOTE_ANSWER: quote_lapses,
        QUOTE_AWARD: quote_lapses,
        AUTHORISATION_ENDS: authorisation_ends,
        GRANT_UNPLACED: grant_is_unplaced,
    },
    feeds={
        "request": requests_feed,
        "decision": decisions_feed,
        "quote": quotes_feed,
        "entitlement": entitlements_feed,
    },
    open_resources=open_resources,
)
