"""What a provider says that it delivered: forms of one line, the table of many, and what is wrong."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.pages.answers import ProblemTold
from gateway.pages.command import Command, nothing
from gateway.pages.delivery_answers import EntitlementItem
from gateway.pages.forms import Filling, Typed
from wirekit.texts import Language

THING = "/entitlements/{id}"
WRONG_LINE = re.compile(r"lines\.(?P<number>[0-9]{1,4})(\.(?P<column>[A-Za-z]+))?")
MOST_SHOWN = 50
"""Wrong lines of a file that a page shows; the others are counted."""

COLUMNS: Mapping[str, tuple[str, str]] = {
    "entitlement": ("entitlement", "toewijzing"),
    "reference": ("reference", "kenmerk"),
    "deliveredOn": ("delivered on", "geleverd op"),
    "functionGroup": ("function group", "functiegroep"),
    "minutes": ("minutes", "minuten"),
    "hours": ("hours", "uren"),
    "arrivedOn": ("arrived on", "aankomst"),
    "leftOn": ("left on", "vertrek"),
    "isAbsence": ("is absence", "afwezig"),
    "quantity": ("quantity", "aantal"),
    "resultReached": ("result reached", "resultaat bereikt"),
}
"""How the room knows each column, and what it is called in the file; it takes the names of both languages."""


def _work(typed: Typed) -> Filling:
    filling = Filling()
    filling.put("functionGroup", typed.text("functionGroup"), "functionGroup")
    filling.put("minutes", typed.number("minutes"), "minutes")
    filling.put("deliveredOn", typed.text("deliveredOn"), "deliveredOn")
    return filling


def _stay(typed: Typed) -> Filling:
    filling = Filling()
    filling.put("arrivedOn", typed.text("arrivedOn"), "arrivedOn")
    filling.put("leftOn", typed.text("leftOn"), "leftOn")
    filling.put("isAbsence", typed.text("isAbsence") is not None, "isAbsence")
    return filling


def _product(typed: Typed) -> Filling:
    filling = Filling()
    filling.put("quantity", typed.number("quantity"), "quantity")
    filling.put("deliveredOn", typed.text("deliveredOn"), "deliveredOn")
    filling.put("resultReached", typed.text("resultReached") is not None, "resultReached")
    return filling


COMMANDS: Mapping[str, Command] = {
    "work": Command(f"{THING}/deliveries", _work),
    "stay": Command(f"{THING}/stays", _stay),
    "product": Command(f"{THING}/product-deliveries", _product),
    "final": Command(f"{THING}/final-line", nothing),
}
LABELLED = (
    *("functionGroup", "minutes", "deliveredOn", "arrivedOn", "leftOn"),
    *("isAbsence", "quantity", "resultReached"),
)


def called(column: str, language: Language) -> str:
    return COLUMNS[column][language == "nl"] if column in COLUMNS else column


def header(language: Language) -> list[str]:
    return [called(column, language) for column in COLUMNS]


def template_line(entitlement: EntitlementItem) -> list[str]:
    """A line to fill in, for one entitlement; what does not go with it is left empty."""
    return [str(entitlement.id), *[""] * (len(COLUMNS) - 1)]


@dataclass(frozen=True)
class WrongLine:
    """A line of the file as it was sent, with what is wrong: the cell of each column by its English name."""

    number: int
    text: str
    wrong: tuple[tuple[str, str], ...]


def wrong_lines(problem: ProblemTold, table: str) -> Sequence[WrongLine]:
    """The lines of this table that the room refused, in their order, each with all that is wrong."""
    told: dict[int, list[tuple[str, str]]] = {}
    for each in problem.errors:
        if found := WRONG_LINE.fullmatch(each.field):
            told.setdefault(int(found["number"]), []).append((found["column"] or "", each.message))
    rows = re.split(r"\r\n|\r|\n", table)
    return [
        WrongLine(number, _readable(rows[number - 1]), tuple(wrong))
        for number, wrong in told.items()
        if number <= len(rows)
    ]


def _readable(row: str) -> str:
    """The cells that are filled in, one after another."""
    separator = ";" if row.count(";") > row.count(",") else ","
    try:
        cells = next(csv.reader([row], delimiter=separator), [])
    except csv.Error:
        return row
    return " | ".join(cell.strip() for cell in cells if cell.strip())
