"""The only place where this room is wired."""

from pathlib import Path

from provider_registry.events import EXAMPLES, OrganisationChanged, organisations_feed
from provider_registry.routes import organisations
from provider_registry.settings import Settings
from servicekit.app import Room

__all__ = ["ROOM", "Settings"]

ROOM = Room(
    name="provider-registry",
    version="0.1.0",
    description="The public register: which organisations there are, of which kind, in which regions.",
    routers=(organisations.router,),
    permissions=Path(__file__).with_name("permissions.yaml"),
    standings={},
    events=(OrganisationChanged,),
    examples=EXAMPLES,
    feeds={"organisation": organisations_feed},
)
