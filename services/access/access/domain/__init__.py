"""The part that a policy officer could check: no I/O, no clock, no randomness."""
