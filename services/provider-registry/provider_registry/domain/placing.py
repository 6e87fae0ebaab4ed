"""The order of the options in one number: home first, nearest, not stale, soonest, freshest (ZHZ-11, NV-17).

From the highest bits to the lowest: away from home (1), kilometres (10), stale (1), days of waiting (15),
age of the word (16). The upper eleven differ per municipality, the lower 32 follow the capacity alone.
"""

from datetime import date
from math import asin, cos, radians, sin, sqrt

from region_policy.codes import HelpForm

CAPACITY_BITS = 32
SOMEWHERE = 1023
"""Kilometres of a place that may not be told: after every place that may."""
_AGE_BITS, _WAIT_BITS, _KILOMETRE_BITS = 16, 15, 10
_FIRST_DAY = date(2015, 1, 1)
EARTH_RADIUS_KM = 6371.0


def place_part(form: HelpForm, kilometres: int | None) -> int:
    away = int(form is not HelpForm.AT_HOME)
    far = SOMEWHERE if kilometres is None else min(kilometres, SOMEWHERE - 1)
    return (away << _KILOMETRE_BITS | far) << CAPACITY_BITS


def capacity_part(wait_days: int, as_of: date | None, *, stale: bool) -> int:
    """`as_of`: the day on which it was said, UTC."""
    day = 0 if as_of is None else max(0, (as_of - _FIRST_DAY).days)
    age = (1 << _AGE_BITS) - 1 - min(day, (1 << _AGE_BITS) - 1)
    return (int(stale) << _WAIT_BITS | wait_days) << _AGE_BITS | age


def says_stale(turn: int) -> bool:
    return bool(turn >> (_AGE_BITS + _WAIT_BITS) & 1)


def kilometres_between(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Whole kilometres as the crow flies between two points, latitude and longitude in degrees."""
    (lat1, lon1), (lat2, lon2) = ((radians(a), radians(b)) for a, b in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_RADIUS_KM * asin(sqrt(half)))
