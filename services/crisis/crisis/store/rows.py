"""What all tables of this room share."""

from typing import Any

from sqlalchemy import Column, DateTime
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from sealing.keyring import Sealed


class Row(SQLModel, registry=registry()):
    """This room's own registry: a shared one would mix the tables of all rooms."""

    model_config = {"arbitrary_types_allowed": True}  # sealed bytes are a type of the kit


metadata = Row.metadata
Words = Sealed | None


def instant(*, nullable: bool = False) -> "Column[Any]":
    return Column(DateTime(timezone=True), nullable=nullable)
