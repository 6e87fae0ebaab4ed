"""Tables and named queries."""

from audit.store.tables import metadata

__all__ = ["metadata"]
