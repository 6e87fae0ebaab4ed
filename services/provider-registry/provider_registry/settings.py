"""What this room must be told to run."""

from wirekit.settings import RoomSettings


class Settings(RoomSettings):
    """It asks no other room, so the kit's settings are enough."""
