"""A table of words on places, as a provider's own system or a spreadsheet writes it."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from provider_registry.domain.capacity import CapacityStatus

MOST_LINES = 2000
MOST_PLACES, MOST_DAYS = 9999, 3650

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "enrolment": ("enrolment", "inschrijving"),
    "status": ("status",),
    "freePlaces": ("freePlaces", "vrijePlaatsen"),
    "mostPlaces": ("mostPlaces", "meestePlaatsen"),
    "waitFromDays": ("waitFromDays", "wachttijdVanDagen"),
    "waitToDays": ("waitToDays", "wachttijdTotDagen"),
    "asOf": ("asOf", "peilmoment"),
}
"""The columns in English and in Dutch. Capitals, spaces and lines in a name do not matter."""
NEEDED = ("enrolment", "status")


class TableMistake(StrEnum):
    """Why the table cannot be read at all."""

    NO_HEADER = "no-header"
    UNKNOWN_COLUMN = "unknown-column"
    TOO_LONG = "too-long"


class LineMistake(StrEnum):
    """Why a line is refused."""

    NOT_READABLE = "not-readable"
    UNKNOWN_ENROLMENT = "unknown-enrolment"
    NO_STATUS = "no-status"
    NO_NUMBER = "no-number"
    NO_MOMENT = "no-moment"
    SAID_OTHERWISE = "said-otherwise"


class CannotRead(Exception):
    def __init__(self, mistake: TableMistake) -> None:
        super().__init__(mistake)
        self.mistake = mistake


class LineRefused(Exception):
    def __init__(self, field: str | None, mistake: LineMistake) -> None:
        super().__init__(mistake)
        self.field, self.mistake = field, mistake


@dataclass(frozen=True)
class Line:
    """`number`: in the file, whose first line is 1. `cells`: by the names of the columns, if readable."""

    number: int
    cells: Mapping[str, str] | None


@dataclass(frozen=True)
class Read:
    """What a line says. `as_of`: None where it says nothing about the moment."""

    enrolment: UUID
    status: CapacityStatus
    free_places: int | None
    most_places: int | None
    wait_from_days: int | None
    wait_to_days: int | None
    as_of: datetime | None


def lines_of(text: str) -> list[Line]:
    """The lines that say something. Raises CannotRead.

    Each line of the file stands for itself: a quotation mark that is never closed spoils one line only.
    """
    rows = [
        (number, row)
        for number, row in enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), start=1)
        if row.strip(" \t;,")
    ]
    if not rows:
        raise CannotRead(TableMistake.NO_HEADER)
    if len(rows) - 1 > MOST_LINES:
        raise CannotRead(TableMistake.TOO_LONG)
    (_, first), *rest = rows
    separator = ";" if first.count(";") > first.count(",") else ","
    header = _header(_cells(first, separator))
    return [Line(number, _by_name(header, _cells(row, separator))) for number, row in rest]


def read_line(cells: Mapping[str, str] | None) -> Read:
    """Raises LineRefused with the first field that is wrong."""
    if cells is None:
        raise LineRefused(None, LineMistake.NOT_READABLE)
    return Read(
        enrolment=_enrolment(cells["enrolment"]),
        status=_status(cells["status"]),
        free_places=_number(cells, "freePlaces", MOST_PLACES),
        most_places=_number(cells, "mostPlaces", MOST_PLACES),
        wait_from_days=_number(cells, "waitFromDays", MOST_DAYS),
        wait_to_days=_number(cells, "waitToDays", MOST_DAYS),
        as_of=_moment(cells.get("asOf", "")),
    )


def _cells(row: str, separator: str) -> Sequence[str] | None:
    try:
        return next(csv.reader([row], delimiter=separator, strict=True))
    except csv.Error:
        return None


def _header(names: Sequence[str] | None) -> Sequence[str]:
    by_name = {_plain(name): column for column, known in COLUMNS.items() for name in known}
    header = [by_name.get(_plain(name), "") for name in names or ()]
    if not set(NEEDED) <= set(header):
        raise CannotRead(TableMistake.NO_HEADER)
    if "" in header or len(set(header)) < len(header):
        raise CannotRead(TableMistake.UNKNOWN_COLUMN)
    return header


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).lower()


def _by_name(header: Sequence[str], cells: Sequence[str] | None) -> Mapping[str, str] | None:
    """A spreadsheet leaves out what is empty at the end of a line; more than the header is a mistake."""
    if cells is None or any(cell.strip() for cell in cells[len(header) :]):
        return None
    values: Iterator[str] = (cell.strip() for cell in cells)
    return {name: next(values, "") for name in header}


def _enrolment(cell: str) -> UUID:
    try:
        return UUID(cell)
    except ValueError:
        raise LineRefused("enrolment", LineMistake.UNKNOWN_ENROLMENT) from None


def _status(cell: str) -> CapacityStatus:
    try:
        return CapacityStatus(cell.lower())
    except ValueError:
        raise LineRefused("status", LineMistake.NO_STATUS) from None


def _number(cells: Mapping[str, str], field: str, most: int) -> int | None:
    cell = cells.get(field, "")
    if not cell:
        return None
    if not re.fullmatch(r"[0-9]{1,5}", cell) or int(cell) > most:
        raise LineRefused(field, LineMistake.NO_NUMBER)
    return int(cell)


def _moment(cell: str) -> datetime | None:
    if not cell:
        return None
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        raise LineRefused("asOf", LineMistake.NO_MOMENT) from None
    if moment.tzinfo is None:
        raise LineRefused("asOf", LineMistake.NO_MOMENT)
    return moment
