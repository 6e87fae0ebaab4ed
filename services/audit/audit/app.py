"""The only place where this room is wired."""

from pathlib import Path

from audit.consumers import SUBSCRIPTIONS
from audit.routes import entries, heads
from audit.settings import Settings
from audit.usecases.keep_chain import keep_chain
from servicekit.app import Room

__all__ = ["ROOM", "Settings"]

ROOM = Room(
    name="audit",
    version="0.1.0",
    description="Who looked at, searched, changed or sent what of whom, and by which right.",
    routers=(entries.router, heads.router),
    permissions=Path(__file__).with_name("permissions.yaml"),
    standings={},
    events=(),
    subscriptions=SUBSCRIPTIONS,
    chores=(keep_chain,),
)
