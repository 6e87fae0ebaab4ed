"""Tables and named queries."""

from access.store import desk_tables, quote_tables
from access.store.tables import metadata

__all__ = ["desk_tables", "metadata", "quote_tables"]
