"""How codes, moments, days and money are written for people."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from wirekit.texts import Language, Text

WORDS = {
    kind: {code: Text(**texts) for code, texts in codes.items()}
    for kind, codes in yaml.safe_load(
        Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    ).items()
}
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_MONTHS = Text(
    nl="januari februari maart april mei juni juli augustus september oktober november december",
    en="January February March April May June July August September October November December",
)
_WEEKDAYS = Text(
    nl="maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    en="Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
)


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


def last_day(until: datetime) -> date | None:
    """In Europe/Amsterdam: a term that ends at midnight ends with the day before; None at another hour."""
    local = until.astimezone(AMSTERDAM)
    return local.date() - timedelta(days=1) if local.time() == time() else None


def day(on: date, language: Language) -> str:
    return f"{on.day} {_MONTHS.in_(language).split()[on.month - 1]} {on.year}"


def weekday(number: int, language: Language) -> str:
    """From 1, which is Monday, to 7."""
    return _WEEKDAYS.in_(language).split()[number - 1]


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
