"""Events in: subject → use case."""

from access.readings import (
    CameOfAge,
    CareStarted,
    CareStopped,
    ClientErased,
    ClientMerged,
    ClientMoved,
    ContractChanged,
    PlacementAccepted,
    PlacementRefused,
    ReferralSubmitted,
    ReferralWithdrawn,
)
from access.usecases.come_of_age import come_of_age
from access.usecases.contract_ends import forget_contract, learn_contract
from access.usecases.erase_client import erase_client
from access.usecases.follow_care import forget_care, learn_care
from access.usecases.follow_merge import follow_merge
from access.usecases.follow_move import follow_move
from access.usecases.grant_entitlement import grant_entitlement
from access.usecases.hear_refusal import hear_refusal
from access.usecases.open_request import open_request
from access.usecases.withdraw_request import withdraw_request
from servicekit.organisations import organisations_of
from servicekit.subscriptions import Subscription

SUBSCRIPTIONS = (
    organisations_of("provider-registry"),
    Subscription(
        event="referral.submitted", room="referral", reading=ReferralSubmitted, use_case=open_request
    ),
    Subscription(
        event="referral.withdrawn", room="referral", reading=ReferralWithdrawn, use_case=withdraw_request
    ),
    Subscription(
        event="placement.accepted", room="referral", reading=PlacementAccepted, use_case=grant_entitlement
    ),
    Subscription(event="placement.refused", room="referral", reading=PlacementRefused, use_case=hear_refusal),
    Subscription(
        event="care.started",
        room="referral",
        reading=CareStarted,
        use_case=learn_care,
        projects=True,
        forget=forget_care,
    ),
    Subscription(
        event="care.stopped",
        room="referral",
        reading=CareStopped,
        use_case=learn_care,
        projects=True,
        forget=forget_care,
    ),
    Subscription(event="client.moved", room="referral", reading=ClientMoved, use_case=follow_move),
    Subscription(event="client.merged", room="referral", reading=ClientMerged, use_case=follow_merge),
    Subscription(event="client.erased", room="referral", reading=ClientErased, use_case=erase_client),
    Subscription(event="client.came-of-age", room="referral", reading=CameOfAge, use_case=come_of_age),
    Subscription(
        event="contract.changed",
        room="provider-registry",
        reading=ContractChanged,
        use_case=learn_contract,
        projects=True,
        forget=forget_contract,
    ),
)
