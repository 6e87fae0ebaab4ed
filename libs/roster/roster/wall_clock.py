"""Wall-clock time in Europe/Amsterdam, also in the two nights of the year in which the clock jumps.

A roster is agreed on by the clock on the wall; who is on call is asked by the instant. Local times here are
naive, instants are UTC.
"""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MINUTE = timedelta(minutes=1)


def first_instant(local: datetime) -> datetime:
    """The instant (UTC) at which the wall shows this; the first of two, and the jump where it never does."""
    return _instant(local, 0)


def last_instant(local: datetime) -> datetime:
    """As `first_instant`, but the second of two: at which a window ends."""
    return _instant(local, 1)


def on_the_wall(instant: datetime) -> datetime:
    """What the wall shows at this instant."""
    return instant.astimezone(AMSTERDAM).replace(tzinfo=None)


@lru_cache(maxsize=100_000)
def _instant(local: datetime, fold: int) -> datetime:
    found = local.replace(tzinfo=AMSTERDAM, fold=fold).astimezone(UTC)
    return found if on_the_wall(found) == local else _jump_over(local)


def _jump_over(local: datetime) -> datetime:
    """The instant at which the clock jumps over a time that does not exist.

    In a gap the two folds name the offsets on both sides of it, so the jump lies between their instants.
    """
    after = local.replace(tzinfo=AMSTERDAM, fold=1).astimezone(UTC)
    before = local.replace(tzinfo=AMSTERDAM, fold=0).astimezone(UTC)
    new = before.astimezone(AMSTERDAM).utcoffset()
    minutes = range((before - after) // MINUTE + 1)
    jump = bisect_left(
        minutes, True, key=lambda n: (after + n * MINUTE).astimezone(AMSTERDAM).utcoffset() == new
    )
    return after + jump * MINUTE
