"""A chart that the server draws: bars with their numbers beside them, told apart by pattern and colour."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 340
LONGEST = 190
LEFT = 2
HEAD, BAR, GAP = 20, 18, 4
BETWEEN = 12
HIDDEN = 14
"""The length of a bar whose number is hidden: it says nothing of the number."""


@dataclass(frozen=True)
class Point:
    """One bar to be drawn; `value` None: hidden. `text`: the number as people read it."""

    value: int | None
    text: str


@dataclass(frozen=True)
class Bar:
    """`series`: by which its pattern is chosen. In units of the chart's own view box."""

    y: int
    length: int
    series: int
    text: str
    is_hidden: bool


@dataclass(frozen=True)
class Group:
    y: int
    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chart:
    """`id` makes its patterns its own. `series`: the name of each pattern, none where there is one only.

    `left`, `from_left`: where labels and where bars begin.
    """

    id: str
    title: str
    about: str
    series: tuple[str, ...]
    groups: tuple[Group, ...]
    height: int
    width: int = WIDTH
    left: int = LEFT
    from_left: int = LEFT
    bar: int = BAR


def draw(
    id_: str,
    title: str,
    about: str,
    groups: Sequence[tuple[str, Sequence[Point]]],
    series: Sequence[str] = (),
    *,
    beside: int = 0,
) -> Chart | None:
    """A group of bars under each label, on one scale; None where there is nothing to be drawn.

    `beside`: how wide labels are that stand in front of their one bar, in units of the view box.
    """
    most = max((point.value or 0 for _, points in groups for point in points), default=0)
    is_empty = all(point.value == 0 for _, points in groups for point in points)
    if is_empty:
        return None
    drawn, y, head = [], 0, 0 if beside else HEAD
    for label, points in groups:
        bars = tuple(
            Bar(
                y=y + head + place * (BAR + GAP),
                length=_length(point.value, most),
                series=place,
                text=point.text,
                is_hidden=point.value is None,
            )
            for place, point in enumerate(points)
        )
        drawn.append(Group(y + (BAR if beside else HEAD) - 5, label, bars))
        y += head + len(points) * (BAR + GAP) + (0 if beside else BETWEEN)
    return Chart(f"chart-{id_}", title, about, tuple(series), tuple(drawn), y, from_left=LEFT + beside)


def _length(value: int | None, most: int) -> int:
    if value is None:
        return HIDDEN
    return max(0, value) * LONGEST // most if most > 0 else 0
