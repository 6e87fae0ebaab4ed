"""How codes, moments, days and money are written for people."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names

from gateway.texts import WORDS
from wirekit.texts import Language

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_LOCALE: Mapping[Language, str] = {"nl": "nl_NL", "en": "en_GB"}


def word(code: str | None, kind: str, language: Language) -> str:
    """How people call this code; the code itself where a room knows one that we do not."""
    if code is None:
        return ""
    text = WORDS[kind].get(code)
    return text.in_(language) if text else code


def moment(at: datetime, language: Language) -> str:
    """In local time: whoever reads it looks at a clock in the Netherlands."""
    local = at.astimezone(AMSTERDAM)
    return f"{day(local.date(), language)}, {local:%H:%M}"


def hour(at: datetime, language: Language) -> str:
    """With the day of the week, for what lies within days: vrijdag 03:40. In Europe/Amsterdam."""
    local = at.astimezone(AMSTERDAM)
    return f"{weekday(local.isoweekday(), language)} {local:%H:%M}"


def clock(at: datetime) -> str:
    """To the second, in Europe/Amsterdam: 03:40:12."""
    return f"{at.astimezone(AMSTERDAM):%H:%M:%S}"


def telephone(number: str) -> str:
    """As people here write a Dutch number: 06 12 34 56 78, 088 000 00 01; another one as it is."""
    if not re.fullmatch(r"\+31[1-9][0-9]{8}", number):
        return number
    digits = f"0{number[3:]}"
    head = 2 if digits.startswith("06") else 3
    rest = digits[head:]
    groups = [rest[:3], *_pairs(rest[3:])] if len(rest) % 2 else _pairs(rest)
    return " ".join([digits[:head], *groups])


def _pairs(digits: str) -> list[str]:
    return [digits[at : at + 2] for at in range(0, len(digits), 2)]


def last_day(until: datetime) -> date | None:
    """In Europe/Amsterdam: a term that ends at midnight ends with the day before; None at another hour."""
    local = until.astimezone(AMSTERDAM)
    return local.date() - timedelta(days=1) if local.time() == time() else None


def days_left(until: datetime, now: datetime) -> int:
    """Whole days in Europe/Amsterdam from today to the last day of a term; below 0 once that is past."""
    last = (until - timedelta(microseconds=1)).astimezone(AMSTERDAM).date()
    return (last - now.astimezone(AMSTERDAM).date()).days


def day(on: date, language: Language) -> str:
    return f"{on.day} {get_month_names('wide', locale=_LOCALE[language])[on.month]} {on.year}"


def month(code: str, language: Language) -> str:
    """Of a code such as 2026-03, in short: mrt 2026."""
    year, number = code.split("-")
    return f"{get_month_names('abbreviated', locale=_LOCALE[language])[int(number)]} {year}"


def weekday(number: int, language: Language) -> str:
    """From 1, which is Monday, to 7."""
    name: str = get_day_names("wide", locale=_LOCALE[language])[number - 1]
    return name


def euros(cents: int, language: Language) -> str:
    """Whole cents, as they are written in this language: € 1.234,50 or €1,234.50."""
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    if language == "nl":
        return f"{sign}€\N{NO-BREAK SPACE}{whole:,}".replace(",", ".") + f",{rest:02}"
    return f"{sign}€{whole:,}.{rest:02}"


def hours(minutes: int, language: Language) -> str:
    """Minutes as hours and minutes: 10 uur 30."""
    whole, rest = divmod(minutes, 60)
    of = "uur" if language == "nl" else "h"
    return f"{whole} {of} {rest:02}"
