"""One value of a YAML text: taken only where it is read as it is written."""

import re
import unicodedata
from collections.abc import Mapping

import yaml

INTEGER, FLOAT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"
BOOLEAN, NULL = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"
TIMESTAMP, TEXT = "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:str"
PLAIN: Mapping[str, re.Pattern[str]] = {
    INTEGER: re.compile(r"0|-?[1-9][0-9]*"),
    FLOAT: re.compile(r"-?[0-9]+\.[0-9]+"),
    BOOLEAN: re.compile(r"true|false"),
    NULL: re.compile(r"null|~|"),
    TIMESTAMP: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
"""How a value looks that nobody doubts. YAML reads 0200000 as 65536, 20:00 as 1200, and on as true."""
MOST_DIGITS = 18

NOT_PLAIN = (
    "{value} is read as something else than is written; must be written plainly; allowed: a whole number such"
    " as 1200, true, false, null, a day such as 2022-01-31, and text in quotes"
)
TOO_LONG = f"is a number of more than {MOST_DIGITS} digits; allowed: at most {MOST_DIGITS}"
TAGGED = "has a tag ({tag}) and must be written plainly; leave the tag out"
UNSEEN = "holds a character that nobody sees (U+{code:04X}); leave it out"


class NotPlain(ValueError):
    """The value as written, and what is wrong with it."""


def value_of(node: yaml.ScalarNode) -> object:
    """A number, true or false, nothing, or a text; a day stays the text that was written. Raises NotPlain."""
    written: str = node.value
    unseen = next((each for each in written if is_unseen(each)), None)
    if unseen is not None:
        raise NotPlain(UNSEEN.format(code=ord(unseen)))
    if node.tag == TEXT:
        return written
    if node.tag not in PLAIN or not PLAIN[node.tag].fullmatch(written):
        raise NotPlain(NOT_PLAIN.format(value=short(written)))
    if node.tag in (INTEGER, FLOAT) and len(written) > MOST_DIGITS:
        raise NotPlain(TOO_LONG)
    match node.tag:
        case "tag:yaml.org,2002:int":
            return int(written)
        case "tag:yaml.org,2002:float":
            return float(written)
        case "tag:yaml.org,2002:bool":
            return written == "true"
        case "tag:yaml.org,2002:null":
            return None
        case _:
            return written


def is_unseen(character: str) -> bool:
    """A control character, a mark without width, or half a character; a new line is none."""
    return character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")


def short(written: str) -> str:
    return written if len(written) <= 30 else f"{written[:30]}…"
