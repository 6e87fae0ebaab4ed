"""A request: what a referrer asks of the municipality, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from access.domain.door import Moment
from region_policy.cases import Choice, Facts
from region_policy.codes import ReferrerType, RejectionCode, TriageUrgency
from region_policy.model import RegionPolicy
from region_policy.reasons import ReasonGiven

SUPERVISION = "supervision"
"""The kind of measure under which a stay needs a court's authorisation (LAW-09)."""


class RequestStatus(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    CLOSED = "closed"


NEXT: Mapping[RequestStatus, frozenset[RequestStatus]] = {
    RequestStatus.OPEN: frozenset({RequestStatus.DECIDED, RequestStatus.CLOSED}),
    RequestStatus.DECIDED: frozenset({RequestStatus.CLOSED}),
    RequestStatus.CLOSED: frozenset(),
}
STEPS: Mapping[RequestStatus, tuple[str, ...]] = {
    RequestStatus.OPEN: ("decide_request", "refuse_request", "ask_quote", "send_to_free_help"),
    RequestStatus.DECIDED: (),
    RequestStatus.CLOSED: (),
}
"""What the desk itself can do with a request; withdrawing it is the referrer's, closing it follows care."""


class Lane(StrEnum):
    """Who has the last word: the referrer, and then it is granted at once, or the access desk (toegang)."""

    SETTLED_BY_REFERRER = "settled-by-referrer"
    DESK = "desk"
    WITH_PROVIDER = "with-provider"


class Outcome(StrEnum):
    """LAPSED: what was granted found no provider while it was valid.

    FREE_HELP: the desk sent to help that needs no decision. HANDED_OVER: a provider took the young person
    within a sum for all its young people (taakgericht), so that nobody here decides.
    """

    NOT_ALLOWED = "not-allowed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    COMPLETED = "completed"
    LAPSED = "lapsed"
    FREE_HELP = "free-help"
    HANDED_OVER = "handed-over"


@dataclass(frozen=True)
class Measure:
    """A child protection measure (maatregel); `until` is its last day, None where it has no end."""

    kind: str
    until: date | None

    def is_in_force(self, day: date) -> bool:
        return self.until is None or day <= self.until


class Ground(StrEnum):
    """Why the municipality refuses: a closed list. The first three judge the need, the others the form."""

    NEED = "need"
    OWN_STRENGTH = "own-strength"
    OTHER_PROVISION = "other-provision"
    OTHER_MUNICIPALITY = "other-municipality"
    OUTSIDE_MEASURE = "outside-measure"
    NOT_CONTRACTED = "not-contracted"
    TARIFF = "tariff"


JUDGES_NEED = frozenset({Ground.NEED, Ground.OWN_STRENGTH, Ground.OTHER_PROVISION})
"""No help is needed; family and network suffice; the acts on school, care or insurance go first."""


def told_as(code: RejectionCode) -> str:
    """Among the reasons of what is closed: beside the ground, the code of the closed list WJ759 (HLM-04)."""
    return f"wj759-{code.value}"


BY_RIGHT = frozenset(
    {
        ReferrerType.GENERAL_PRACTITIONER,
        ReferrerType.YOUTH_DOCTOR,
        ReferrerType.MEDICAL_SPECIALIST,
        ReferrerType.COURT,
    }
)


def may_judge_need(facts: Facts) -> bool:
    """The need is a doctor's to judge, a court's, or an institution's with a measure (LAW-02, LAW-03)."""
    if facts.referrer is ReferrerType.CERTIFIED_INSTITUTION:
        return not facts.measure_in_force
    return facts.referrer not in BY_RIGHT


@dataclass(frozen=True)
class Request:
    """`id` is the id of the referral too. `facts` are those of the day on which it came in.

    `refused` holds the reason codes for which it was closed unheard; `due_at` (UTC) is the end of the
    desk's term. `applied_on`: the day of the application, None while it is a report. `look_by` (UTC): until
    when the desk must have looked at it. `worker`: the subject of who has it at the desk. `stay_since`: the
    first night of a stay that began in a crisis, before anybody could decide it. `authorised_until`: the last
    day of the court's authorisation, by the word of the referrer.
    """

    id: UUID
    version: int
    status: RequestStatus
    lane: Lane | None
    region: str
    municipality: str
    client: UUID
    referrer_organisation: UUID
    preferred_provider: UUID | None
    facts: Facts
    choice: Choice
    measure: Measure | None
    submitted_at: datetime
    due_at: datetime | None
    closed_at: datetime | None = None
    outcome: Outcome | None = None
    refused: tuple[str, ...] = ()
    applied_on: date | None = None
    triage: TriageUrgency | None = None
    look_by: datetime | None = None
    worker: str | None = None
    stay_since: date | None = None
    authorised_until: date | None = None

    @property
    def moment(self) -> Moment:
        return Moment.REPORT if self.applied_on is None else Moment.APPLICATION

    @property
    def pressing_at(self) -> datetime | None:
        """The first moment (UTC) at which the desk must have done something with it."""
        return min((moment for moment in (self.look_by, self.due_at) if moment), default=None)

    @property
    def is_stopped(self) -> bool:
        """Whether the clock of the application stands still: a question to the applicant is open."""
        return self.status is RequestStatus.OPEN and self.applied_on is not None and self.due_at is None

    def decided(self, day: date) -> "Request":
        """The same one with a decision. What was a report is by that an application of this day."""
        return replace(
            self,
            version=self.version + 1,
            status=RequestStatus.DECIDED,
            applied_on=self.applied_on or day,
        )

    def is_supervised(self, day: date) -> bool:
        """Whether a supervision order (ondertoezichtstelling) is in force on this day."""
        return self.measure is not None and self.measure.kind == SUPERVISION and self.measure.is_in_force(day)

    def facts_on(self, day: date) -> Facts:
        """The facts on another day of decision: a measure may have ended in between."""
        in_force = self.measure is not None and self.measure.is_in_force(day)
        return self.facts.model_copy(update={"decision_day": day, "measure_in_force": in_force})


@dataclass(frozen=True)
class Verdict:
    """What the policy of the day says to a request that comes in."""

    lane: Lane | None
    broken: tuple[ReasonGiven, ...]


def as_the_desk(policy: RegionPolicy, facts: Facts) -> Facts:
    """The facts by which the desk's own possibilities are read.

    The desk goes by the municipality's rule, except where the referrer's rule binds it (LAW-02, IJS-15).
    """
    rule = policy.rule_for(facts.referrer, measure_in_force=facts.measure_in_force)
    if rule is not None and rule.binds_desk:
        return facts
    return facts.model_copy(update={"referrer": ReferrerType.MUNICIPALITY})
