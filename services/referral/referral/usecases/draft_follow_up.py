"""A crisis was closed and help must follow: leave the asking party a draft per component (IJS-37)."""

from datetime import timedelta
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
    """`municipality`: where the young person was; `residence`: the code of where they live, if known."""

    municipality: str
    residence: str | None
    age: int | None
    danger: bool
    is_drill: bool
    asked_by: UUID
    asked_by_kind: str
    follow_up: tuple[Component, ...]


async def draft_follow_up(tx: Transaction, closed: AlarmClosed) -> None:
    """One draft per component, ever; somebody answers for each within a day.

    Filled in with what the alarm knows in codes. Who asked makes the referral; where that was a crisis desk,
    the municipality does: nobody refers to itself.
    """
    if not closed.follow_up:
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
            }
            for component in closed.follow_up
        ],
    )
    owner = str(closed.asked_by)
    if made_by_municipality:
        owner = await referrals.municipality_owner(tx, municipality)
    for row in rows:
        tx.set_deadline(DRAFT_AWAITED, row.id, region=row.region, owner=owner, due_at=tx.now + AWAITED_FOR)
