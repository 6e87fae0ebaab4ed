"""The part that a roster planner could check: no I/O, no clock, no randomness."""
