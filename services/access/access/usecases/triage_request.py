"""Triage at the door: how pressing a request is, and so when it is looked at (HLM-14)."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from access.domain.door import Triaged, lane_of
from access.domain.request import Request
from access.store import door
from access.usecases.desk_clock import change_at_the_desk, open_at_the_desk
from access.usecases.policy_of_today import policy_of_today
from access.usecases.reasons_of_the_door import NO_TRIAGE
from region_policy.codes import Complexity, TriageUrgency
from region_policy.parts_desk import Lane
from region_policy.terms import end_of_term, local_day
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7
from wirekit.problems import RuleBroken

_URGENT_FIRST = (TriageUrgency.HIGH, TriageUrgency.MEDIUM, TriageUrgency.LOW)


async def triage_request(
    tx: Transaction,
    request_id: UUID,
    urgency: TriageUrgency,
    *,
    domain: str | None,
    complexity: Complexity | None,
    if_match: str | None,
) -> None:
    """Put it in the lane of this urgency; each triage is kept with who did it.

    The first counts from today. A next one never gives more time, except by a lower urgency: that counts
    from the day of the application, or else of the report (our reading).

    What the desk finds on the complexity counts from now on: it changes which way is offered first, and
    forces none (IJS-14). Raises ImpossibleStep, VersionMissing, VersionStale, and RuleBroken where the region
    has no triage.
    """
    request = await open_at_the_desk(tx, request_id, if_match)
    lane = lane_of(policy_of_today(tx, request), urgency)
    if lane is None:
        raise RuleBroken(reasons=[NO_TRIAGE])
    look_by = _look_by(request, lane, local_day(tx.now))
    triaged = Triaged(
        id=uuid7(),
        request=request.id,
        urgency=urgency,
        domain=domain,
        complexity=complexity,
        look_by=look_by,
        by=tx.caller.subject,
        triaged_at=tx.now,
    )
    await door.add_triage(tx, triaged)
    facts = request.facts
    if complexity is not None:
        facts = facts.model_copy(update={"complexity": complexity})
    await change_at_the_desk(tx, replace(request, triage=urgency, look_by=look_by, facts=facts))


def _look_by(request: Request, lane: Lane, today: date) -> datetime:
    from_today = end_of_term(lane.within, since=today)
    if request.triage is None:
        look_by = from_today
    elif _URGENT_FIRST.index(lane.urgency) > _URGENT_FIRST.index(request.triage):
        look_by = end_of_term(lane.within, since=request.applied_on or local_day(request.submitted_at))
    else:
        look_by = min(from_today, request.look_by or from_today)
    # A question that is open is looked after when the term for its answer is over, and not later.
    return min(look_by, request.look_by or look_by) if request.is_stopped else look_by
