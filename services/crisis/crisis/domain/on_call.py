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
    NOT_PLANNED_YET = "not-planned-yet"
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
    nobody before, or nobody after. Not planned yet: `since` tells until when the roster is worked out.
    """

    coverage: Coverage
    chain: tuple[Shift, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    next: NextOnCall | None = None


def who_is_on_call(
    shifts: Sequence[Shift],
    *,
    at: datetime,
    line: DutyLine | None,
    municipality: str,
    planned_until: datetime | None = None,
) -> OnCall:
    """Name the worker with the lowest rank on this line, for a young person who is in this place.

    `shifts` must reach from the last hand-off before `at` to the first turn after the one at `at`.
    `planned_until` (UTC): so far the shifts of the line are worked out.
    """
    if line is None:
        return OnCall(Coverage.UNKNOWN_LINE)
    if not line.covers(municipality):
        return OnCall(Coverage.PLACE_NOT_COVERED)
    if planned_until is not None and at >= planned_until:
        return OnCall(Coverage.NOT_PLANNED_YET, since=planned_until)
    planned = [s for s in shifts if s.line == line.id and s.status is ShiftStatus.PLANNED]
    chain = _chain(planned, at)
    if not chain:
        since = max((shift.end for shift in planned if shift.end <= at), default=None)
        until = min((shift.start for shift in planned if shift.start > at), default=None)
        return OnCall(Coverage.GAP, (), since, until, _following(planned, until))
    leads = chain[0]
    first = [shift for shift in planned if _place(shift) < _place(leads)]
    since = max((s.end for s in first if leads.start < s.end <= at), default=leads.start)
    until = min((s.start for s in first if at < s.start < leads.end), default=leads.end)
    return OnCall(Coverage.ON_CALL, chain, since, until, _following(planned, until))


def _following(shifts: Sequence[Shift], until: datetime | None) -> NextOnCall | None:
    """Who leads at this moment, or at the first one after it at which anybody does."""
    if until is None:
        return None
    chain = _chain(shifts, until)
    if not chain:
        until = min((shift.start for shift in shifts if shift.start > until), default=until)
        chain = _chain(shifts, until)
    return NextOnCall(chain[0], until) if chain else None


def _chain(shifts: Sequence[Shift], at: datetime) -> tuple[Shift, ...]:
    return tuple(sorted((shift for shift in shifts if shift.holds(at)), key=_place))


def _place(shift: Shift) -> tuple[int, int]:
    return shift.rank, shift.seat
