"""The part that a contract manager could check: no I/O, no clock, no randomness."""
