"""What the room counted before it hid the small numbers: a story has fewer than ten people in it."""

from collections.abc import Sequence
from datetime import date

from access.domain.decision_counts import DecisionFigures
from access.domain.frame import Sums, add_sums
from access.store import changes, contacts, money
from access.store.contacts import Counted
from access.store.decision_figures import decision_figures
from testkit.rooms import RoomUnderTest

FIRST, LAST = date(2015, 1, 1), date(2100, 12, 31)


async def money_of(room: RoomUnderTest, municipality: str, year: int, *forms: str) -> Sums:
    """Of all forms of care, or of these."""
    async with room.begin() as tx, tx.seeing_all():
        granted = (await money.granted_in(tx, [municipality], year)).get(municipality, {})
    return add_sums(sums for form, sums in granted.items() if not forms or form in forms)


async def decisions_of(room: RoomUnderTest, municipality: str, *, first: date = FIRST) -> DecisionFigures:
    async with room.begin() as tx, tx.seeing_all():
        return await decision_figures(tx, [municipality], first=first, last=LAST)


async def changes_of(room: RoomUnderTest, municipality: str) -> dict[str, int]:
    """How often of each kind."""
    async with room.begin() as tx, tx.seeing_all():
        found = await changes.counted(tx, [municipality], first=FIRST, last=LAST)
    return {each.kind.value: each.times for each in found}


async def help_of(
    room: RoomUnderTest, municipality: str, *, first: date = FIRST, last: date | None = None
) -> Sequence[Counted]:
    """Help without a decision, up to and including today or this day."""
    until = last or room.clock().date()
    async with room.begin() as tx, tx.seeing_all():
        return await contacts.counts(tx, municipality=municipality, regions=(), first=first, last=until)
