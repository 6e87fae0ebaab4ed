"""Events in: subject → use case."""

from provider_registry.readings import CrisisBed, HelpChanged, PlacementAccepted, PlacementEnded
from provider_registry.usecases.follow_crisis_bed import free_crisis_bed, take_crisis_bed
from provider_registry.usecases.follow_placement import free_place, take_place
from provider_registry.usecases.leave_place import leave_place
from servicekit.subscriptions import Subscription

SUBSCRIPTIONS = (
    Subscription(event="placement.accepted", room="referral", reading=PlacementAccepted, use_case=take_place),
    Subscription(event="placement.refused", room="referral", reading=PlacementEnded, use_case=free_place),
    Subscription(event="placement.withdrawn", room="referral", reading=PlacementEnded, use_case=free_place),
    Subscription(event="placement.expired", room="referral", reading=PlacementEnded, use_case=free_place),
    Subscription(event="bed.taken", room="crisis", reading=CrisisBed, use_case=take_crisis_bed),
    Subscription(event="bed.ended", room="crisis", reading=CrisisBed, use_case=free_crisis_bed),
    Subscription(event="entitlement.changed", room="access", reading=HelpChanged, use_case=leave_place),
)
