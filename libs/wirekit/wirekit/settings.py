"""Settings of a room, read once from the environment; nothing else reads `os.environ`."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class ProcessSettings(BaseSettings):
    """Each field is the variable WEGWIJS_<FIELD>, or else the file wegwijs_<field> in WEGWIJS_SECRETS_DIR.

    A variable shows up wherever somebody looks at a process, a file only to who may read it.
    `limits_file`: what goes before `limits.yaml`; `trusted_proxies`: networks, by commas, whose
    X-Forwarded-For is believed.
    """

    model_config = SettingsConfigDict(env_prefix="WEGWIJS_", extra="ignore", frozen=True)
    limits_file: Path | None = None
    trusted_proxies: str = ""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *given: Any, **sources: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The folder is read with the rest, not when this module is imported."""
        files = SecretsSettingsSource(settings_cls, os.environ.get("WEGWIJS_SECRETS_DIR"))
        return sources["init_settings"], sources["env_settings"], files


class RoomSettings(ProcessSettings):
    """What a room must be told to run. `state_dir`: a folder of its own, for what it keeps on disk itself.

    `log_url`: the database of the log of looks, as a role that may only add; must be there in production.
    """

    env: Environment = Environment.DEVELOPMENT
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    database_url: SecretStr
    nats_url: SecretStr
    log_url: SecretStr | None = None
    issuer: str
    audience: str = "wegwijs"
    master_key_file: Path
    client_key_file: Path | None = None
    claims_file: Path | None = None
    regions_dir: Path
    database_connections: int = Field(default=10, ge=2)
    body_limit_bytes: int = Field(default=262_144, ge=1024)
    trusted_proxies: str = "127.0.0.1,::1"  # the gateway beside it
    state_dir: Path | None = None

    @model_validator(mode="after")
    def _looks_are_logged(self) -> Self:
        if self.env is Environment.PRODUCTION and self.log_url is None:
            raise ValueError("log_url: in production every look is logged")
        return self

    @model_validator(mode="after")
    def _keys_come_from_who_they_say(self) -> Self:
        if self.env is Environment.PRODUCTION and not self.issuer.startswith("https://"):
            raise ValueError("issuer: in production an address with https")
        return self

    @property
    def keys_file(self) -> Path | None:
        """Where the issuer's public keys are kept for a start without it."""
        return self.state_dir / "token-keys.json" if self.state_dir else None

    @property
    def roles_file(self) -> Path:
        return self.regions_dir / "roles.yaml"

    @property
    def async_database_url(self) -> str:
        return self.database_url.get_secret_value().replace("postgresql://", "postgresql+asyncpg://", 1)
