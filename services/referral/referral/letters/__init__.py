"""Sets a letter that is written already: PDF for everybody (PDF/UA-1) and for the archive (PDF/A-2a)."""

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from unicodedata import normalize

import typst

from referral.domain.letter import Written

TEMPLATE = Path(__file__).with_name("letter.typ").read_bytes()
# Latin, Greek and Cyrillic, marks, signs and currencies: what the font that is set has. A register of persons
# writes names in Latin; what else somebody typed must not keep a letter from being sent.
NOT_IN_FONT = re.compile("[^\n -\u0482\u048a-\u04ff\u1e00-\u2040\u2044-\u2052\u2070-\u20cf]")
IN_ITS_PLACE = "\u25a1"


class CannotBeSet(Exception):
    """The typesetter refused. It says nothing of why: typst repeats the words that it stumbled over."""


@cache
def _fonts() -> typst.Fonts:
    """Those in the package itself, so that a letter looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False)


def set_letter(written: Written, *, at: datetime) -> bytes:
    """The PDF. The words are handed over as data, beside the template; `at` (UTC) is its moment.

    The same letter at the same moment gives the same bytes. Raises CannotBeSet.
    """
    words = NOT_IN_FONT.sub(IN_ITS_PLACE, normalize("NFC", written.model_dump_json()))
    try:
        return typst.compile(
            TEMPLATE,
            sys_inputs={"letter": words},
            pdf_standards=["ua-1", "a-2a"],
            font_paths=_fonts(),
            ignore_system_fonts=True,
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError:
        raise CannotBeSet from None
