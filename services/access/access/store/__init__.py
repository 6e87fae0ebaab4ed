"""Tables and named queries."""

from access.store.tables import metadata

__all__ = ["metadata"]
