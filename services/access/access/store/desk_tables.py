"""The tables of the desk's own work."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Text
from sqlmodel import Field

from access.store.tables import Row


def _instant(*, nullable: bool = False) -> Any:
    return Column(DateTime(timezone=True), nullable=nullable)


class WorkerRow(Row, table=True):
    """How a worker signs: staff, not clients. The name stands in the letter of a decision by law."""

    __tablename__ = "desk_worker"

    organisation: UUID = Field(primary_key=True)
    subject: str = Field(primary_key=True, sa_type=Text)
    discipline: str = Field(sa_type=Text)
    professional: str = Field(sa_type=Text)
    kept_at: datetime = Field(sa_column=_instant())
