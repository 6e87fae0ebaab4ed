"""What the launcher reads from the environment, in one place."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from wegwijs_cli.rooms import Room
from wirekit.settings import Environment

PROJECT = Path(__file__).resolve().parents[3]


class LauncherSettings(BaseSettings):
    """Each field is the variable WEGWIJS_<FIELD>; without any, everything that is needed is embedded."""

    model_config = SettingsConfigDict(env_prefix="WEGWIJS_", extra="ignore", frozen=True)

    env: Environment = Environment.DEVELOPMENT
    home: Path = PROJECT / ".wegwijs"
    regions_dir: Path = PROJECT / "regions"
    page_parts_dir: Path | None = None
    postgres_url: SecretStr | None = None
    test_postgres_url: SecretStr | None = None
    access_postgres_url: SecretStr | None = None
    referral_postgres_url: SecretStr | None = None
    provider_registry_postgres_url: SecretStr | None = None
    crisis_postgres_url: SecretStr | None = None
    audit_postgres_url: SecretStr | None = None
    nats_url: SecretStr | None = None

    def postgres_url_of(self, room: Room) -> str | None:
        """The URL of one room's own database, where somebody else has made it."""
        url: SecretStr | None = getattr(self, f"{room.module}_postgres_url")
        return url.get_secret_value() if url else None
