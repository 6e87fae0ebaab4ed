"""The roles that a token may carry, and the kinds of organisation that each belongs to: data."""

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict


class Role(BaseModel):
    """`hidden_from_person`: what this role looks at is not shown to who it is about; it might betray."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    nl: str
    en: str
    organisation_kinds: tuple[str, ...]
    hidden_from_person: bool = False


class Roles(BaseModel):
    """`roles.yaml`: the roles that a token may carry and the kinds of organisation each belongs to."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    roles: Mapping[str, Role]

    @classmethod
    def load(cls, path: Path) -> "Roles":
        return cls.model_validate(yaml.safe_load(path.read_text()))

    def hides(self, role: str) -> bool:
        """Whether the person itself does not read what this role looked at."""
        return role in self.roles and self.roles[role].hidden_from_person

    def belongs(self, role: str, organisation_kind: str) -> bool:
        return role in self.roles and organisation_kind in self.roles[role].organisation_kinds
