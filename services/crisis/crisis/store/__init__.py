"""Tables and named queries."""

from crisis.store import alarms, call_backs, plans, roster, shifts
from crisis.store.rows import metadata

__all__ = ["alarms", "call_backs", "metadata", "plans", "roster", "shifts"]
