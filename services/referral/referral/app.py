"""The only place where this room is wired."""

from pathlib import Path

from referral import events
from referral.consumers import SUBSCRIPTIONS
from referral.events_handover import HandoverAgreed
from referral.examples import EXAMPLES
from referral.feeds import care_feed, placements_feed
from referral.policies import open_policies
from referral.routes import (
    client_look_ups,
    consultations,
    doors,
    drafts,
    experience,
    handovers,
    letters,
    messages,
    placements,
    referrals,
)
from referral.routes import webhooks as webhook_routes
from referral.settings import Settings
from referral.store.consultations import standing_in_consultation
from referral.store.drafts import standing_in_draft
from referral.store.handovers import standing_in_handover
from referral.store.standings import standing_in_placement, standing_in_referral
from referral.store.webhooks import standing_in_message, standing_in_webhook
from referral.usecases.accept_placement import START_AWAITED
from referral.usecases.ask_consultation import CONSULTATION_REPLY, remind_specialist
from referral.usecases.ask_provider import NEXT_PLACEMENT, PLACEMENT_ANSWER
from referral.usecases.close_draft import DRAFT_AWAITED
from referral.usecases.deliver_message import keep_delivering
from referral.usecases.expire_placement import expire_placement
from referral.usecases.issue_letter import keep_issuing
from referral.usecases.order_letter import LETTER_AWAITED, remind_owner_of_letter
from referral.usecases.park_webhook import WEBHOOK_DELIVERY, park_webhook
from referral.usecases.remind_owner import (
    remind_owner_of_draft,
    remind_owner_of_grant,
    remind_owner_of_placement,
    remind_owner_of_referral,
)
from referral.usecases.plan_adult_handover import ADULT_HANDOVER_PLANNED, remind_of_adult_handover
from referral.usecases.propose_handover import HANDOVER_CONFIRMATION, HANDOVER_RETURNED
from referral.usecases.return_handover import remind_sender, return_unconfirmed
from referral.usecases.submit_referral import DECISION_AWAITED
from referral.usecases.tell_age import COMES_OF_AGE, tell_age
from servicekit.app import Room

__all__ = ["ROOM", "Settings"]

ROOM = Room(
    name="referral",
    version="0.1.0",
    description="Who asks what for whom, and whether the young person is really being helped.",
    routers=(
        referrals.router,
        doors.router,
        placements.router,
        drafts.router,
        client_look_ups.router,
        messages.router,
        webhook_routes.router,
        letters.router,
        handovers.router,
        consultations.router,
        experience.router,
    ),
    permissions=Path(__file__).with_name("permissions.yaml"),
    standings={
        "referral_id": standing_in_referral,
        "placement_request_id": standing_in_placement,
        "draft_id": standing_in_draft,
        "message_id": standing_in_message,
        "webhook_id": standing_in_webhook,
        "handover_id": standing_in_handover,
        "consultation_id": standing_in_consultation,
    },
    events=(
        events.ReferralSubmitted,
        events.ReferralWithdrawn,
        events.CameOfAge,
        events.PlacementRequested,
        events.PlacementAccepted,
        events.PlacementRefused,
        events.PlacementWithdrawn,
        events.PlacementExpired,
        events.CareStarted,
        events.CareChanged,
        events.CareStopped,
        events.LetterIssued,
        HandoverAgreed,
    ),
    examples=EXAMPLES,
    subscriptions=SUBSCRIPTIONS,
    when_missed={
        DECISION_AWAITED: remind_owner_of_referral,
        PLACEMENT_ANSWER: expire_placement,
        NEXT_PLACEMENT: remind_owner_of_grant,
        START_AWAITED: remind_owner_of_placement,
        DRAFT_AWAITED: remind_owner_of_draft,
        COMES_OF_AGE: tell_age,
        LETTER_AWAITED: remind_owner_of_letter,
        WEBHOOK_DELIVERY: park_webhook,
        HANDOVER_CONFIRMATION: return_unconfirmed,
        HANDOVER_RETURNED: remind_sender,
        ADULT_HANDOVER_PLANNED: remind_of_adult_handover,
        CONSULTATION_REPLY: remind_specialist,
    },
    feeds={"placement": placements_feed, "care": care_feed},
    chores=(keep_issuing, keep_delivering),
    open_resources=open_policies,
)
