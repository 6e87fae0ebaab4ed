"""What this room tells of a handover: references, codes and days."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from referral.store.rows_handover import HandoverRow
from wirekit.events import Event


class HandoverAgreed(Event):
    """Somebody else goes on: the receiver has spoken with the family, and the sender may let go.

    `receiver` is null outside the network. `contactOn`: the day of that talk, in Europe/Amsterdam.
    `packageWentAlong`: consent stood for more than the minimum.
    """

    NAME = "handover.agreed"

    placement: UUID
    referral: UUID
    client: UUID
    provider: UUID
    sender: UUID
    receiver: UUID | None
    destination: str
    contact_on: date
    package_went_along: bool
    agreed_at: AwareDatetime

    @classmethod
    def of(cls, row: HandoverRow) -> Self:
        assert row.contact_on is not None, "a confirmed handover has the day of the contact"
        assert row.settled_at is not None, "and its moment"
        return cls(
            ref=row.id,
            version=row.version,
            region=row.region,
            placement=row.placement,
            referral=row.referral,
            client=row.client,
            provider=row.provider,
            sender=row.sender,
            receiver=row.receiver,
            destination=row.destination,
            contact_on=row.contact_on,
            package_went_along=bool(row.package_went_along),
            agreed_at=row.settled_at,
        )
