"""Sets a roster card: one page A4, PDF for everybody (PDF/UA-1) and for the archive (PDF/A-2a)."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from unicodedata import normalize

import typst
from pydantic import BaseModel

from wirekit.texts import Language

TEMPLATE = Path(__file__).with_name("card.typ").read_bytes()
# Latin, Greek, Cyrillic, marks and signs: what the font in the package has. Another sign in a name shows as a
# box; it must not keep a card from being printed.
NOT_IN_FONT = re.compile("[^\n -\u0482\u048a-\u04ff\u1e00-\u2040\u2044-\u2052\u2070-\u20cf]")


class CannotBeSet(Exception):
    """The typesetter refused. It says nothing of why: typst repeats the words that it stumbled over."""


class Spell(BaseModel):
    """Who is there from `since` on; empty where it goes on from the day before. `short`: too few."""

    since: str
    who: str
    short: bool


class Day(BaseModel):
    day: str
    ranks: Sequence[Sequence[Spell]]


class Card(BaseModel):
    """All words of a card, in its language; `people` with their telephones."""

    language: Language
    title: str
    about: str
    header: Sequence[str]
    days: Sequence[Day]
    people_header: Sequence[str]
    people: Sequence[Sequence[str]]
    notes: Sequence[str]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


def set_card(card: Card, *, at: datetime) -> bytes:
    """The PDF. The words go in as data, beside the template; `at` (UTC) is its moment. Raises CannotBeSet."""
    words = NOT_IN_FONT.sub("\u25a1", normalize("NFC", card.model_dump_json()))
    try:
        return typst.compile(
            TEMPLATE,
            sys_inputs={"card": words},
            pdf_standards=["ua-1", "a-2a"],
            font_paths=_fonts(),
            ignore_system_fonts=True,
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError:
        raise CannotBeSet from None
