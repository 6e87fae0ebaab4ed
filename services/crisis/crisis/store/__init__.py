"""Tables and named queries."""

from crisis.store import (
    absences,
    alarms,
    attempts,
    beds,
    call_backs,
    feeds,
    gaps,
    interventions,
    notifications,
    plans,
    roster,
    shifts,
    swaps,
)
from crisis.store.rows import metadata

__all__ = [
    "absences",
    "alarms",
    "attempts",
    "beds",
    "call_backs",
    "feeds",
    "gaps",
    "interventions",
    "metadata",
    "notifications",
    "plans",
    "roster",
    "shifts",
    "swaps",
]
