"""A table of words on places, as a provider's own system or a spreadsheet writes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from provider_registry.domain.capacity import CapacityStatus
from wirekit import csv_table
from wirekit.csv_table import Line

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


class LineMistake(StrEnum):
    """Why a line is refused."""

    NOT_READABLE = "not-readable"
    UNKNOWN_ENROLMENT = "unknown-enrolment"
    NO_STATUS = "no-status"
    NO_NUMBER = "no-number"
    NO_MOMENT = "no-moment"
    SAID_OTHERWISE = "said-otherwise"


class LineRefused(Exception):
    def __init__(self, field: str | None, mistake: LineMistake) -> None:
        super().__init__(mistake)
        self.field, self.mistake = field, mistake


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
    """The lines that say something. Raises CannotRead."""
    return csv_table.lines_of(text, COLUMNS, needed=NEEDED, most=MOST_LINES)


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
