"""Who has a part in what, as row-level security asks it: written by triggers and read by policies alone."""

from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from referral.store.rows import Row


class StakeRow(Row, table=True):
    """`ref`: a referral, client or household; `party`: an organisation, a municipality's code or a person."""

    __tablename__ = "stake"

    ref: UUID = Field(primary_key=True)
    party: str = Field(primary_key=True, sa_type=Text)
