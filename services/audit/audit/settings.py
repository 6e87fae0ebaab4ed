"""What this room must be told to run."""

from pathlib import Path

from wirekit.settings import RoomSettings


class Settings(RoomSettings):
    """`signing_key_file`: the private key (JWK, P-256) under which the head of the chain is signed."""

    signing_key_file: Path | None = None
