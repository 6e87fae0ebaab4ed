"""`contracts/who-may-do-what.md`: the policy table as people read it, made from what the rooms enforce."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from doorkit.permissions import NO_RELATION, Row
from doorkit.roles import Roles
from servicekit.app import Room, describe_api
from servicekit.authorisation import PermissionTable
from wegwijs_cli.settings import PROJECT

FILE = "who-may-do-what.md"
HEAD = """# Who may do what

Made by `./wegwijs contracts write` from the permission table of each room, which is what the rooms enforce:
what is not here is refused to everybody. A row lets through who has one of the roles, stands in the relation
to the thing, and works in its region. `tests/house/test_authorisation_matrix.py` tries every operation as
every role, in every relation and region, and compares.

- *relation*: the part that the caller's organisation (or the caller, as young person or parent) has in the
  thing. With none, the operation addresses no single thing and looks no further than the caller's own
  organisation.
- *region*: `own`, the thing's region is one in which the organisation works; `any`, it need not be.
"""


def document(rooms: Sequence[Room]) -> str:
    """The whole page, rooms and operations in the order of their code."""
    roles = Roles.load(PROJECT / "regions" / "roles.yaml")
    parts = [HEAD, "\n## Roles\n\n| role | Dutch | English | of |\n|---|---|---|---|\n"]
    parts += [
        f"| `{name}` | {role.nl} | {role.en} | {', '.join(role.organisation_kinds)} |\n"
        for name, role in roles.roles.items()
    ]
    for room in rooms:
        table = PermissionTable.load(room.permissions, room.standings, roles)
        parts.append(f"\n## {room.name}\n\n{_operations(room, table)}")
    return "".join(parts)


def _operations(room: Room, table: PermissionTable) -> str:
    lines = ["| operation | call | who | relation | region |\n|---|---|---|---|---|\n"]
    for operation, call in _calls(describe_api(room).openapi()):
        for number, row in enumerate(table.rows.get(operation, ()) or (None,)):
            first = f"`{operation}` | `{call}`" if number == 0 else "|"
            lines.append(f"| {first} | {_who(row)} |\n")
    return "".join(lines)


def _who(row: Row | None) -> str:
    if row is None:
        return "nobody by a role: a secret that somebody was sent opens it | – | –"
    relation = "–" if row.relation == NO_RELATION else row.relation
    return f"{', '.join(row.roles)} | {relation} | {row.region}"


def _calls(openapi: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            yield operation["operationId"], f"{method.upper()} {re.sub(r'^/v1', '', path)}"
