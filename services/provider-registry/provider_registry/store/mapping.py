"""Rows to the things of the domain and back: a column of a table is a field of the same name."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Select, Table, and_, insert, select, update

from provider_registry.store.tables import Row
from servicekit.transaction import Transaction

T = TypeVar("T")


@cache
def table_of(row: type[Row]) -> Table:
    table: Table = row.__table__  # type: ignore[attr-defined]  # SQLModel adds it
    return table


_SHAPES: dict[Any, TypeAdapter[Any]] = {}


def _shape(kind: Any) -> TypeAdapter[Any]:
    """Made once per class: making one costs more than all that it does."""
    if kind not in _SHAPES:
        _SHAPES[kind] = TypeAdapter(kind)
    return _SHAPES[kind]


def rows_of(row: type[Row]) -> Select[Any]:
    """All columns, and no session that remembers what was read before."""
    return select(*table_of(row).c)


def thing_of(kind: type[T], values: Mapping[Any, Any]) -> T:
    found: T = _shape(kind).validate_python(dict(values))
    return found


async def first(tx: Transaction, kind: type[T], query: Select[Any]) -> T | None:
    found = (await tx.session.execute(query)).mappings().first()
    return None if found is None else thing_of(kind, found)


async def every(tx: Transaction, kind: type[T], query: Select[Any]) -> list[T]:
    return [thing_of(kind, found) for found in (await tx.session.execute(query)).mappings()]


async def add(tx: Transaction, row: type[Row], thing: object) -> None:
    await tx.session.execute(insert(table_of(row)), values_of(thing))


async def change(tx: Transaction, row: type[Row], thing: object) -> None:
    """Bring the row with this key to what the thing says."""
    table, values = table_of(row), values_of(thing)
    this = and_(*(column == values[column.name] for column in table.primary_key.columns))
    await tx.session.execute(update(table).where(this).values(values))


def values_of(thing: object) -> dict[str, Any]:
    values: dict[str, Any] = _shape(thing.__class__).dump_python(thing)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
