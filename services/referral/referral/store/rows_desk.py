"""What this room knows of the work of the access desk."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Uuid
from sqlmodel import Field

from referral.store.rows import Row, instant


class DeskTermRow(Row, table=True):
    """A read model: until when the desk decides (UTC), as `access` tells. None while no term runs."""

    __tablename__ = "desk_term"

    referral: UUID = Field(sa_column=Column(Uuid, ForeignKey("referral.id"), primary_key=True))
    version: int
    due_at: datetime | None = Field(sa_column=instant(nullable=True))
