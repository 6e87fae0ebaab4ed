"""Events in: who exists and where it works, as the register tells it."""

from servicekit.organisations import organisations_of

SUBSCRIPTIONS = (organisations_of("provider-registry"),)
