"""What this room must be told to run."""

from pydantic import Field

from wirekit.settings import RoomSettings


class Settings(RoomSettings):
    """`stale_after_days`, `waiting_norm_days`: for regions without a policy; illustrative.

    The address is that of the room whose acceptances this one follows; only `rebuild` asks it.
    """

    referral_url: str = ""
    stale_after_days: int = Field(default=14, ge=1)
    waiting_norm_days: int = Field(default=28, ge=1)
