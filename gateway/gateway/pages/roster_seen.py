"""What a change would make of a roster, while it is filled in: its gaps in red before anything is saved."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.pages.asking import Told
from gateway.pages.frame import Frame
from gateway.pages.language import language_of_page
from gateway.pages.roster_answers import PreviewRead
from gateway.pages.roster_calendar import (
    DAYS_OF_WEEK,
    DAYS_SHOWN,
    Calendar,
    calendar_of,
    midnight,
    monday_of,
)
from gateway.pages.roster_of_line import staff_of
from gateway.pages.shown import AMSTERDAM
from gateway.texts import texts_in

MOST_GAPS = 40
"""Gaps that are written out; how many there are is told."""
PLACE = "seen"
"""The id of the place in a page where a script puts it; without script the whole page comes again."""


def is_as_you_change(request: Request) -> bool:
    return request.headers.get("HX-Target") == PLACE


async def part_seen(frame: Frame, request: Request, seen: Told[PreviewRead]) -> Response:
    """Only that part of the page. What is not filled in yet is no mistake: it says so, and nothing more."""
    asking, unnamed = frame.asking(request), texts_in(language_of_page(request))["label_roster_unnamed"]
    staff, _ = await staff_of(asking, request.path_params["id"], unnamed)
    return frame.render(
        request,
        "roster_seen.html",
        preview=seen.value,
        calendar=weeks_seen(seen.value) if seen.value else None,
        staff=staff,
        most_gaps=MOST_GAPS,
        today=datetime.now(AMSTERDAM).date(),
    )


def weeks_around(override: Mapping[str, Any]) -> dict[str, Any]:
    """The whole weeks in which an override lies, as the room is asked for them; of this week what is left.

    Without a moment the room shows the next weeks.
    """
    try:
        start, end = (datetime.fromisoformat(override[name]) for name in ("start", "end"))
    except (KeyError, ValueError):
        return {}
    begin = max(midnight(monday_of(start.date())), datetime.now(UTC) + timedelta(minutes=1))
    until = midnight(monday_of(end.date()) + timedelta(days=DAYS_OF_WEEK))
    asked = {"from": begin.replace(second=0, microsecond=0), "until": until}
    return {name: at.isoformat() for name, at in asked.items()} if begin < until else {}


def weeks_seen(preview: PreviewRead) -> Calendar:
    """What would be, in whole weeks; of a long time the first ones."""
    first, last = (at.astimezone(AMSTERDAM).date() for at in (preview.start, preview.end))
    days = min((last - monday_of(first)).days, DAYS_SHOWN)
    weeks = -(-days // DAYS_OF_WEEK)
    return calendar_of(preview.shifts, preview.gaps, first, weeks * DAYS_OF_WEEK)
