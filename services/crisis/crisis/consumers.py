"""Events in: what this room learns of the others."""

from servicekit.organisations import organisations_of

SUBSCRIPTIONS = (organisations_of("provider-registry"),)
