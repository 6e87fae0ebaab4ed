"""What the tokens of a provider are called there, and what that is to us: data, one file per provider."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar
from uuid import UUID

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

T = TypeVar("T")
ClaimPath = str | tuple[str, ...]
"""The name of a claim, or the names on the way to one that lies within others."""


class ClaimsMissing(Exception):
    """A signed token that does not say who calls, for which one organisation and in which one role."""


class ClaimsOfProvider(BaseModel):
    """Without a file: the claims of the development provider. Examples stand in deploy/claims.

    `issuer`: of access tokens, where it is another than that of discovery (ADFS). `roles`: our role by the
    word of the provider; empty where these are the same. `organisations`: our UUID by what the claim holds.
    `services`: the room by the client id under which the provider knows it, read from claim `client`; it
    works in the name of `platform`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    algorithms: tuple[Literal["ES256", "ES384", "PS256", "RS256"], ...] = Field(("ES256",), min_length=1)
    issuer: str = ""
    scope: str = "openid"
    service_scope: str = ""
    subject: ClaimPath = "sub"
    organisation: ClaimPath = "org"
    role: ClaimPath = "role"
    telephone: ClaimPath = "phone_number"
    roles: Mapping[str, str] = {}
    organisations: Mapping[str, UUID] = {}
    client: ClaimPath = "azp"
    services: Mapping[str, str] = {}
    platform: UUID | None = None

    @model_validator(mode="after")
    def _services_have_an_organisation(self) -> "ClaimsOfProvider":
        if self.services and self.platform is None:
            raise ValueError("services need a platform: the organisation in whose name they work")
        return self

    def who(self, claims: Mapping[str, Any]) -> tuple[str, UUID, str]:
        """Subject, organisation, role. Raises ClaimsMissing."""
        client = _found(claims, self.client)
        if self.platform is not None and isinstance(client, str) and client in self.services:
            return f"room:{self.services[client]}", self.platform, "service"
        subject = _found(claims, self.subject)
        if not isinstance(subject, str) or not subject:
            raise ClaimsMissing
        return subject, self._organisation(claims), self._role(claims)

    def number(self, claims: Mapping[str, Any]) -> str | None:
        found = _found(claims, self.telephone)
        return found if isinstance(found, str) else None

    def _organisation(self, claims: Mapping[str, Any]) -> UUID:
        found = set()
        for value in _several(_found(claims, self.organisation)):
            if value in self.organisations:
                found.add(self.organisations[value])
            elif not self.organisations:
                found.add(_uuid(value))
        return _only(found)

    def _role(self, claims: Mapping[str, Any]) -> str:
        told = _several(_found(claims, self.role))
        found = {self.roles[word] for word in told if word in self.roles} if self.roles else set(told)
        # Nobody wears two hats at a time: with two, each check would have to choose one.
        return _only(found)


def read_claims(file: Path | None) -> ClaimsOfProvider:
    """Raises OSError, and ValueError that names the file."""
    if file is None:
        return ClaimsOfProvider()
    try:
        return ClaimsOfProvider.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValueError) as error:
        raise ValueError(f"{file}: {' '.join(str(error).split())}") from None


def _found(claims: Mapping[str, Any], path: ClaimPath) -> Any:
    here: Any = claims
    for name in (path,) if isinstance(path, str) else path:
        here = here.get(name) if isinstance(here, Mapping) else None
    return here


def _several(value: Any) -> list[str]:
    return [
        each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str) and each
    ]


def _only(found: set[T]) -> T:
    if len(found) != 1:
        raise ClaimsMissing
    return found.pop()


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise ClaimsMissing from None
