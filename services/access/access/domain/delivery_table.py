"""A table of what was delivered, as a provider's own system or a spreadsheet writes it. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from wirekit import csv_table
from wirekit.csv_table import Line

MOST_LINES = 500
MOST_OF_A_DAY = 1440
"""Minutes; also of pieces of a product, as where they are told one by one."""
LONGEST_STAY = 366
"""Days of one line."""
FIRST_DAY = date(2015, 1, 1)
"""On which the Youth Act began."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "entitlement": ("entitlement", "toewijzing"),
    "reference": ("reference", "kenmerk"),
    "deliveredOn": ("deliveredOn", "geleverdOp"),
    "functionGroup": ("functionGroup", "functiegroep"),
    "minutes": ("minutes", "minuten"),
    "hours": ("hours", "uren"),
    "arrivedOn": ("arrivedOn", "aankomst"),
    "leftOn": ("leftOn", "vertrek"),
    "isAbsence": ("isAbsence", "afwezig"),
    "quantity": ("quantity", "aantal"),
    "resultReached": ("resultReached", "resultaatBereikt"),
}
"""The columns in English and in Dutch."""
NEEDED = ("entitlement",)
YES, NO = {"ja", "yes", "j", "y", "1"}, {"nee", "no", "n", "0"}


class Mistake(StrEnum):
    """Why a cell, or a whole line, is refused."""

    NOT_READABLE = "not-readable"
    UNKNOWN_ENTITLEMENT = "unknown-entitlement"
    ONE_KIND = "one-kind"
    MISSING = "missing"
    DOES_NOT_BELONG = "does-not-belong"
    NO_CODE = "no-code"
    NO_DAY = "no-day"
    IN_FUTURE = "in-future"
    NO_AMOUNT = "no-amount"
    NO_YES_OR_NO = "no-yes-or-no"
    BEFORE_ARRIVAL = "before-arrival"
    TOO_LONG = "too-long"
    REFERENCE_TAKEN = "reference-taken"
    FINAL_LINE_GIVEN = "final-line-given"


@dataclass(frozen=True)
class Work:
    """Whole minutes of one function group on a day."""

    function_group: str
    minutes: int
    delivered_on: date


@dataclass(frozen=True)
class Stay:
    """The day of arrival counts, that of departure does not."""

    arrived_on: date
    left_on: date
    is_absence: bool


@dataclass(frozen=True)
class Product:
    """So many minutes or pieces, in the unit that was granted."""

    quantity: int
    delivered_on: date
    result_reached: bool


@dataclass(frozen=True)
class Told:
    """What a line says. `reference`: by which its provider knows it, if it tells."""

    number: int
    entitlement: UUID
    reference: str | None
    act: Work | Stay | Product


Wrong = tuple[str | None, Mistake]
"""The column, or None for the whole line."""
T = TypeVar("T")


def lines_of(text: str) -> list[Line]:
    """Raises CannotRead."""
    return csv_table.lines_of(text, COLUMNS, needed=NEEDED, most=MOST_LINES)


def read_line(line: Line, *, today: date) -> Told | list[Wrong]:
    """What the line says, or all that is wrong with it. `today`: in Europe/Amsterdam."""
    if line.cells is None:
        return [(None, Mistake.NOT_READABLE)]
    cells = _Cells(line.cells, today)
    entitlement = cells.take("entitlement", UUID, Mistake.UNKNOWN_ENTITLEMENT, needed=True)
    reference = cells.take("reference", _reference, Mistake.NO_CODE)
    act = _act(cells)
    if cells.wrong or entitlement is None or act is None:
        return cells.wrong
    return Told(line.number, entitlement, reference, act)


class _Cells:
    """Reads one cell after the other, and keeps what is wrong."""

    def __init__(self, cells: Mapping[str, str], today: date) -> None:
        self._cells, self._today = cells, today
        self.wrong: list[Wrong] = []

    def has(self, *columns: str) -> bool:
        return any(self._cells.get(column) for column in columns)

    def refuse(self, column: str | None, mistake: Mistake) -> None:
        self.wrong.append((column, mistake))

    def take(
        self, column: str, read: Callable[[str], T], mistake: Mistake, *, needed: bool = False
    ) -> T | None:
        """None where the cell is empty or wrong."""
        cell = self._cells.get(column, "")
        if not cell:
            if needed:
                self.refuse(column, Mistake.MISSING)
            return None
        try:
            return read(cell)
        except ValueError:
            self.refuse(column, mistake)
            return None

    def day(self, column: str) -> date | None:
        found = self.take(column, _day, Mistake.NO_DAY, needed=True)
        if found is not None and found > self._today:
            self.refuse(column, Mistake.IN_FUTURE)
        return found

    def yes(self, column: str) -> bool:
        return bool(self.take(column, _yes, Mistake.NO_YES_OR_NO))


def _act(cells: _Cells) -> Work | Stay | Product | None:
    """Which columns are filled in says what it is: work, a stay or a product."""
    kinds = [
        read
        for read, columns in (
            (_work, ("functionGroup", "minutes", "hours")),
            (_stay, ("arrivedOn", "leftOn")),
            (_product, ("quantity",)),
        )
        if cells.has(*columns)
    ]
    if len(kinds) != 1:
        cells.refuse(None, Mistake.ONE_KIND)
        return None
    (read,) = kinds
    if read is not _stay and cells.yes("isAbsence"):
        cells.refuse("isAbsence", Mistake.DOES_NOT_BELONG)
    if read is not _product and cells.yes("resultReached"):
        cells.refuse("resultReached", Mistake.DOES_NOT_BELONG)
    if read is _stay and cells.has("deliveredOn"):
        cells.refuse("deliveredOn", Mistake.DOES_NOT_BELONG)
    return read(cells)


def _work(cells: _Cells) -> Work | None:
    group = cells.take("functionGroup", _code, Mistake.NO_CODE, needed=True)
    day = cells.day("deliveredOn")
    if cells.has("minutes") and cells.has("hours"):
        cells.refuse("hours", Mistake.DOES_NOT_BELONG)
    if cells.has("hours"):
        minutes = cells.take("hours", _minutes_of, Mistake.NO_AMOUNT)
    else:
        minutes = cells.take("minutes", _whole, Mistake.NO_AMOUNT, needed=True)
    return Work(group, minutes, day) if group and minutes and day else None


def _stay(cells: _Cells) -> Stay | None:
    arrived_on, left_on = cells.day("arrivedOn"), cells.day("leftOn")
    is_absence = cells.yes("isAbsence")
    if arrived_on is None or left_on is None:
        return None
    if left_on < arrived_on:
        cells.refuse("leftOn", Mistake.BEFORE_ARRIVAL)
    if (left_on - arrived_on).days > LONGEST_STAY:
        cells.refuse("leftOn", Mistake.TOO_LONG)
    return Stay(arrived_on, left_on, is_absence)


def _product(cells: _Cells) -> Product | None:
    quantity = cells.take("quantity", _whole, Mistake.NO_AMOUNT)
    day, result_reached = cells.day("deliveredOn"), cells.yes("resultReached")
    return Product(quantity, day, result_reached) if quantity and day else None


def _matching(pattern: str, cell: str) -> str:
    if not re.fullmatch(pattern, cell):
        raise ValueError
    return cell


def _reference(cell: str) -> str:
    return _matching(r"[A-Za-z0-9._/-]{1,40}", cell)


def _code(cell: str) -> str:
    return _matching(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", cell.lower()[:61])


def _whole(cell: str) -> int:
    """From 1 to what a day has."""
    number = int(_matching(r"[0-9]{1,4}", cell))
    if not 1 <= number <= MOST_OF_A_DAY:
        raise ValueError
    return number


def _minutes_of(cell: str) -> int:
    """Of hours with a decimal comma or point: `1,5` is ninety; what comes to no whole minute is refused."""
    minutes = Decimal(_matching(r"[0-9]{1,2}([.,][0-9]{1,4})?", cell).replace(",", ".")) * 60
    if minutes != int(minutes):
        raise ValueError
    return _whole(str(int(minutes)))


def _day(cell: str) -> date:
    """As `2026-03-01`, or as it is written here: `1-3-2026`."""
    if found := re.fullmatch(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})", cell):
        day = date(int(found[3]), int(found[2]), int(found[1]))
    else:
        day = date.fromisoformat(_matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell))
    if day < FIRST_DAY:
        raise ValueError
    return day


def _yes(cell: str) -> bool:
    if cell.lower() not in YES | NO:
        raise ValueError
    return cell.lower() in YES
