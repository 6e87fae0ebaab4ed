"""All that a room keeps of one person, table by table, with what is sealed opened: for the person's own copy.

A room says which of its tables are of a person and by which column; nothing else is read.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_jsonable_python
from sqlalchemy import MetaData, Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from sealing.keyring import Erased, Keyring, Sealed, SealedColumn

Rows = dict[str, list[dict[str, Any]]]
Field = tuple[str, str]


async def whole_file(
    session: AsyncSession,
    keyring: Keyring,
    metadata: MetaData,
    *,
    tables: Mapping[str, str],
    ids: Mapping[str, Collection[UUID]],
    key_column: str,
    sealed: Mapping[Field, str],
    hidden: Collection[Field] = (),
) -> Rows:
    """`tables`: name, and the column that says whose it is; its values are found in `ids` by the name of the
    column, or are the ids of the table that `column=table` names. `sealed`: the name under which each sealed
    column was sealed, with `{}` for the id of the row. `key_column`: by which the data key is found, in the
    row or in the row to which it belongs. `hidden`: what this asker does not get.
    """
    found: Rows = {}
    keys: dict[str, dict[UUID, UUID]] = {}
    for name, by in tables.items():
        column, _, above = by.partition("=")
        table = metadata.tables[name]
        wanted = keys[above] if above else ids[column]
        query = select(table).where(table.c[column].in_(list(wanted))).order_by(*table.primary_key.columns)
        shown, keys[name] = [], {}
        for row in (await session.execute(query)).mappings():
            whose = row.get(key_column) or (keys[above][row[column]] if above else row[column])
            if "id" in row:
                keys[name][row["id"]] = whose
            opened = await _opened(session, keyring, table, row, whose, sealed, hidden)
            shown.append(opened)
        if shown:
            found[name] = shown
    return found


async def _opened(
    session: AsyncSession,
    keyring: Keyring,
    table: Table,
    row: Any,
    whose: UUID,
    sealed: Mapping[Field, str],
    hidden: Collection[Field],
) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for column in table.columns:
        field, value = (table.name, column.name), row[column.name]
        if value is None or field in hidden:
            continue
        if not isinstance(column.type, SealedColumn):
            if not isinstance(value, bytes):  # a keyed hash says nothing to the person
                told[column.name] = to_jsonable_python(value)
        elif value and field in sealed:
            try:
                key = await keyring.data_key(session, whose)
            except Erased:
                continue
            told[column.name] = _read(key.open(Sealed(value), sealed[field].format(row.get("id") or whose)))
    return told


def _read(words: str) -> Any:
    """What was stored as a whole is told in its parts."""
    try:
        return from_json(words) if words.startswith(("{", "[")) else words
    except ValueError:
        return words
