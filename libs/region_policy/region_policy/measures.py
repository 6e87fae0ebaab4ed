"""The numbers and days that a policy file can hold, each bounded: no sum and no calendar overflows."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST_CENTS = 10**12
MOST_DAYS = 36_600


def written_as_a_day(value: object) -> object:
    """Else a number in quotes would be read as seconds since 1970."""
    if not isinstance(value, str):
        return value
    try:
        day = date.fromisoformat(value) if WRITTEN.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        raise PydanticCustomError("day", "must be a day, written as 2022-01-31")
    if not FIRST_DAY <= day <= LAST_DAY:
        bounds = {"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()}
        raise PydanticCustomError("day", "must lie between {first} and {last}", bounds)
    return day


Day = Annotated[date, BeforeValidator(written_as_a_day)]
Cents = Annotated[int, Field(ge=0, le=MOST_CENTS)]
SomeCents = Annotated[int, Field(gt=0, le=MOST_CENTS)]
CentsEitherWay = Annotated[int, Field(ge=-MOST_CENTS, le=MOST_CENTS)]
Days = Annotated[int, Field(gt=0, le=MOST_DAYS)]
DaysOrNone = Annotated[int, Field(ge=0, le=MOST_DAYS)]
Age = Annotated[int, Field(ge=0, le=130)]
Years = Annotated[int, Field(gt=0, le=100)]
Months = Annotated[int, Field(gt=0, le=1200)]
Seconds = Annotated[int, Field(gt=0, le=366 * 24 * 3600)]
Kilometres = Annotated[int, Field(gt=0, le=1000)]
Times = Annotated[int, Field(gt=0, le=1000)]
