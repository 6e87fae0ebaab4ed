"""What this room must be told to run."""

from pathlib import Path

from pydantic import Field

from wirekit.settings import RoomSettings


class Settings(RoomSettings):
    """The address is that of the room whose feed refills this room's read model, asked for crisis beds.

    `public_address`: under which whoever is called on reaches us, such as `https://wegwijs.example`.
    `channels_file`: over which channels they are called on; `terminal_file`: without one, where it is shown.
    """

    provider_registry_url: str
    public_address: str = Field(default="", pattern=r"^(https?://[^/\s]+)?$")
    channels_file: Path | None = None
    terminal_file: Path | None = None
    notification_timeout_seconds: float = Field(default=10, gt=0)
