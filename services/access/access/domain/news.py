"""What came in on a request since a worker of the desk last looked at it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum


class News(StrEnum):
    """DESK: a colleague did something with it. DEADLINE_NEAR follows from the clock and is stored nowhere."""

    ANSWER = "answer"
    QUOTE = "quote"
    QUOTE_DECLINED = "quote-declined"
    DETERMINATION = "determination"
    PREFERENCE = "preference"
    PROVIDER_REFUSED = "provider-refused"
    DESK = "desk"
    DEADLINE_NEAR = "deadline-near"


NEAR = timedelta(days=3)
"""From then on a term is shown as near: our choice, and nobody's rule."""


def changed_since(
    looked_at: datetime, told: Iterable[News], pressing_at: datetime | None, *, at: datetime
) -> tuple[News, ...]:
    """What was told after the look, in the order of `News`, and whether the term came near after it."""
    found = {*told}
    if pressing_at is not None and looked_at < pressing_at - NEAR <= at:
        found.add(News.DEADLINE_NEAR)
    return tuple(each for each in News if each in found)
