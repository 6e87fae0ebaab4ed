"""Handovers, and ends of care without a receiver."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Date, ForeignKey, Index, Text, Uuid, text
from sqlmodel import Field

from referral.domain.handover import UNSETTLED, Destination, HandoverReturn, HandoverStatus
from referral.store.rows import Row, instant, reference
from sealing.keyring import SealedColumn


class HandoverRow(Row, table=True):
    """A handover of one placement. `provider` gives the care; `sender` is that provider or the municipality.

    `receiver` is null outside the network. `contact_on`: the day on which the receiver spoke with the family.
    `package_went_along`: as consent stood at the confirmation.
    """

    __tablename__ = "handover"
    __table_args__ = (
        Index(
            "handover_one_unsettled",
            "placement",
            "destination",
            unique=True,
            postgresql_where=text(
                "status IN ({})".format(", ".join(f"'{status}'" for status in sorted(UNSETTLED)))
            ),
        ),
        Index("handover_by_placement", "placement", "id"),
        Index("handover_by_receiver", "receiver", "id"),
        Index("handover_by_sender", "sender", "id"),
        Index("handover_by_provider", "provider", "id"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    status: str = Field(sa_type=Text)
    placement: UUID = Field(sa_column=reference("placement_request.id"))
    referral: UUID = Field(sa_column=reference("referral.id"))
    client: UUID = Field(sa_column=reference("client.id"))
    region: str = Field(sa_type=Text)
    provider: UUID
    sender: UUID
    receiver: UUID | None
    destination: str = Field(sa_type=Text)
    papers: bytes = Field(sa_column=Column(SealedColumn, nullable=False))
    proposed_at: datetime = Field(sa_column=instant())
    confirm_by: datetime = Field(sa_column=instant())
    settled_at: datetime | None = Field(sa_column=instant(nullable=True))
    contact_on: date | None = Field(sa_type=Date)
    spoken_with: bytes | None = Field(sa_column=Column(SealedColumn, nullable=True))
    package_went_along: bool | None
    return_reason: str | None = Field(sa_type=Text)

    @property
    def state(self) -> HandoverStatus:
        return HandoverStatus(self.status)

    @property
    def to(self) -> Destination:
        return Destination(self.destination)

    @property
    def why_returned(self) -> HandoverReturn | None:
        return HandoverReturn(self.return_reason) if self.return_reason else None

    @property
    def answers_for_confirmation(self) -> UUID:
        """Who must see to it: the receiver, or where that is outside the network the sender."""
        return self.receiver or self.sender


class EndWithoutReceiverRow(Row, table=True):
    """Care that ended around eighteen while no adult scheme had confirmed; `why` is sealed."""

    __tablename__ = "end_without_receiver"

    placement: UUID = Field(sa_column=Column(Uuid, ForeignKey("placement_request.id"), primary_key=True))
    client: UUID = Field(sa_column=reference("client.id"))
    binding: str = Field(sa_type=Text)
    why: bytes | None = Field(sa_column=Column(SealedColumn, nullable=True))
    recorded_at: datetime = Field(sa_column=instant())
