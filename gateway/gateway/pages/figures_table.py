"""Figures as tables for people and for spreadsheets, from what rooms answered."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Literal

from gateway.pages.figures_answers import CountSeries, CountTable
from gateway.pages.figures_chart import Chart, Point, draw
from gateway.pages.shown import euros
from wirekit.texts import Language

Unit = Literal["count", "euros", "percent", "days", "words"]
HIDDEN = "<10"


@dataclass(frozen=True)
class Cell:
    """`value` None: hidden. Euros in cents; `words` stand in `text`. `is_bare`: there is no number here."""

    value: int | None = None
    unit: Unit = "count"
    text: str = ""
    is_bare: bool = False

    def shown(self, language: Language) -> str:
        if self.is_bare or self.unit == "words":
            return self.text or "–"
        if self.value is None:
            return HIDDEN
        if self.unit == "euros":
            return euros(self.value, language)
        return f"{self.value}%" if self.unit == "percent" else str(self.value)

    def in_a_file(self, language: Language) -> str:
        """Without signs and thousands; with a decimal comma in Dutch."""
        if self.is_bare or self.unit == "words":
            return _harmless(self.text)
        if self.value is None:
            return HIDDEN
        if self.unit == "euros":
            sign, cents = "-" if self.value < 0 else "", abs(self.value)
            return f"{sign}{cents // 100}{',' if language == 'nl' else '.'}{cents % 100:02}"
        return str(self.value)


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Cell, ...]
    is_total: bool = False
    is_illustrative: bool = False


@dataclass(frozen=True)
class Table:
    """`name`: in the address of its file. `heads`: of the labels, then of the cells. `about`: said of it."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    chart: Chart | None = None
    about: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nobody was counted; a number that is hidden is somebody."""
        numbers = [cell for row in self.rows for cell in row.cells if cell.unit != "words"]
        return all(cell.is_bare or cell.value == 0 for cell in numbers)

    @property
    def has_hidden(self) -> bool:
        cells = [cell for row in self.rows for cell in row.cells if cell.unit != "words"]
        return any(cell.value is None and not cell.is_bare for cell in cells)


@dataclass(frozen=True)
class Words:
    """What tables of counts need to be written. `municipality`: the only one that is looked at, if any."""

    language: Language
    texts: dict[str, str]
    municipalities: dict[str, str]
    municipality: str

    def place(self, code: str) -> str:
        return self.municipalities.get(code, code)


def table_of(
    words: Words,
    name: str,
    title: str,
    counted: CountTable,
    column: Callable[[str], str],
    head: str,
    *,
    keeps: bool = False,
    about: Sequence[str] = (),
    has_total: bool = True,
    beside: int = 0,
) -> Table:
    """Of one municipality a row for each code; of several a row for each, and a column for each code.

    Codes that nowhere were counted are left out, unless the table `keeps` them. `has_total`: they add up.
    `beside`: how wide their labels are in front of the bars of the chart; 0: above.
    """
    one = _of_one(words, counted)
    every = (*counted.rows, counted.totals) if one is None else (one,)
    places = [
        place for place in range(len(counted.columns)) if keeps or any(row.cells[place] != 0 for row in every)
    ]
    labels = [column(counted.columns[place]) for place in places]
    t = words.texts
    drawn = one or counted.totals
    chart = draw(
        name,
        title,
        _about(words, one),
        [
            (label, [Point(drawn.cells[place], Cell(drawn.cells[place]).shown(words.language))])
            for label, place in zip(labels, places, strict=True)
        ],
        beside=beside,
    )
    if one is not None:
        rows = [Row(label, (Cell(one.cells[place]),)) for label, place in zip(labels, places, strict=True)]
        rows += [Row(t["figures_total"], (Cell(one.total),), is_total=True)] if has_total else []
        return Table(name, title, (head, t["figures_number"]), tuple(rows), chart, tuple(about))
    rows = [
        Row(
            t["figures_together"] if row is counted.totals else words.place(row.key),
            (*(Cell(row.cells[place]) for place in places), *([Cell(row.total)] if has_total else [])),
            is_total=row is counted.totals,
        )
        for row in every
    ]
    heads = (t["municipality"], *labels, *([t["figures_total"]] if has_total else []))
    return Table(name, title, heads, tuple(rows), chart, tuple(about))


def _of_one(words: Words, counted: CountTable) -> CountSeries | None:
    if len(counted.rows) == 1:
        return counted.rows[0]
    return next((row for row in counted.rows if row.key == words.municipality), None)


def _about(words: Words, one: CountSeries | None) -> str:
    whose = words.place(one.key) if one else words.texts["figures_together"]
    return words.texts["figures_chart_about"].format(whose=whose)


def as_file(table: Table, language: Language) -> bytes:
    """Semicolons between cells, as spreadsheets here read them; a mark of its coding in front."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_harmless(head) for head in table.heads])
    for row in table.rows:
        writer.writerow([_harmless(row.label), *(cell.in_a_file(language) for cell in row.cells)])
    return text.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    """A spreadsheet would run a text that begins like a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
