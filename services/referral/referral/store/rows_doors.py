"""The table of in whose name the referrals of an organisation are made."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from referral.store.rows import Row, instant


class ProfessionalOfRecordRow(Row, table=True):
    """The AGB code under which an organisation refers where a referral names nobody; a code, no name."""

    __tablename__ = "professional_of_record"

    organisation: UUID = Field(primary_key=True)
    version: int
    agb: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=instant())
