"""Tables and named queries."""

from referral.store.rows import metadata

__all__ = ["metadata"]
