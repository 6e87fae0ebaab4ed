"""Events in: what this room learns of the others."""

from dataclasses import replace

from crisis.usecases.follow_organisation import LEARN, follow_organisation
from crisis.usecases.take_bed import PlaceHeld, learn_hold
from servicekit.subscriptions import Subscription

REGISTER = "provider-registry"
SUBSCRIPTIONS = (
    replace(LEARN, use_case=follow_organisation),
    Subscription(event="place.taken", room=REGISTER, reading=PlaceHeld, use_case=learn_hold),
    Subscription(event="place.released", room=REGISTER, reading=PlaceHeld, use_case=learn_hold),
)
