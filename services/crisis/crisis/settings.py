"""What this room must be told to run."""

from wirekit.settings import RoomSettings


class Settings(RoomSettings):
    """The address is that of the room whose feed refills this room's read model."""

    provider_registry_url: str
