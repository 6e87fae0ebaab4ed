"""What the roster page tells of one line: its coming weeks, and what lies on and beside its plan."""

from asyncio import gather
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from starlette.requests import Request

from gateway.pages.answers import PageOf
from gateway.pages.asking import Asking, T, Told
from gateway.pages.naming import Options
from gateway.pages.roster_answers import (
    AbsenceRead,
    FeedRead,
    GapRead,
    LineRead,
    OverrideRead,
    PreviewRead,
    ShiftRead,
    SwapRead,
    WorkerRead,
)
from gateway.pages.roster_calendar import MONTH, Period, calendar_of, midnight, period_around
from gateway.pages.shown import AMSTERDAM

ROOM = "crisis"
ON_ONE_PAGE, MOST_PAGES = 100, 10
FURTHEST = timedelta(days=366)
PLANNED = "planned"


@dataclass(frozen=True)
class Staff:
    """Who can be on call, by name. `unnamed`: for whoever is on no list, with a place for a number."""

    workers: Sequence[WorkerRead]
    unnamed: str

    def name(self, worker: UUID | None) -> str:
        if worker is None:
            return ""
        known = (each.name for each in self.workers if each.id == worker)
        return next(known, self.unnamed.format(number=str(worker)[-6:]))

    def has(self, worker: UUID | None) -> bool:
        return any(each.id == worker for each in self.workers)

    @property
    def options(self) -> Options:
        return [(str(each.id), each.name) for each in self.workers]


async def staff_of(asking: Asking, line: UUID, unnamed: str) -> tuple[Staff, Told[PageOf[WorkerRead]]]:
    told = await all_of(asking, WorkerRead, f"/duty-lines/{line}/workers")
    return Staff(told.value.items if told.value else (), unnamed), told


async def weeks_of(
    asking: Asking, line: LineRead, seen: Period, unnamed: str, *, plans_rosters: bool
) -> dict[str, Any]:
    """By the names that the page uses. Who plans sees too who stands twice, and how long each is on call."""
    path, now = f"/duty-lines/{line.id}", datetime.now(UTC)
    begin, until = midnight(seen.first), midnight(seen.first + timedelta(days=seen.days))
    period = {"from": begin.isoformat(), "until": until.isoformat()}
    # What had too few this morning cannot be mended any more: in the running weeks only gaps ahead count.
    ahead = max(begin, now) if until > now else begin
    ((staff, workers), shifts, gaps, overrides), (swaps, feeds, to_answer, as_it_stands) = await gather(
        gather(
            staff_of(asking, line.id, unnamed),
            all_of(asking, ShiftRead, f"{path}/shifts", **period),
            all_of(asking, GapRead, f"{path}/coverage", **period | {"from": ahead.isoformat()}),
            all_of(asking, OverrideRead, f"{path}/overrides"),
        ),
        gather(
            all_of(asking, SwapRead, f"{path}/swaps"),
            all_of(asking, FeedRead, "/calendar-feeds"),
            all_of(asking, SwapRead, "/swaps"),
            _as_it_stands(asking, path, until) if plans_rosters and until > now else _not_asked(),
        ),
    )
    absences = await gather(
        *(all_of(asking, AbsenceRead, f"/workers/{each.id}/absences") for each in staff.workers)
    )
    planned = [each for each in shifts.value.items if each.status == PLANNED] if shifts.value else []
    found = gaps.value.items if gaps.value else ()
    return {
        "staff": staff,
        "workers": workers,
        "shifts": shifts,
        "ahead": [each for each in planned if each.start > now],
        "gaps": gaps,
        "calendar": calendar_of(planned, found, seen.first, seen.days),
        "today": now.astimezone(AMSTERDAM).date(),
        "overrides": overrides,
        "swap_offers": swaps,
        "to_answer": to_answer.value.items if to_answer.value else (),
        "as_it_stands": as_it_stands.value,
        "feeds": feeds,
        "absences": [each for told in absences if told.value for each in told.value.items],
        "seen": seen,
    }


async def _as_it_stands(asking: Asking, path: str, until: datetime) -> Told[PreviewRead]:
    """The roster as it is, worked out as if something were to change."""
    return await asking.send(PreviewRead, ROOM, "POST", f"{path}/previews", {"until": until.isoformat()})


async def _not_asked() -> Told[PreviewRead]:
    return Told(ROOM)


async def all_of(asking: Asking, kind: type[T], path: str, **query: object) -> Told[PageOf[T]]:
    """A whole list, page after page; of one that is longer than a thousand its beginning."""
    found: tuple[T, ...] = ()
    after: UUID | None = None
    for _ in range(MOST_PAGES):
        told = await asking.want(PageOf[kind], ROOM, path, **query, limit=ON_ONE_PAGE, after=after)  # type: ignore[valid-type]
        if told.value is None:
            return told
        found, after = (*found, *told.value.items), told.value.next
        if after is None:
            break
    return Told(ROOM, PageOf[kind](items=found))  # type: ignore[valid-type]


def period_of(request: Request) -> Period:
    """What the address asks for: a week or a month, of the day that stands there, else of today."""
    return period_around(_day_of(request), request.query_params.get("view", MONTH))


def _day_of(request: Request) -> date:
    """The day in the address; today without one, and for one that is further away than a year."""
    today = datetime.now(AMSTERDAM).date()
    try:
        wanted = date.fromisoformat(request.query_params.get("from", ""))
    except ValueError:
        return today
    return wanted if abs(wanted - today) <= FURTHEST else today
