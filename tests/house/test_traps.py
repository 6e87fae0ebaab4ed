"""Traps of the libraries under the house, each shown to be shut in every room."""

import importlib

import pytest
from sqlalchemy import DateTime, Enum, Float, MetaData
from sqlmodel import SQLModel

from servicekit.app import describe_api
from servicekit.tables import kit_metadata
from wegwijs_cli.rooms import ROOMS, Room


def tables_of(room: Room) -> MetaData:
    metadata: MetaData = importlib.import_module(f"{room.module}.store").metadata
    return metadata


def test_each_room_has_tables_of_its_own_and_none_are_in_the_registry_that_all_would_share() -> None:
    assert not SQLModel.metadata.tables
    every = [tables_of(room) for room in ROOMS]
    assert all(metadata.tables for metadata in every)
    assert len({id(metadata) for metadata in every}) == len(ROOMS)


POINT = ("latitude", "longitude")
"""Degrees, which are measured and never counted."""


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_no_column_takes_nonsense_for_an_enum_a_float_for_money_or_a_moment_without_its_zone(
    room: Room,
) -> None:
    for metadata in (kit_metadata, tables_of(room)):
        for table in metadata.tables.values():
            for column in table.columns:
                if column.name not in POINT:
                    assert not isinstance(column.type, Enum | Float), column
                if isinstance(column.type, DateTime):
                    assert column.type.timezone, column


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_no_table_row_is_the_shape_of_an_answer_or_a_body(room: Room) -> None:
    described = describe_api(importlib.import_module(f"{room.module}.app").ROOM)
    shapes = described.openapi()["components"]["schemas"]
    assert shapes
    assert [name for name in shapes if name.endswith("Row")] == []
