"""A table as a spreadsheet or somebody's own system writes it: a first line with the columns, then lines."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class TableMistake(StrEnum):
    """Why the table cannot be read at all."""

    NO_HEADER = "no-header"
    UNKNOWN_COLUMN = "unknown-column"
    TOO_LONG = "too-long"


class CannotRead(Exception):
    def __init__(self, mistake: TableMistake) -> None:
        super().__init__(mistake)
        self.mistake = mistake


@dataclass(frozen=True)
class Line:
    """`number`: in the file, whose first line is 1. `cells`: by the names of the columns, if readable."""

    number: int
    cells: Mapping[str, str] | None


def lines_of(
    text: str, columns: Mapping[str, Sequence[str]], *, needed: Sequence[str], most: int
) -> list[Line]:
    """The lines that say something, by the names of the columns. Raises CannotRead.

    `columns`: what each can be called; capitals, spaces and lines in a name do not matter. `most`: how many
    lines at most. Each line of the file stands for itself: a quotation mark that is never closed spoils one
    line only.
    """
    rows = [
        (number, row)
        for number, row in enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), start=1)
        if row.strip(" \t;,")
    ]
    if not rows:
        raise CannotRead(TableMistake.NO_HEADER)
    if len(rows) - 1 > most:
        raise CannotRead(TableMistake.TOO_LONG)
    (_, first), *rest = rows
    separator = ";" if first.count(";") > first.count(",") else ","
    header = _header(_cells(first, separator), columns, needed)
    return [Line(number, _by_name(header, _cells(row, separator))) for number, row in rest]


def _cells(row: str, separator: str) -> Sequence[str] | None:
    try:
        return next(csv.reader([row], delimiter=separator, strict=True))
    except csv.Error:
        return None


def _header(
    names: Sequence[str] | None, columns: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> Sequence[str]:
    by_name = {_plain(name): column for column, known in columns.items() for name in known}
    header = [by_name.get(_plain(name), "") for name in names or ()]
    if not set(needed) <= set(header):
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
