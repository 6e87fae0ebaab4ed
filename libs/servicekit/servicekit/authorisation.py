"""Who may do what: a table of data, asked on every operation; what is not in it is refused.

role × operation × relation × region. The role and the organisation come from the token; the
relation ("which part does your organisation have in this thing?") and the region follow from the
thing itself and from the register.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from servicekit.organisations import Organisation, known_organisation
from servicekit.transaction import Transaction
from wirekit.problems import Forbidden, NotFound, UnknownOrganisation
from wirekit.roles import Roles

NO_RELATION, REGION = "none", "region"


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
    """The relations that a caller's organisation has to a thing, and the region of the thing."""

    relations: frozenset[str]
    region: str


AskStanding = Callable[[Transaction, Organisation, UUID], Awaitable[Standing | None]]


@dataclass(frozen=True)
class PermissionTable:
    """The rows per operation. `standings` tells, per path parameter, how to find the caller's relation."""

    rows: Mapping[str, tuple[Row, ...]]
    standings: Mapping[str, AskStanding]
    roles: Roles

    @classmethod
    def load(cls, path: Path, standings: Mapping[str, AskStanding], roles: Roles) -> "PermissionTable":
        rows = TypeAdapter(dict[str, tuple[Row, ...]]).validate_python(yaml.safe_load(path.read_text()))
        unknown = {r for table in rows.values() for row in table for r in row.roles} - set(roles.roles)
        if unknown:
            raise ValueError(f"{path}: unknown roles {sorted(unknown)}")
        return cls(rows, standings, roles)

    async def admit(self, tx: Transaction, operation: str, path: Mapping[str, Any]) -> Organisation | None:
        """Let the caller through, or raise Forbidden (never), NotFound (not this one).

        Returns the caller's organisation, or None for a platform service that needs none.
        """
        rows = [row for row in self.rows.get(operation, ()) if tx.caller.role in row.roles]
        if not rows:
            raise Forbidden
        if all(row.relation == NO_RELATION and row.region == "any" for row in rows):
            return None
        organisation = await known_organisation(tx, tx.caller.organisation)
        if organisation is None or not organisation.works(tx.now):
            raise UnknownOrganisation
        if not self.roles.belongs(tx.caller.role, organisation.kind):
            raise Forbidden
        addressed = [name for name in (*self.standings, REGION) if name in path]
        if not addressed and not any(row.region == "any" or organisation.regions for row in rows):
            raise Forbidden
        standing = await self._standing(tx, organisation, addressed[0], path) if addressed else None
        if not addressed or (standing and any(_fits(row, standing, organisation) for row in rows)):
            return organisation
        raise NotFound

    async def _standing(
        self, tx: Transaction, organisation: Organisation, parameter: str, path: Mapping[str, Any]
    ) -> Standing | None:
        if parameter == REGION:
            return Standing(frozenset(), path[parameter])
        try:
            ref = UUID(str(path[parameter]))
        except ValueError:
            return None
        return await self.standings[parameter](tx, organisation, ref)


def _fits(row: Row, standing: Standing, organisation: Organisation) -> bool:
    related = row.relation == NO_RELATION or row.relation in standing.relations
    return related and (row.region == "any" or standing.region in organisation.regions)
