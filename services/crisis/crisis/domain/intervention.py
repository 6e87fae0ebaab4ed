"""What the crisis service does on an alarm: in time on site, ended by somebody's word, and with a way out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from crisis.domain.alarm import Outcome


class NoCrisisReason(StrEnum):
    """Why a professional says that it is no crisis. No source gives such a list: this one is our choice."""

    CAN_WAIT = "can-wait-for-ordinary-help"
    ANSWERED = "answered-by-telephone"
    OWN_NETWORK = "own-network-helps"
    HELPED_ALREADY = "helped-already"
    OTHER_SERVICE = "belongs-with-another-service"


@dataclass(frozen=True)
class NoCrisis:
    """Decided by a professional: a worker, or somebody by name. `accepted_by`: who takes the follow-up.

    What is not said yet is None. `accepted_by_organisation` goes by its name: it need not be in the register.
    """

    decided_by_worker: UUID | None = None
    decided_by_name: str | None = None
    reason: NoCrisisReason | None = None
    accepted_by_organisation: str | None = None
    accepted_by_name: str | None = None


class EndingRefusal(StrEnum):
    WHO_DECIDED = "who-decided-missing"
    REASON = "reason-missing"
    NOT_ACCEPTED = "follow-up-not-accepted"
    IS_A_CRISIS = "no-crisis-with-another-outcome"
    ENDS_BEFORE_ITS_START = "planned-end-before-start"
    BED_IN_USE = "bed-in-use"


def why_not_so(outcome: Outcome, no_crisis: NoCrisis | None) -> tuple[EndingRefusal, ...]:
    """ "No crisis" only with who decided, why, and who has accepted the follow-up (IJS-35)."""
    if outcome is not Outcome.NO_CRISIS:
        return (EndingRefusal.IS_A_CRISIS,) if no_crisis else ()
    said = no_crisis or NoCrisis()
    broken = {
        EndingRefusal.WHO_DECIDED: said.decided_by_worker is None and said.decided_by_name is None,
        EndingRefusal.REASON: said.reason is None,
        EndingRefusal.NOT_ACCEPTED: said.accepted_by_organisation is None or said.accepted_by_name is None,
    }
    return tuple(refusal for refusal, is_broken in broken.items() if is_broken)


@dataclass(frozen=True)
class OnSite:
    """The norm runs from the alarm until somebody is there, until `due_at` (UTC). Late is shown, not refused.

    `seconds`: how long it took; None while nobody was there, or where it was solved without a visit.
    """

    norm_seconds: int
    due_at: datetime
    happened_at: datetime | None
    seconds: int | None
    is_late: bool


def on_site(
    raised_at: datetime,
    norm: timedelta,
    *,
    happened_at: datetime | None,
    over_at: datetime | None,
    now: datetime,
) -> OnSite:
    """`over_at`: when the alarm was closed. Who was never visited by then was helped otherwise: not late."""
    due = raised_at + norm
    seen = happened_at or (raised_at if over_at else now)
    seconds = int((happened_at - raised_at).total_seconds()) if happened_at else None
    # Times are told in whole minutes: the minute of the alarm itself is no time below zero.
    return OnSite(
        int(norm.total_seconds()), due, happened_at, None if seconds is None else max(0, seconds), seen > due
    )


def exit_plan_due(since: date, planned_end: date | None, *, plan_days: int, short_days: int) -> date:
    """The day on which the exit plan (vertrekplan) must be there, at the latest.

    So many days after the start of the help; halfway where the help is planned to be shorter than
    `short_days`.
    """
    if planned_end is None or (length := (planned_end - since).days) >= short_days:
        return since + timedelta(days=plan_days)
    return since + timedelta(days=length // 2)


@dataclass(frozen=True)
class ExitPlan:
    """Due on the local day `due_on`; `owner` answers for it. `made_at`: when it was made (UTC)."""

    alarm: UUID
    since: date
    planned_end: date | None
    due_on: date
    owner: str
    made_at: datetime | None = None
    made_by: UUID | None = None


def goes_on(
    outcome: Outcome, *, in_a_bed: bool, had_bed: bool, follow_up: Collection[object], planned: bool
) -> bool:
    """Whether help goes on after the closing, provisionally, so that somebody owes a way out of it."""
    return in_a_bed or (outcome is Outcome.STABILISED and (had_bed or bool(follow_up) or planned))
