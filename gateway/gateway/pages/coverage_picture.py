"""Coverage as a picture: a square per line and municipality, each with its number or sign in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gateway.pages.coverage_answers import CoverageCell, CoverageLine, CoverageRead
from gateway.pages.naming import Names
from gateway.pages.shown import word
from wirekit.texts import Language

SQUARE, GAP = 34, 4
STEP = SQUARE + GAP
LEFT, TOP = 216, 132
INDENT = 16
MARGIN = 96
"""To the right, for the slanting name of the last municipality."""

Sign = Literal["nobody", "full", "open"]


@dataclass(frozen=True)
class Square:
    x: int
    sign: Sign
    text: str


@dataclass(frozen=True)
class Row:
    """`x`: where its name begins; an intensity stands a little further in than its form."""

    x: int
    y: int
    name: str
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class Column:
    x: int
    name: str


@dataclass(frozen=True)
class Picture:
    """In units of its own view box. `top`: where the squares begin.

    `middle` and `baseline` of a square: where its text stands, from its left and its upper side.
    """

    width: int = 0
    height: int = 0
    top: int = TOP
    square: int = SQUARE
    middle: int = SQUARE // 2
    baseline: int = SQUARE // 2 + 5
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()


def draw(
    coverage: CoverageRead, municipalities: Mapping[str, str], called: Names, language: Language
) -> Picture:
    """The lines and municipalities in the order in which the room gave them."""
    columns = tuple(
        Column(LEFT + place * STEP, municipalities.get(code, code))
        for place, code in enumerate(coverage.municipalities)
    )
    rows = tuple(
        Row(
            x=INDENT if line.intensity else 0,
            y=TOP + place * STEP,
            name=called.priced(line.intensity) if line.intensity else word(line.form, "HelpForm", language),
            squares=_squares(line),
        )
        for place, line in enumerate(coverage.lines)
    )
    return Picture(
        width=LEFT + len(columns) * STEP + MARGIN,
        height=TOP + len(rows) * STEP,
        columns=columns,
        rows=rows,
    )


def _squares(line: CoverageLine) -> tuple[Square, ...]:
    return tuple(
        Square(LEFT + place * STEP, sign_of(cell), str(cell.providers) if cell.providers else "–")
        for place, cell in enumerate(line.cells)
    )


def sign_of(cell: CoverageCell) -> Sign:
    """What the room counted, in one of three signs."""
    if not cell.providers:
        return "nobody"
    return "open" if cell.open_now else "full"
