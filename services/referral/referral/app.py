"""The only place where this room is wired."""

from pathlib import Path

from referral import events
from referral.consumers import SUBSCRIPTIONS
from referral.events_handover import HandoverAgreed
from referral.events_household import DirectorChanged, HouseholdChanged, PlanChanged
from referral.events_move import ClientErased, ClientMerged, ClientMoved
from referral.events_trust import EmergencyJudged, EmergencyOpened
from referral.examples import EXAMPLES
from referral.feeds import care_feed, placements_feed
from referral.policies import open_policies
from referral.routes import (
    bridging,
    care,
    case_partners,
    choices,
    client_look_ups,
    consents,
    consultations,
    doors,
    drafts,
    emergency,
    experience,
    family_plans,
    figures,
    handovers,
    households,
    intakes,
    letter_previews,
    letters,
    life_cycle,
    messages,
    my_file,
    onward,
    own_views,
    partnerships,
    people,
    placements,
    plans,
    questions,
    referrals,
    residences,
    secrecy,
    transfers,
    waiting,
    whole_clients,
)
from referral.routes import webhooks as webhook_routes
from referral.settings import Settings
from referral.store.case_partners import standing_in_case_partner
from referral.store.consultations import standing_in_consultation
from referral.store.drafts import standing_in_draft
from referral.store.emergency import standing_in_opening
from referral.store.handovers import standing_in_handover
from referral.store.households import standing_in_household
from referral.store.merges import standing_in_merge
from referral.store.onward import standing_in_onward
from referral.store.standings import standing_in_bridging, standing_in_placement, standing_in_referral
from referral.store.ties import standing_in_my_file
from referral.store.transfers import standing_in_transfer
from referral.store.webhooks import standing_in_message, standing_in_webhook
from referral.usecases.answer_bridging import expire_bridging
from referral.usecases.ask_consent import CONSENT_AWAITED, remind_of_consent
from referral.usecases.ask_consultation import CONSULTATION_REPLY, remind_specialist
from referral.usecases.await_choice import remind_of_choice
from referral.usecases.close_draft import DRAFT_AWAITED
from referral.usecases.deliver_message import keep_delivering
from referral.usecases.end_bridging import BRIDGING_ANSWER
from referral.usecases.erase_again import before_answering, keep_erased
from referral.usecases.expire_placement import expire_placement, remind_provider
from referral.usecases.follow_waiting import WAITING_NORM
from referral.usecases.interrupt_care import CARE_RESUMES, remind_of_interruption
from referral.usecases.issue_letter import keep_issuing
from referral.usecases.keep_residence import RESIDENCE_UNCLEAR, remind_of_residence
from referral.usecases.keep_to_retention import keep_to_retention
from referral.usecases.list_running_cases import PROVIDER_LOOKED_AT, list_running_cases
from referral.usecases.make_findable import keep_findable
from referral.usecases.miss_question import miss_question
from referral.usecases.open_in_emergency import EMERGENCY_UNJUDGED, remind_officers
from referral.usecases.order_letter import LETTER_AWAITED, remind_owner_of_letter
from referral.usecases.park_webhook import WEBHOOK_DELIVERY, park_webhook
from referral.usecases.plan_adult_handover import ADULT_HANDOVER_PLANNED, remind_of_adult_handover
from referral.usecases.propose_handover import HANDOVER_CONFIRMATION, HANDOVER_RETURNED
from referral.usecases.put_on_transfer_list import TRANSFER_AWAITED
from referral.usecases.remind_owner import (
    remind_owner_of_draft,
    remind_owner_of_grant,
    remind_owner_of_placement,
    remind_owner_of_referral,
)
from referral.usecases.return_handover import remind_sender, return_unconfirmed
from referral.usecases.settle_onward import ONWARD_AWAITED, remind_owner_of_onward
from referral.usecases.settle_transfers import remind_owner_of_transfer
from referral.usecases.submit_referral import DECISION_AWAITED
from referral.usecases.tell_age import COMES_OF_AGE, tell_age
from referral.usecases.tell_norm_passed import tell_norm_passed
from referral.usecases.what_waits import (
    FAMILY_CHOICE,
    NEXT_PLACEMENT,
    PLACEMENT_ANSWER,
    PLACEMENT_REMINDER,
    QUESTION_ANSWER,
    START_AWAITED,
)
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
        choices.router,
        questions.router,
        drafts.router,
        client_look_ups.router,
        messages.router,
        webhook_routes.router,
        letters.router,
        letter_previews.router,
        people.router,
        consents.router,
        secrecy.router,
        handovers.router,
        consultations.router,
        experience.router,
        households.router,
        plans.router,
        family_plans.router,
        waiting.router,
        bridging.router,
        care.router,
        intakes.router,
        residences.router,
        whole_clients.router,
        life_cycle.router,
        transfers.router,
        onward.router,
        partnerships.router,
        case_partners.router,
        emergency.router,
        own_views.router,
        my_file.router,
        figures.router,
    ),
    permissions=Path(__file__).with_name("permissions.yaml"),
    limits=Path(__file__).with_name("limits.yaml"),
    standings={
        "referral_id": standing_in_referral,
        "placement_request_id": standing_in_placement,
        "draft_id": standing_in_draft,
        "message_id": standing_in_message,
        "webhook_id": standing_in_webhook,
        "handover_id": standing_in_handover,
        "consultation_id": standing_in_consultation,
        "household_id": standing_in_household,
        "transfer_id": standing_in_transfer,
        "onward_referral_id": standing_in_onward,
        "bridging_id": standing_in_bridging,
        "merge_id": standing_in_merge,
        "my_file_id": standing_in_my_file,
        "case_partner_id": standing_in_case_partner,
        "emergency_opening_id": standing_in_opening,
    },
    events=(
        events.ReferralSubmitted,
        events.ReferralWithdrawn,
        events.CameOfAge,
        events.PlacementRequested,
        events.PlacementAccepted,
        events.PlacementOffered,
        events.PlacementChanged,
        events.PlacementRefused,
        events.PlacementWithdrawn,
        events.PlacementExpired,
        events.CareStarted,
        events.CareChanged,
        events.CareStopped,
        events.LetterIssued,
        HandoverAgreed,
        HouseholdChanged,
        DirectorChanged,
        PlanChanged,
        ClientMoved,
        ClientMerged,
        ClientErased,
        EmergencyOpened,
        EmergencyJudged,
    ),
    examples=EXAMPLES,
    subscriptions=SUBSCRIPTIONS,
    when_missed={
        DECISION_AWAITED: remind_owner_of_referral,
        PLACEMENT_ANSWER: expire_placement,
        PLACEMENT_REMINDER: remind_provider,
        QUESTION_ANSWER: miss_question,
        FAMILY_CHOICE: remind_of_choice,
        NEXT_PLACEMENT: remind_owner_of_grant,
        START_AWAITED: remind_owner_of_placement,
        DRAFT_AWAITED: remind_owner_of_draft,
        COMES_OF_AGE: tell_age,
        LETTER_AWAITED: remind_owner_of_letter,
        CONSENT_AWAITED: remind_of_consent,
        WEBHOOK_DELIVERY: park_webhook,
        HANDOVER_CONFIRMATION: return_unconfirmed,
        HANDOVER_RETURNED: remind_sender,
        ADULT_HANDOVER_PLANNED: remind_of_adult_handover,
        CONSULTATION_REPLY: remind_specialist,
        WAITING_NORM: tell_norm_passed,
        BRIDGING_ANSWER: expire_bridging,
        CARE_RESUMES: remind_of_interruption,
        PROVIDER_LOOKED_AT: list_running_cases,
        TRANSFER_AWAITED: remind_owner_of_transfer,
        ONWARD_AWAITED: remind_owner_of_onward,
        RESIDENCE_UNCLEAR: remind_of_residence,
        EMERGENCY_UNJUDGED: remind_officers,
    },
    feeds={"placement": placements_feed, "care": care_feed},
    chores=(keep_issuing, keep_delivering, keep_to_retention, keep_erased, keep_findable),
    before_answering=(before_answering,),
    open_resources=open_policies,
)
