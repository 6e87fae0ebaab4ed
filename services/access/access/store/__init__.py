"""Tables and named queries."""

from access.store import (
    change_tables,
    desk_tables,
    door_tables,
    frame_tables,
    quote_tables,
    route_tables,
    upload_tables,
)
from access.store.tables import metadata

__all__ = [
    "change_tables",
    "desk_tables",
    "door_tables",
    "frame_tables",
    "metadata",
    "quote_tables",
    "route_tables",
    "upload_tables",
]
