"""What a region has decided, as a typed model, and the pure decisions on it.

`model` is the policy, `loader` reads it from files, `decisions` answers what is open and what is allowed.
"""
