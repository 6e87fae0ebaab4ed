"""A gap in the roster that is known of: found, told in time, and closed when somebody fills it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from roster.coverage import Gap

NOTICE_DAYS = (14, 7, 3, 1)
"""So many days of 24 hours before its start a gap that is still open is told again."""


@dataclass(frozen=True)
class KnownGap:
    """From `start` to `end` (UTC) a rank of a line has `there` different workers of the `needed`.

    `why`: with which reason a planner accepted it; None where nobody did, such as when an organisation ends.
    """

    id: UUID
    line: UUID
    rank: int
    start: datetime
    end: datetime
    needed: int
    there: int
    why: str | None
    found_at: datetime
    closed_at: datetime | None = None
    version: int = 1

    def is_the_same_as(self, gap: Gap) -> bool:
        of_this, of_that = (self.rank, self.needed, self.there), (gap.rank, gap.needed, gap.there)
        return of_this == of_that and self.start < gap.end and gap.start < self.end

    def next_notice(self, now: datetime) -> datetime | None:
        """When it must be told again (UTC); None when all notices were given."""
        moments = (self.start - timedelta(days=days) for days in NOTICE_DAYS)
        return next((moment for moment in moments if moment > now), None)


@dataclass(frozen=True)
class GapChanges:
    """What changes in the known gaps; `grown` are worse than they were, `shifted` are not."""

    new: list[Gap] = field(default_factory=list)
    grown: list[KnownGap] = field(default_factory=list)
    shifted: list[KnownGap] = field(default_factory=list)
    mended: list[KnownGap] = field(default_factory=list)


def compare(
    known: Iterable[KnownGap], found: Sequence[Gap], now: datetime, looked_until: datetime | None
) -> GapChanges:
    """Bring the open gaps of a line that end after `now` to what was found from `now` on.

    One that runs keeps its beginning. One that went on beyond `looked_until`, the last minute that was worked
    out before, did not grow: it was only seen further.
    """
    left, changes = list(known), GapChanges()
    for gap in found:
        same = next((each for each in left if each.is_the_same_as(gap)), None)
        if same is None:
            changes.new.append(gap)
            continue
        left.remove(same)
        start = same.start if same.start < gap.start == now else gap.start
        if (start, gap.end) == (same.start, same.end):
            continue
        grew = start < same.start or (gap.end > same.end and same.end != looked_until)
        changed = replace(same, start=start, end=gap.end, version=same.version + 1)
        (changes.grown if grew else changes.shifted).append(changed)
    changes.mended.extend(replace(each, closed_at=now, version=each.version + 1) for each in left)
    return changes
