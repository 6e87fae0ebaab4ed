"""Tables and named queries."""

from access.store import quote_tables
from access.store.tables import metadata

__all__ = ["metadata", "quote_tables"]
