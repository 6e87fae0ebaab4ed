"""Settings of the gateway, read once from the environment; nothing else reads `os.environ`."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from gateway.rooms import ROOMS
from wirekit.settings import ProcessSettings


class GatewaySettings(ProcessSettings):
    """What the gateway must be told to run."""

    env: Literal["development", "test", "production"] = "development"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    issuer: str
    audience: str = "wegwijs"
    access_url: str
    referral_url: str
    provider_registry_url: str
    crisis_url: str
    regions_dir: Path = Path("regions")
    page_parts_dir: Path | None = None
    body_limit_bytes: int = Field(default=262_144, ge=1024)
    answer_within_milliseconds: int = Field(default=30_000, ge=1)
    connect_within_milliseconds: int = Field(default=2_000, ge=1)
    page_asks_within_milliseconds: int = Field(default=2_000, ge=1)

    @property
    def room_urls(self) -> dict[str, str]:
        """The base URL of each room, by the name under which the public calls it."""
        urls = (self.access_url, self.referral_url, self.provider_registry_url, self.crisis_url)
        return {room: url.rstrip("/") for room, url in zip(ROOMS, urls, strict=True)}
