"""What this room tells of providers that stand in for a whole together."""

from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import UUID

from provider_registry.domain.partnership import Partnership
from provider_registry.store import partnerships
from servicekit.transaction import Transaction
from wirekit.events import Event


class PartnershipChanged(Event):
    """A partnership, new or with other members. `lead` is one of the `members`. The days are included."""

    NAME = "partnership.changed"

    lead: UUID
    members: tuple[UUID, ...]
    forms: tuple[str, ...]
    domains: tuple[str, ...]
    valid_from: date
    valid_until: date | None

    @classmethod
    def of(cls, partnership: Partnership, members: Iterable[UUID]) -> Self:
        return cls(
            ref=partnership.id,
            version=partnership.version,
            region=partnership.region,
            lead=partnership.lead,
            members=tuple(members),
            forms=partnership.forms,
            domains=partnership.domains,
            valid_from=partnership.valid_from,
            valid_until=partnership.valid_until,
        )


async def partnerships_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    """The current state of every partnership."""
    page = await partnerships.partnerships(tx, region=None, after=after, limit=limit)
    return [
        PartnershipChanged.of(each, [one.organisation for one in await partnerships.members(tx, each.id)])
        for each in page
    ]


_LEAD = UUID("01990000-0000-7000-8000-000000005001")
EXAMPLES = (
    PartnershipChanged(
        ref=UUID("01990000-0000-7000-8000-000000006021"),
        version=2,
        region="voorbeeldregio",
        lead=_LEAD,
        members=(_LEAD, UUID("01990000-0000-7000-8000-000000005002")),
        forms=("at-home", "school"),
        domains=("upbringing", "mental-health"),
        valid_from=date(2026, 1, 1),
        valid_until=None,
    ),
)
