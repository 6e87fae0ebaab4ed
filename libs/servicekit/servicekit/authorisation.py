"""Who may do what: a table of data, asked on every operation; what is not in it is refused.

role × operation × relation × region. The role and the organisation come from the token; the
relation ("which part does your organisation have in this thing?") and the region follow from the
thing itself and from the register.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from doorkit.permissions import NO_RELATION, REGION, SERVICE, Row, Standing, read_rows
from doorkit.roles import Roles
from servicekit.organisations import Organisation, organisation_and_its_sight
from servicekit.transaction import EVERYBODY, Transaction
from wirekit.problems import Forbidden, NotFound, UnknownOrganisation

AskStanding = Callable[[Transaction, Organisation, UUID], Awaitable[Standing | None]]


@dataclass(frozen=True)
class PermissionTable:
    """The rows per operation. `standings` tells, per path parameter, how to find the caller's relation."""

    rows: Mapping[str, tuple[Row, ...]]
    standings: Mapping[str, AskStanding]
    roles: Roles

    @classmethod
    def load(cls, path: Path, standings: Mapping[str, AskStanding], roles: Roles) -> "PermissionTable":
        return cls(read_rows(path, roles), standings, roles)

    async def admit(self, tx: Transaction, operation: str, path: Mapping[str, Any]) -> Organisation | None:
        """Let the caller through and note by what right, or raise Forbidden (never), NotFound (not this one).

        Returns the caller's organisation, or None for a platform service that needs none.
        """
        addressed = [name for name in (*self.standings, REGION) if name in path]
        if addressed:
            # A stranger may write what he likes in a path: only what reads as an id is told.
            thing = f"{addressed[0].removesuffix('_id')} {_uuid(path[addressed[0]]) or '?'}"
            tx.right = replace(tx.right, thing=thing)
        rows = [row for row in self.rows.get(operation, ()) if tx.caller.role in row.roles]
        if not rows:
            raise Forbidden
        if all(row.relation == NO_RELATION and row.region == "any" for row in rows):
            if tx.caller.role == SERVICE:
                await tx.seen_by(EVERYBODY)
            tx.right = replace(tx.right, authorisation=NO_RELATION)
            return None
        organisation = await organisation_and_its_sight(tx)
        if organisation is None or not organisation.works(tx.now):
            raise UnknownOrganisation
        if not self.roles.belongs(tx.caller.role, organisation.kind):
            raise Forbidden
        if not addressed and not any(row.region == "any" or organisation.regions for row in rows):
            raise Forbidden
        standing = await self._standing(tx, organisation, addressed[0], path) if addressed else None
        fit = [row for row in rows if not addressed or (standing and _fits(row, standing, organisation))]
        if not fit:
            raise NotFound
        tx.right = replace(tx.right, authorisation=fit[0].relation)
        if standing:
            whose = {standing.data_subject, *standing.others} - {None}
            tx.right = replace(tx.right, data_subjects=tuple(map(str, whose)), emergency=standing.emergency)
        return organisation

    async def _standing(
        self, tx: Transaction, organisation: Organisation, parameter: str, path: Mapping[str, Any]
    ) -> Standing | None:
        if parameter == REGION:
            return Standing(frozenset(), path[parameter])
        ref = _uuid(path[parameter])
        return await self.standings[parameter](tx, organisation, ref) if ref else None


def _uuid(written: Any) -> UUID | None:
    try:
        return UUID(str(written))
    except ValueError:
        return None


def _fits(row: Row, standing: Standing, organisation: Organisation) -> bool:
    related = row.relation == NO_RELATION or row.relation in standing.relations
    return related and (row.region == "any" or standing.region in organisation.regions)
