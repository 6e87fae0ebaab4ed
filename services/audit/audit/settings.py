"""What this room must be told to run."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from wirekit.settings import Environment, RoomSettings


class Settings(RoomSettings):
    """`signing_key_file`: the private key (JWK, P-256) under which the head of the chain is signed, every so
    many seconds when there is something new. The address is that of the room that tells who exists; only
    `rebuild` asks it."""

    provider_registry_url: str = ""
    signing_key_file: Path | None = None
    signed_every_seconds: float = Field(default=60, gt=0, le=60)

    @model_validator(mode="after")
    def _heads_are_signed(self) -> Self:
        if self.env is Environment.PRODUCTION and self.signing_key_file is None:
            raise ValueError("signing_key_file: in production the head of the log is signed")
        return self
