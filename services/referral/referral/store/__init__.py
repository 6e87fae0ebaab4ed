"""Tables and named queries. Every file of tables is imported here: the migrations are held against them."""

from referral.store import rows_messages
from referral.store.rows import metadata

__all__ = ["metadata", "rows_messages"]
