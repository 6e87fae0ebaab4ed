"""The only place where this room is wired."""

from pathlib import Path

from access import events, events_ends, events_money
from access.consumers import SUBSCRIPTIONS
from access.events_quotes import EVENT_OF as QUOTE_EVENTS
from access.examples import EXAMPLES
from access.examples_money import EXAMPLES as EXAMPLES_OF_MONEY
from access.feeds import decisions_feed, entitlements_feed, quotes_feed, requests_feed
from access.resources import open_resources
from access.routes import (
    advice,
    changes,
    comparisons,
    contacts,
    decision_figures,
    decisions,
    delivered,
    deliveries,
    delivery_uploads,
    determinations,
    door,
    early_starts,
    ends,
    entitlements,
    exports,
    free_help,
    letters,
    money,
    perspective_plans,
    policies,
    product_deliveries,
    quotes,
    ready_decisions,
    request_list,
    requests,
    reviews,
    signals,
    workers,
)
from access.settings import Settings
from access.standings import (
    in_client,
    in_contact,
    in_early_start,
    in_entitlement,
    in_quote_request,
    in_request,
    in_review,
)
from access.usecases.close_entitlement import FINAL_LINE, final_line_is_late
from access.usecases.desk_clock import DECISION_TERM, DESK_LOOK, desk_is_late
from access.usecases.end_ready import DECISION_READY
from access.usecases.erase_client import before_answering, keep_erased
from access.usecases.lapse_quote import quote_lapses
from access.usecases.move_quote import QUOTE_ANSWER, QUOTE_AWARD
from access.usecases.plan_reviews import REVIEW_DUE, review_is_due
from access.usecases.return_unplaced import GRANT_UNPLACED, grant_is_unplaced
from access.usecases.send_ready import ready_is_due
from access.usecases.start_early import REGISTRATION, registration_is_late
from access.usecases.warn_of_account import GRANT_ENDS, grant_ends
from access.usecases.warn_of_authorisation import AUTHORISATION_ENDS, authorisation_ends
from access.usecases.warn_of_ends import ENDS_NEAR, ends_near
from servicekit.app import Room

__all__ = ["ROOM", "Settings"]

ROOM = Room(
    name="access",
    version="0.1.0",
    description="What a municipality grants: policy, advice, requests, decisions, entitlements and money.",
    routers=(
        policies.router,
        advice.router,
        request_list.router,
        requests.router,
        door.router,
        decision_figures.router,
        decisions.router,
        ready_decisions.router,
        determinations.router,
        quotes.router,
        comparisons.router,
        ends.router,
        entitlements.router,
        changes.router,
        reviews.router,
        perspective_plans.router,
        deliveries.router,
        delivery_uploads.router,
        product_deliveries.router,
        delivered.router,
        signals.router,
        money.router,
        free_help.router,
        contacts.router,
        early_starts.router,
        workers.router,
        exports.router,
        letters.router,
    ),
    permissions=Path(__file__).with_name("permissions.yaml"),
    standings={
        "request_id": in_request,
        "entitlement_id": in_entitlement,
        "quote_request_id": in_quote_request,
        "review_id": in_review,
        "client_id": in_client,
        "contact_id": in_contact,
        "early_start_id": in_early_start,
    },
    events=(
        events.RequestOpened,
        events.RequestChanged,
        events.RequestClosed,
        events.DecisionMade,
        events.EntitlementGranted,
        events.EntitlementChanged,
        events.EntitlementClosed,
        events.AuthorisationEnding,
        events_ends.CaseEnding,
        events.DeliveryRecorded,
        events.DeliveryHeld,
        *QUOTE_EVENTS.values(),
        events_money.FrameWarned,
        events_money.GrantMoved,
    ),
    examples=EXAMPLES + EXAMPLES_OF_MONEY,
    subscriptions=SUBSCRIPTIONS,
    when_missed={
        DECISION_TERM: desk_is_late,
        DESK_LOOK: desk_is_late,
        DECISION_READY: ready_is_due,
        FINAL_LINE: final_line_is_late,
        QUOTE_ANSWER: quote_lapses,
        QUOTE_AWARD: quote_lapses,
        AUTHORISATION_ENDS: authorisation_ends,
        ENDS_NEAR: ends_near,
        GRANT_UNPLACED: grant_is_unplaced,
        REVIEW_DUE: review_is_due,
        REGISTRATION: registration_is_late,
        GRANT_ENDS: grant_ends,
    },
    feeds={
        "request": requests_feed,
        "decision": decisions_feed,
        "quote": quotes_feed,
        "entitlement": entitlements_feed,
    },
    before_answering=(before_answering,),
    chores=(keep_erased,),
    open_resources=open_resources,
)
