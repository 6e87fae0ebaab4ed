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
    # What is refused is not repeated: there are secrets in it, and a start that fails shows its error.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class AppriseAddress(_Part):
    """A URL of apprise, in which `{telephone}`, `{push}` and `{key}` stand for those of one notification."""

    kind: Literal["apprise"]
    url: SecretStr

    @property
    def needs(self) -> frozenset[str]:
        told = self.url.get_secret_value()
        return frozenset(name for name in ("telephone", "push") if f"{{{name}}}" in told)

    @property
    def tells_a_desk(self) -> bool:
        """Whether it goes somewhere without the address of one person."""
        return not self.needs


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

    @property
    def tells_a_desk(self) -> bool:
        return True


class TerminalAddress(_Part):
    """Each notification becomes a line of this file, which `./wegwijs up` shows on its screen."""

    kind: Literal["terminal"]
    file: Path

    @property
    def needs(self) -> frozenset[str]:
        return frozenset()

    @property
    def tells_a_desk(self) -> bool:
        return True


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

    @model_validator(mode="after")
    def _a_desk_has_no_address_of_its_own(self) -> Self:
        told = {name for names in self.desks.values() for name in names}
        if useless := sorted(name for name in told if not self.channels[name].tells_a_desk):
            raise ValueError(f"a crisis desk has no telephone or push address of its own: {useless}")
        return self

    def _named(self) -> Iterator[str]:
        for names in (self.default, self.drills, *self.regions.values(), *self.organisations.values()):
            yield from names
        for names in self.desks.values():
            yield from names

    @property
    def reaches_people(self) -> bool:
        """Whether anything but a screen was chosen for real alarms."""
        chosen = (self.default, *self.regions.values(), *self.organisations.values())
        return any(self.channels[name].kind != "terminal" for names in chosen for name in names)

    def of_worker(self, organisation: UUID, region: str) -> Names:
        return self.organisations.get(organisation, self.regions.get(region, self.default))

    @classmethod
    def read(cls, file: Path) -> Self:
        """Raises ValueError, in which nothing of the file stands but names."""
        try:
            told = yaml.safe_load(file.read_text())
        except yaml.YAMLError as error:
            place = getattr(error, "problem_mark", None)
            where = f", line {place.line + 1}" if place else ""
            raise ValueError(f"{file} is no YAML{where}") from None
        return cls.model_validate(told or {})

    @classmethod
    def terminal(cls, file: Path) -> Self:
        """Everything on one screen: the embedded run."""
        here = TerminalAddress(kind="terminal", file=file)
        return cls(channels={"terminal": here}, default=("terminal",), drills=("terminal",))
