"""What this room must be told to run."""

from datetime import timedelta

from pydantic import Field

from wirekit.settings import Environment, RoomSettings


class Settings(RoomSettings):
    """The addresses of the rooms whose feeds refill our read models, of `access`, asked for letters, and of
    `audit`, asked who read.

    `public_address`: under which others reach us, such as `https://wegwijs.example`; without it a
    notification refers to its message by a path only.
    """

    provider_registry_url: str
    access_url: str
    audit_url: str
    public_address: str = Field(default="", pattern=r"^(https?://[^/\s]+)?$")
    longest_wait_seconds: int = Field(default=30, ge=0, le=60)
    waiting_calls: int = Field(default=200, ge=0)
    webhook_timeout_seconds: float = Field(default=10, gt=0)
    webhook_first_pause_seconds: float = Field(default=5, gt=0)
    webhook_longest_pause_seconds: float = Field(default=600, gt=0)
    webhook_probe_seconds: float = Field(default=3600, gt=0)

    @property
    def webhooks_may_stay_inside(self) -> bool:
        """Whether a webhook may point at this network and go without TLS: for tests and the demo."""
        return self.env is not Environment.PRODUCTION

    @property
    def webhook_lease(self) -> timedelta:
        """So long one worker has a message in hand: well over what it takes to send it and to store that."""
        return timedelta(seconds=3 * self.webhook_timeout_seconds)
