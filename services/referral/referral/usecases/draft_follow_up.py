"""A crisis was closed and help must follow: leave the asking party a draft per component (IJS-37)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from referral.domain.components import Component
from referral.domain.draft import ASKS_FOR_ITSELF, DraftStatus, route_after_crisis
from referral.store import drafts, referrals
from referral.usecases.close_draft import DRAFT_AWAITED
from servicekit.transaction import Transaction
from wirekit.events import Reading
from wirekit.identifiers import uuid7

AWAITED_FOR = timedelta(days=1)


class AlarmClosed(Reading):
    """`municipality`: where the young person was; `residence`: the code of where they live, if known.

    `nights` in crisis beds from `first_night` on, the last at `bed_provider`; `in_a_bed`: more to come.
    `held_by` has helped, and goes on provisionally since the day `help_since` where that is given.
    """

    municipality: str
    residence: str | None
    age: int | None
    danger: bool
    is_drill: bool
    asked_by: UUID
    asked_by_kind: str
    follow_up: tuple[Component, ...]
    held_by: UUID | None = None
    help_since: date | None = None
    nights: int = 0
    first_night: date | None = None
    bed_provider: UUID | None = None
    in_a_bed: bool = False

    @property
    def components(self) -> tuple[Component, ...]:
        """What must follow. Nights in a crisis bed become an entitlement, whatever else follows."""
        slept = (Component.STAY,) if self.nights and Component.STAY not in self.follow_up else ()
        return (*self.follow_up, *slept)

    def help_of(self, component: Component) -> dict[str, Any]:
        """Who helps meanwhile: where the young person sleeps; else the crisis provider, if it does."""
        if component is Component.STAY and self.nights:
            since, provider = self.first_night, self.bed_provider
            return {
                "help_provider": provider,
                "help_since": since,
                "nights": self.nights,
                "in_a_bed": self.in_a_bed,
            }
        provider = self.held_by if self.help_since else None
        return {"help_provider": provider, "help_since": self.help_since, "nights": 0, "in_a_bed": False}


async def draft_follow_up(tx: Transaction, closed: AlarmClosed) -> None:
    """One draft per component, ever; somebody answers for each within a day.

    Filled in with what the alarm knows in codes. Who asked makes the referral; where that was a crisis desk,
    the municipality does: nobody refers to itself.
    """
    if not closed.components:
        return
    made_by_municipality = closed.asked_by_kind not in ASKS_FOR_ITSELF
    municipality = closed.residence or closed.municipality
    rows = await drafts.add_drafts(
        tx,
        [
            {
                "id": uuid7(),
                "version": 1,
                "status": DraftStatus.OPEN.value,
                "alarm": closed.ref,
                "organisation": closed.asked_by,
                "made_by_municipality": made_by_municipality,
                "region": closed.region,
                "municipality": municipality,
                "component": component.value,
                "route": route_after_crisis(component, closed.asked_by_kind).value,
                "safety": closed.danger,
                "age": closed.age,
                "is_drill": closed.is_drill,
                "created_at": tx.now,
                **closed.help_of(component),
            }
            for component in closed.components
        ],
    )
    owner = str(closed.asked_by)
    if made_by_municipality:
        owner = await referrals.municipality_owner(tx, municipality)
    for row in rows:
        tx.set_deadline(DRAFT_AWAITED, row.id, region=row.region, owner=owner, due_at=tx.now + AWAITED_FOR)
