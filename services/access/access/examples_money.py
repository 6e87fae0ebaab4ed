"""Examples of the events on money that moves on, and on budgets that fill up."""

from datetime import date
from uuid import UUID

from access.events_money import FrameWarned, GrantMoved
from region_policy.codes import Component
from wirekit.events import Event


def _id(number: int) -> UUID:
    return UUID(f"01990000-0000-7000-8000-00000000{number:04d}")


EXAMPLES: tuple[Event, ...] = (
    FrameWarned(
        ref=_id(9001),
        version=1,
        region="voorbeeldregio",
        municipality="0148",
        year=2026,
        line="ambulatory",
        percent=80,
    ),
    GrantMoved(
        ref=_id(3004),
        version=1,
        region="voorbeeldregio",
        moved_from=_id(3002),
        left_provider=_id(5001),
        placement=_id(6001),
        last_day=date(2026, 4, 15),
        referral=_id(1001),
        client=_id(2001),
        municipality="0148",
        decision=_id(3001),
        component=Component.AMBULATORY,
        provider=_id(5002),
        intensity=None,
        etmalen=None,
        valid_from=date(2026, 4, 16),
        valid_until=date(2026, 5, 31),
    ),
)
