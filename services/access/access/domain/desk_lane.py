"""In which lane of the desk's list an open request stands."""

from enum import StrEnum

from access.domain.door import Moment
from access.domain.request import Request, RequestStatus


class DeskLane(StrEnum):
    """A safety concern goes before all (HLM-08); then by triage (HLM-14); what nobody has triaged is an
    application or a report (LAW-05). ANSWER_AWAITED: the clock stands still (Awb 4:15)."""

    SAFETY = "safety"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    APPLICATION = "application"
    REPORT = "report"
    ANSWER_AWAITED = "answer-awaited"


def desk_lane_of(request: Request) -> DeskLane:
    if request.facts.safety_concern:
        return DeskLane.SAFETY
    if request.is_stopped:
        return DeskLane.ANSWER_AWAITED
    if request.triage is not None:
        return DeskLane(request.triage)
    return DeskLane.REPORT if request.moment is Moment.REPORT else DeskLane.APPLICATION


def can_wait(request: Request) -> bool:
    """A safety concern cannot, late or not, as long as the request is open (HLM-08)."""
    return request.status is not RequestStatus.OPEN or not request.facts.safety_concern
