"""The tables of deliveries that come as a file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from access.store.tables import Row


class DeliveryUploadRow(Row, table=True):
    """The report of an upload, for who sends it again."""

    __tablename__ = "delivery_upload"
    __table_args__ = (Index("delivery_upload_by_provider", "provider", "made_at"),)

    id: UUID = Field(primary_key=True)
    provider: UUID
    made_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    report: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class UploadedLineRow(Row, table=True):
    """That a line came in a file, so that it counts once: hashes of its name, and of what it says."""

    __tablename__ = "uploaded_line"

    entitlement_id: UUID = Field(primary_key=True, foreign_key="entitlement.id")
    known_by: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    said: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
