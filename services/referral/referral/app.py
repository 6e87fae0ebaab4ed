"""The only place where this room is wired."""

from pathlib import Path

from referral import events
from referral.consumers import SUBSCRIPTIONS
from referral.examples import EXAMPLES
from referral.feeds import care_feed, placements_feed
from referral.policies import open_policies
from referral.routes import client_look_ups, drafts, letters, messages, placements, referrals
from referral.settings import Settings
from referral.store.drafts import standing_in_draft
from referral.store.standings import standing_in_placement, standing_in_referral
from referral.usecases.accept_placement import START_AWAITED
from referral.usecases.ask_provider import NEXT_PLACEMENT, PLACEMENT_ANSWER
from referral.usecases.close_draft import DRAFT_AWAITED
from referral.usecases.expire_placement import expire_placement
from referral.usecases.issue_letter import keep_issuing
from referral.usecases.order_letter import LETTER_AWAITED, remind_owner_of_letter
from referral.usecases.remind_owner import (
    remind_owner_of_draft,
    remind_owner_of_grant,
    remind_owner_of_placement,
    remind_owner_of_referral,
)
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
        placements.router,
        drafts.router,
        client_look_ups.router,
        messages.router,
        letters.router,
    ),
    permissions=Path(__file__).with_name("permissions.yaml"),
    standings={
        "referral_id": standing_in_referral,
        "placement_request_id": standing_in_placement,
        "draft_id": standing_in_draft,
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
        events.CareStopped,
        events.LetterIssued,
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
    },
    feeds={"placement": placements_feed, "care": care_feed},
    chores=(keep_issuing,),
    open_resources=open_policies,
)
