"""What this room must be told to run."""

from wirekit.settings import RoomSettings


class Settings(RoomSettings):
    """The addresses are those of the rooms whose feeds refill this room's read models."""

    provider_registry_url: str
