"""The demonstration: its population, its callers, and the journeys that `./wegwijs demo` drives."""
