"""The door of the access desk: a report becomes an application, and then the desk's clock runs (LAW-05)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from region_policy.codes import Complexity, ReferrerType, TriageUrgency, Urgency
from region_policy.model import RegionPolicy
from region_policy.parts import Term
from region_policy.parts_desk import Lane
from region_policy.terms import end_of, end_of_term, last_day_of_term, local_day

REPORTED_BY = frozenset({ReferrerType.MUNICIPALITY, ReferrerType.FAMILY})
"""What they bring is a report (melding) until the application (aanvraag) is recorded.

A doctor, an institution or a court leaves nothing to apply for: their referral counts as an application at
once (our reading).
"""
LOOKED_AT_WITHIN = timedelta(days=7)
"""A report that nobody has triaged is looked at within a week (our reading; the law gives no term)."""
ANSWER_AWAITED = timedelta(days=14)
"""The term that an applicant has for an answer, in whole days after the question (our reading of Awb 4:15).

The clock stands still until the answer, or until this is over; the desk looks again then.
"""
LONGEST_TERM = timedelta(weeks=8)
"""A decision on an application takes eight weeks at most (Awb 4:13), whatever a policy says."""


class Moment(StrEnum):
    """The two moments of LAW-05: something is told, or something is asked of the municipality."""

    REPORT = "report"
    APPLICATION = "application"


class AskedOf(StrEnum):
    """To whom the desk puts a question. Only one to the applicant stops the clock (Awb 4:15)."""

    APPLICANT = "applicant"
    REFERRER = "referrer"


@dataclass(frozen=True)
class Question:
    """A written question; days in Europe/Amsterdam. The words stand sealed beside it."""

    id: UUID
    request: UUID
    asked_of: AskedOf
    asked_on: date
    answered_on: date | None = None

    @property
    def stops_the_clock(self) -> bool:
        return self.asked_of is AskedOf.APPLICANT


@dataclass(frozen=True)
class Triaged:
    """One triage: what the desk's worker found, who it was, and until when that has to be looked at (UTC)."""

    id: UUID
    request: UUID
    urgency: TriageUrgency
    domain: str | None
    complexity: Complexity | None
    look_by: datetime
    by: str
    triaged_at: datetime


@dataclass(frozen=True)
class AtTheDoor:
    """What a request waits for at the desk when it comes in; moments in UTC."""

    due_at: datetime | None
    triage: TriageUrgency | None
    look_by: datetime | None


def applied_on_arrival(referrer: ReferrerType, submitted_at: datetime) -> date | None:
    """The day of the application; None where what comes in is a report."""
    return None if referrer in REPORTED_BY else local_day(submitted_at)


def at_the_door(
    policy: RegionPolicy, urgency: Urgency, *, applied_on: date | None, submitted_at: datetime
) -> AtTheDoor:
    """When it must be looked at and decided, counted from the day on which it was sent.

    What the referrer calls urgent goes by the most urgent lane; where the region has none, it is looked at
    before the day is over.
    """
    day = local_day(submitted_at)
    look_by = None if applied_on else end_of(day + LOOKED_AT_WITHIN)
    triage = None
    if urgency is Urgency.URGENT:
        lane = lane_of(policy, TriageUrgency.HIGH)
        triage = lane.urgency if lane else None
        look_by = end_of_term(lane.within, since=day) if lane else end_of(day)
    return AtTheDoor(due_at(policy.terms.decision, applied_on, ()), triage, look_by)


def lane_of(policy: RegionPolicy, urgency: TriageUrgency) -> Lane | None:
    """The lane of this urgency; None where the region has no triage."""
    lanes = policy.desk.triage.lanes if policy.desk.triage else ()
    return next((lane for lane in lanes if lane.urgency is urgency), None)


def due_at(
    term: Term, applied_on: date | None, questions: Iterable[Question], *, today: date | None = None
) -> datetime | None:
    """The end (UTC) of the term, with the days on which it stood still; None while no clock runs.

    It stands still from the day of a question to the applicant until the day of the answer, and no longer
    than the term for an answer. Days on which two questions were open count once; a question that was put
    after the end of the term moves nothing. `today`: by which an open question is still awaited or not;
    without it, it is.
    """
    if applied_on is None:
        return None
    still: set[date] = set()
    awaited: list[date] = []
    for question in questions:
        if not question.stops_the_clock:
            continue
        term_is_over = question.asked_on + ANSWER_AWAITED
        if question.answered_on is None and (today is None or today <= term_is_over):
            awaited.append(question.asked_on)
        first = max(question.asked_on, applied_on)
        until = min(question.answered_on or term_is_over, term_is_over)
        still |= {first + timedelta(days=passed) for passed in range((until - first).days)}
    last = min(last_day_of_term(term, since=applied_on), applied_on + LONGEST_TERM)
    for day in sorted(still):
        if day > last:
            break
        last += timedelta(days=1)
    return None if any(asked_on <= last for asked_on in awaited) else end_of(last)
