"""The only place where this room is wired."""

from pathlib import Path

from crisis.consumers import SUBSCRIPTIONS
from crisis.events import EXAMPLES, ShiftChanged, shifts_feed
from crisis.routes import duty_lines, on_call, shifts
from crisis.settings import Settings
from crisis.standings import on_duty_line, on_shift
from region_policy.loader import Policies
from servicekit.app import Room

__all__ = ["ROOM", "Settings"]


def _policies(settings: Settings) -> Policies:
    return Policies.load(settings.regions_dir)


ROOM = Room(
    name="crisis",
    version="0.1.0",
    description="Who is on call: duty lines, shifts, and the look-up by the place where the young person is.",
    routers=(on_call.router, duty_lines.router, shifts.router),
    permissions=Path(__file__).with_name("permissions.yaml"),
    standings={"duty_line_id": on_duty_line, "shift_id": on_shift},
    events=(ShiftChanged,),
    examples=EXAMPLES,
    subscriptions=SUBSCRIPTIONS,
    feeds={"shift": shifts_feed},
    open_resources=_policies,
)
