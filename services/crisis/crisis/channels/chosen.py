"""The file that tells which channels there are and who has chosen which (WEGWIJS_CHANNELS_FILE)."""

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self
from uuid import UUID

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    field_validator,
    model_validator,
)

from wirekit.signing import SECRET_PREFIX
from wirekit.texts import Language

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,59}$")]
Names = tuple[Name, ...]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AppriseAddress(_Part):
    """A URL of apprise, in which `{telephone}`, `{push}` and `{key}` stand for those of one notification."""

    kind: Literal["apprise"]
    url: SecretStr

    @property
    def needs(self) -> frozenset[str]:
        told = self.url.get_secret_value()
        return frozenset(name for name in ("telephone", "push") if f"{{{name}}}" in told)


class WebhookAddress(_Part):
    """A gateway of our own kind: gets JSON, signed with `secret`; `to` says which address it is told."""

    kind: Literal["webhook"]
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]
    secret: SecretStr
    to: Literal["nobody", "telephone", "push"] = "nobody"

    @field_validator("secret")
    @classmethod
    def _can_sign(cls, secret: SecretStr) -> SecretStr:
        b64decode(secret.get_secret_value().removeprefix(SECRET_PREFIX), validate=True)
        return secret

    @property
    def needs(self) -> frozenset[str]:
        return frozenset({self.to} - {"nobody"})


class TerminalAddress(_Part):
    """Each notification becomes a line of this file, which `./wegwijs up` shows on its screen."""

    kind: Literal["terminal"]
    file: Path

    @property
    def needs(self) -> frozenset[str]:
        return frozenset()


Address = Annotated[AppriseAddress | WebhookAddress | TerminalAddress, Field(discriminator="kind")]


class Chosen(_Part):
    """Whoever has chosen nothing has `default`; an organisation goes before its region.

    `drills`: where an exercise goes. `desks`: where the crisis desk of a region is told.
    """

    channels: dict[Name, Address] = {}
    default: Names = ()
    regions: dict[str, Names] = {}
    organisations: dict[UUID, Names] = {}
    drills: Names = ()
    desks: dict[str, Names] = {}
    language: Language = "nl"

    @model_validator(mode="after")
    def _names_only_channels_that_there_are(self) -> Self:
        unknown = sorted(set(self._named()) - set(self.channels))
        if unknown:
            raise ValueError(f"there are no channels {unknown}")
        return self

    def _named(self) -> Iterator[str]:
        for names in (self.default, self.drills, *self.regions.values(), *self.organisations.values()):
            yield from names
        for names in self.desks.values():
            yield from names

    def of_worker(self, organisation: UUID, region: str) -> Names:
        return self.organisations.get(organisation, self.regions.get(region, self.default))

    @classmethod
    def read(cls, file: Path) -> Self:
        return cls.model_validate(yaml.safe_load(file.read_text()))

    @classmethod
    def terminal(cls, file: Path) -> Self:
        """Everything on one screen: the embedded run."""
        here = TerminalAddress(kind="terminal", file=file)
        return cls(channels={"terminal": here}, default=("terminal",), drills=("terminal",))
