"""What this room must be told to run."""

from wirekit.settings import RoomSettings


class Settings(RoomSettings):
    """The addresses of the rooms whose feeds refill our read models, and of `access`, asked for letters."""

    provider_registry_url: str
    access_url: str
