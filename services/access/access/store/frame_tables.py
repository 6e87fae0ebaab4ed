"""That a line of a municipality's budget was warned of, once for each share of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Text, UniqueConstraint
from sqlmodel import Field

from access.store.tables import Row


def _instant(*, nullable: bool = False) -> Any:
    return Column(DateTime(timezone=True), nullable=nullable)


class FrameWarningRow(Row, table=True):
    """`line` of the policy's frame for this year; `percent` of it was granted at that moment."""

    __tablename__ = "frame_warning"
    __table_args__ = (UniqueConstraint("municipality", "year", "line", "percent", name="frame_warned_once"),)

    id: UUID = Field(primary_key=True)
    municipality: str = Field(sa_type=Text)
    year: int
    line: str = Field(sa_type=Text)
    percent: int
    warned_at: datetime = Field(sa_column=_instant())
