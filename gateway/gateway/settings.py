"""Settings of the gateway, read once from the environment; nothing else reads `os.environ`."""

import base64
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from doorkit.openid import GATEWAY
from gateway.rooms import ROOMS
from wirekit.settings import ProcessSettings


class GatewaySettings(ProcessSettings):
    """What the gateway must be told to run.

    `public_address`: under which browsers reach it; the identity provider sends people back to it. With
    `state_dir` sessions outlive a restart, sealed under `master_key_file` (32 bytes, base64).
    """

    env: Literal["development", "test", "production"] = "development"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    issuer: str
    audience: str = "wegwijs"
    client_id: str = GATEWAY
    client_key_file: Path
    claims_file: Path | None = None
    public_address: str = ""
    master_key_file: Path | None = None
    state_dir: Path | None = None
    access_url: str
    referral_url: str
    provider_registry_url: str
    crisis_url: str
    audit_url: str
    regions_dir: Path = Path("regions")
    page_parts_dir: Path | None = None
    body_limit_bytes: int = Field(default=262_144, ge=1024)
    answer_within_milliseconds: int = Field(default=30_000, ge=1)
    connect_within_milliseconds: int = Field(default=2_000, ge=1)
    page_asks_within_milliseconds: int = Field(default=2_000, ge=1)

    @model_validator(mode="after")
    def _sign_in_is_safe(self) -> Self:
        if self.state_dir and not self.master_key_file:
            raise ValueError("master_key_file: what is kept on disk is sealed")
        if self.env == "production":
            for name in ("issuer", "public_address"):
                if not getattr(self, name).startswith("https://"):
                    raise ValueError(f"{name}: in production an address with https")
        return self

    def master_key(self) -> bytes | None:
        """Under which sessions are sealed. Raises ValueError for what is no key."""
        if self.master_key_file is None:
            return None
        key = base64.b64decode(self.master_key_file.read_text().strip(), validate=True)
        if len(key) != 32:
            raise ValueError(f"{self.master_key_file}: a master key is 32 bytes, base64")
        return key

    @property
    def sessions_file(self) -> Path | None:
        return self.state_dir / "sessions.db" if self.state_dir else None

    @property
    def keys_file(self) -> Path | None:
        """Where the provider's public keys are kept for a start without it."""
        return self.state_dir / "token-keys.json" if self.state_dir else None

    @property
    def room_urls(self) -> dict[str, str]:
        """The base URL of each room, by the name under which the public calls it."""
        urls = (
            self.access_url,
            self.referral_url,
            self.provider_registry_url,
            self.crisis_url,
            self.audit_url,
        )
        return {room: url.rstrip("/") for room, url in zip(ROOMS, urls, strict=True)}
