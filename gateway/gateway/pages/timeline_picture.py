"""What ends in a case as a picture: a bar for each thing, all on one axis of time, with a line for today."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from gateway.pages.cases_answers import EndRead, HelpGoesOn
from gateway.pages.shown import day, last_day, word
from gateway.texts import texts_in
from wirekit.texts import Language

TOP, STEP, BAR = 34, 48, 16
NEAR = 42
"""Days: six weeks before its end, when the rooms warn, a bar looks otherwise too."""
MOST_TICKS = 4
WHOLE, EDGE = 100.0, 90.0


@dataclass(frozen=True)
class Bar:
    """`left` and `width` in per cent of the picture, `y` in pixels. `is_open`: its first day is not known."""

    name: str
    when: str
    y: int
    left: float
    width: float
    look: str
    is_open: bool
    is_moment: bool


@dataclass(frozen=True)
class Tick:
    left: float
    name: str
    anchor: str


@dataclass(frozen=True)
class Timeline:
    """`height` in pixels; its width is that of the page. `today` in per cent."""

    height: int
    today: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    bar: int = BAR
    top: int = TOP


def draw(
    ends: Sequence[EndRead],
    goes_on: HelpGoesOn | None,
    *,
    asked_on: date,
    today: date,
    language: Language,
) -> Timeline | None:
    """The bars in the order of the room; None where nothing ends. Below them the bed of a crisis, of which
    another room knows."""
    spans = [
        (name_of(each, language), each.since, each.last_day, each.days_left, each.kind == "review")
        for each in ends
    ]
    if goes_on is not None and goes_on.in_a_bed:
        until = (last_day(goes_on.due_at) or goes_on.due_at.date()) if goes_on.due_at else today
        name = texts_in(language)["ends_crisis_bed"]
        spans.append((name, goes_on.since, until, (until - today).days, False))
    if not spans:
        return None
    first = min([asked_on, today, *(since for _, since, *_ in spans if since)])
    last = max([today, *(until for _, _, until, *_ in spans)]) + timedelta(days=7)
    axis = _Axis(first, last)
    bars = tuple(
        Bar(
            name=name,
            when=day(until, language),
            y=TOP + place * STEP,
            left=axis.at(until if is_moment else since or first),
            width=axis.at(until + timedelta(days=1)) - axis.at(until if is_moment else since or first),
            look="over" if left < 0 else "near" if left <= NEAR else "later",
            is_open=since is None and not is_moment,
            is_moment=is_moment,
        )
        for place, (name, since, until, left, is_moment) in enumerate(spans)
    )
    return Timeline(TOP + len(bars) * STEP, axis.at(today), bars, axis.ticks(language))


def name_of(end: EndRead, language: Language) -> str:
    """What it is; help with its component beside it."""
    kind = word(end.kind, "EndKind", language)
    if end.kind in ("grant", "entitlement") and end.component:
        return f"{kind}, {word(end.component, 'Component', language)}"
    return kind


@dataclass(frozen=True)
class _Axis:
    first: date
    last: date

    def at(self, moment: date) -> float:
        return round(WHOLE * (moment - self.first).days / (self.last - self.first).days, 2)

    def ticks(self, language: Language) -> tuple[Tick, ...]:
        """The first of every so many months, so that their names do not touch on a telephone."""
        months = []
        moment = self.first.replace(day=1)
        while (moment := moment + timedelta(days=monthrange(moment.year, moment.month)[1])) <= self.last:
            months.append(moment)
        every = -(-len(months) // MOST_TICKS) or 1
        return tuple(
            Tick(
                left,
                format_date(month, "MMM yyyy", locale=language),
                "end" if left > EDGE else "start" if left < WHOLE - EDGE else "middle",
            )
            for month in months[::every]
            for left in [self.at(month)]
        )
