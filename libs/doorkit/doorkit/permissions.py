"""The rows of the permission table, as data, and what is asked of a thing to compare them with."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import UUID

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from doorkit.roles import Roles

NO_RELATION, REGION = "none", "region"
SERVICE = "service"
"""The role of a room that asks in its own name."""


class Row(BaseModel):
    """One permission: these roles, if they stand in this relation to the thing, in this region.

    `relation: none` is for operations that address no single thing (a list, a creation): there the
    use case itself looks no further than the caller's own organisation. `region: own` asks that it works
    in the region of the thing or in the one that the path names, and for such an operation in any.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    roles: tuple[str, ...]
    relation: str = NO_RELATION
    region: Literal["own", "any"] = "own"


@dataclass(frozen=True)
class Standing:
    """The relations that a caller has to a thing, the region of the thing, and whose file it is of.

    `emergency`: the opening of the emergency door by which the caller stands here. `others`: of whom it is
    too.
    """

    relations: frozenset[str]
    region: str
    data_subject: UUID | None = None
    emergency: UUID | None = None
    others: frozenset[UUID] = frozenset()


def read_rows(path: Path, roles: Roles) -> Mapping[str, tuple[Row, ...]]:
    """The rows by their operation. Raises OSError, ValidationError, and ValueError for an unknown role."""
    rows = TypeAdapter(dict[str, tuple[Row, ...]]).validate_python(yaml.safe_load(path.read_text()))
    unknown = {r for table in rows.values() for row in table for r in row.roles} - set(roles.roles)
    if unknown:
        raise ValueError(f"{path}: unknown roles {sorted(unknown)}")
    return rows
