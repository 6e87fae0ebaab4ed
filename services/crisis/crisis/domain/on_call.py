"""Who is on call: a snapshot of the roster in, one answer out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crisis.domain.duty_line import DutyLine
from crisis.domain.shift import Shift, ShiftStatus


class Coverage(StrEnum):
    ON_CALL = "on-call"
    GAP = "gap"
    UNKNOWN_LINE = "unknown-line"
    PLACE_NOT_COVERED = "place-not-covered"


@dataclass(frozen=True)
class NextOnCall:
    """The shift that leads next, and from when (UTC); it may have begun before, at a later rank."""

    shift: Shift
    since: datetime


@dataclass(frozen=True)
class OnCall:
    """The answer for one line at one instant; moments in UTC.

    On call: `chain` holds the shifts of that instant, first in line first; the first of them leads
    from `since` until `until`. Gap: nobody from `since` until `until`; None where the roster knows
    nobody before, or nobody after.
    """

    coverage: Coverage
    chain: tuple[Shift, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    next: NextOnCall | None = None


def who_is_on_call(
    shifts: Sequence[Shift], *, at: datetime, line: DutyLine | None, municipality: str
) -> OnCall:
    """Name the worker with the lowest rank on this line, for a young person who is in this place.

    `shifts` must reach from the last hand-off before `at` to the first turn after the one at `at`.
    """
    if line is None:
        return OnCall(Coverage.UNKNOWN_LINE)
    if not line.covers(municipality):
        return OnCall(Coverage.PLACE_NOT_COVERED)
    planned = [s for s in shifts if s.line == line.id and s.status is ShiftStatus.PLANNED]
    chain = _chain(planned, at)
    leads = chain[0] if chain else None
    # Between two of these moments nothing changes, so the answer at each holds until the following one.
    moments = sorted({moment for shift in planned for moment in (shift.start, shift.end)})
    since = None
    for moment in reversed([m for m in moments if m <= at]):
        if _leads(planned, moment) != leads:
            break
        since = moment
    later = [m for m in moments if m > at]
    until = next((m for m in later if _leads(planned, m) != leads), None)
    turns = ((_leads(planned, moment), moment) for moment in later if until and moment >= until)
    following = next((NextOnCall(shift, moment) for shift, moment in turns if shift), None)
    return OnCall(Coverage.ON_CALL if chain else Coverage.GAP, chain, since, until, following)


def _chain(shifts: Sequence[Shift], at: datetime) -> tuple[Shift, ...]:
    return tuple(
        sorted((shift for shift in shifts if shift.holds(at)), key=lambda shift: (shift.rank, shift.seat))
    )


def _leads(shifts: Sequence[Shift], at: datetime) -> Shift | None:
    return min(
        (shift for shift in shifts if shift.holds(at)),
        key=lambda shift: (shift.rank, shift.seat),
        default=None,
    )
