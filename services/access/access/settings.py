"""What this room must be told to run."""

from wirekit.settings import RoomSettings


class Settings(RoomSettings):
    """The addresses are those of the owners of our read models; only `rebuild` asks them."""

    provider_registry_url: str
    referral_url: str
