"""What a change would make of a roster, while it is filled in: its gaps in red before anything is saved."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from gateway.pages.asking import Told
from gateway.pages.frame import Frame
from gateway.pages.language import language_of_page
from gateway.pages.roster_answers import PreviewRead
from gateway.pages.roster_calendar import Calendar, calendar_of
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


def weeks_seen(preview: PreviewRead) -> Calendar:
    """The first weeks of what would be."""
    return calendar_of(preview.shifts, preview.gaps, preview.start.astimezone(AMSTERDAM).date())
