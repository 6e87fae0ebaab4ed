"""What this room hears from the others."""

from referral.usecases.draft_follow_up import AlarmClosed, draft_follow_up
from referral.usecases.follow_crisis_bed import BedEnded, follow_bed_ended
from referral.usecases.follow_moved_grant import GrantMoved, follow_moved_grant
from referral.usecases.follow_request import (
    DecisionMade,
    RequestClosed,
    RequestOpened,
    follow_decision,
    follow_request_closed,
    note_desk_term,
    note_request_opened,
)
from referral.usecases.learn_of_providers import (
    ContractChanged,
    EnrolmentChanged,
    PartnershipChanged,
    entries_of_register,
    forget_contract,
    forget_enrolment,
    forget_partnership,
    learn_contract,
    learn_enrolment,
    learn_partnership,
)
from referral.usecases.move_drafts import ResidenceFound, move_drafts
from referral.usecases.order_letter import EntitlementChanged, order_letter_of_change
from referral.usecases.tell_ends import CaseEnding, tell_ends
from servicekit.subscriptions import Subscription

SUBSCRIPTIONS = (
    entries_of_register(),
    Subscription(event="request.opened", room="access", reading=RequestOpened, use_case=note_request_opened),
    Subscription(event="request.changed", room="access", reading=RequestOpened, use_case=note_desk_term),
    Subscription(event="decision.made", room="access", reading=DecisionMade, use_case=follow_decision),
    Subscription(
        event="request.closed", room="access", reading=RequestClosed, use_case=follow_request_closed
    ),
    Subscription(event="grant.moved", room="access", reading=GrantMoved, use_case=follow_moved_grant),
    Subscription(event="case.ending", room="access", reading=CaseEnding, use_case=tell_ends),
    Subscription(
        event="entitlement.changed",
        room="access",
        reading=EntitlementChanged,
        use_case=order_letter_of_change,
    ),
    Subscription(
        event="contract.changed",
        room="provider-registry",
        reading=ContractChanged,
        use_case=learn_contract,
        projects=True,
        forget=forget_contract,
    ),
    Subscription(
        event="partnership.changed",
        room="provider-registry",
        reading=PartnershipChanged,
        use_case=learn_partnership,
        projects=True,
        forget=forget_partnership,
    ),
    Subscription(
        event="enrolment.changed",
        room="provider-registry",
        reading=EnrolmentChanged,
        use_case=learn_enrolment,
        projects=True,
        forget=forget_enrolment,
    ),
    Subscription(event="alarm.closed", room="crisis", reading=AlarmClosed, use_case=draft_follow_up),
    Subscription(event="bed.ended", room="crisis", reading=BedEnded, use_case=follow_bed_ended),
    Subscription(event="alarm.residence-found", room="crisis", reading=ResidenceFound, use_case=move_drafts),
)
