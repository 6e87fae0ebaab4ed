"""The only place where this room is wired."""

from pathlib import Path

from crisis import events
from crisis.consumers import SUBSCRIPTIONS
from crisis.events import EXAMPLES, alarms_feed, shifts_feed
from crisis.routes import alarms, call_backs, duty_lines, on_call, overrides, shifts
from crisis.settings import Settings
from crisis.standings import in_alarm, in_call_back, on_duty_line, on_override
from crisis.usecases.call_on_next import ACKNOWLEDGEMENT
from crisis.usecases.escalate_alarm import escalate_alarm
from crisis.usecases.find_payer import payer_is_late
from crisis.usecases.leave_call_back import CALL_BACK, call_back_is_late
from crisis.usecases.raise_alarm import WHO_PAYS
from crisis.usecases.resources import Resources
from crisis.usecases.take_in_hand import STILL_IN_HAND, still_in_hand
from region_policy.loader import Policies
from servicekit.app import Room

__all__ = ["ROOM", "Settings"]


def _open_resources(settings: Settings) -> Resources:
    return Resources(Policies.load(settings.regions_dir))


ROOM = Room(
    name="crisis",
    version="0.1.0",
    description="Who is on call by the place where the young person is, and whether an alarm is in hand.",
    routers=(
        on_call.router,
        alarms.router,
        call_backs.router,
        duty_lines.router,
        shifts.router,
        overrides.router,
    ),
    permissions=Path(__file__).with_name("permissions.yaml"),
    standings={
        "duty_line_id": on_duty_line,
        "override_id": on_override,
        "alarm_id": in_alarm,
        "call_back_id": in_call_back,
    },
    events=(
        events.ShiftChanged,
        events.AlarmRaised,
        events.AlarmEscalated,
        events.AlarmAcknowledged,
        events.AlarmClosed,
        events.AlarmResidenceFound,
        events.InterventionOpened,
        events.InterventionClosed,
    ),
    examples=EXAMPLES,
    subscriptions=SUBSCRIPTIONS,
    when_missed={
        ACKNOWLEDGEMENT: escalate_alarm,
        STILL_IN_HAND: still_in_hand,
        WHO_PAYS: payer_is_late,
        CALL_BACK: call_back_is_late,
    },
    feeds={"shift": shifts_feed, "alarm": alarms_feed},
    open_resources=_open_resources,
)
