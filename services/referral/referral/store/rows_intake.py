"""The intake of a referral, and what was added to it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Text, Uuid, text
from sqlmodel import Field

from referral.domain.asked import Domain
from referral.store.rows import Row, codes, instant, reference
from sealing.keyring import SealedColumn


class IntakeRow(Row, table=True):
    """The story as a family told it, once per referral (HLM-07); what comes later is linked to the first.

    `made_as`: the role of who wrote it down, from which follows who reads the words.
    """

    __tablename__ = "intake"
    __table_args__ = (
        Index(
            "intake_one_per_referral", "referral", unique=True, postgresql_where=text("addition_to IS NULL")
        ),
        Index("intake_by_referral", "referral", "id"),
    )

    id: UUID = Field(primary_key=True)
    referral: UUID = Field(sa_column=reference("referral.id"))
    client: UUID = Field(sa_column=reference("client.id"))
    addition_to: UUID | None = Field(
        default=None, sa_column=Column(Uuid, ForeignKey("intake.id"), nullable=True)
    )
    domains: list[str] = Field(sa_column=codes())
    words: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    made_as: str = Field(sa_type=Text)
    organisation: UUID
    made_at: datetime = Field(sa_column=instant())

    @property
    def parts_of_life(self) -> tuple[Domain, ...]:
        return tuple(map(Domain, self.domains))
