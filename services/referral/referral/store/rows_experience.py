"""Scores after care, without anybody they could be led back to."""

from uuid import UUID

from sqlalchemy import Index, LargeBinary, SmallInteger, Text
from sqlmodel import Field

from referral.store.rows import Row


class ExperienceRow(Row, table=True):
    """One answer. `trajectory`: the keyed hash of the care period, so that there is no second one (GRO-07).

    No client, no referral, no moment: what is left tells of the provider alone, and outlives an erasure.
    """

    __tablename__ = "experience"
    __table_args__ = (Index("experience_by_provider", "provider", "region"),)

    trajectory: bytes = Field(sa_type=LargeBinary, primary_key=True)
    provider: UUID
    region: str = Field(sa_type=Text)
    listened: int = Field(sa_type=SmallInteger)
    decided_along: int = Field(sa_type=SmallInteger)
    helped: int = Field(sa_type=SmallInteger)
    overall: int = Field(sa_type=SmallInteger)
