"""The access desk's list."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from access.domain.door import Moment
from access.domain.request import Lane, RequestStatus
from access.routes.door_shapes import LaneRead, WorkerRead
from access.routes.language import AskedLanguage
from access.usecases.list_requests import Listed
from access.usecases.list_requests import list_requests as listed
from region_policy.codes import Complexity, ReferrerType, Route, Urgency
from region_policy.language import Language
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Page

router = APIRouter(route_class=GuardedRoute, tags=["requests"])


class RequestItem(Answer):
    """`moment`: a report has no term yet; an application has one from `appliedOn` on (LAW-05).

    Moments in UTC: `dueAt` is the end of the term of the decision, null while `clockStopped`; `lookBy` is
    until when the desk looks at it, in the lane of the `triage`. `isOverdue`: one of the two has passed.
    `owner`: the municipality's organisation, `worker`: who of it has the request in hand.
    """

    id: UUID
    municipality: str
    status: RequestStatus
    lane: Lane | None
    moment: Moment
    applied_on: date | None
    triage: LaneRead | None
    owner: UUID | None
    worker: WorkerRead | None
    look_by: AwareDatetime | None
    due_at: AwareDatetime | None
    clock_stopped: bool
    is_overdue: bool
    referrer: ReferrerType
    complexity: Complexity
    route: Route
    urgency: Urgency
    safety_concern: bool
    submitted_at: AwareDatetime
    version: int

    @classmethod
    def of(cls, seen: Listed, language: Language) -> Self:
        request, facts = seen.request, seen.request.facts
        return cls(
            id=request.id,
            municipality=request.municipality,
            status=request.status,
            lane=request.lane,
            moment=request.moment,
            applied_on=request.applied_on,
            triage=LaneRead.of(request.triage, seen.policy, language),
            owner=seen.owner,
            worker=WorkerRead.of(request, seen.worker, is_you=seen.is_yours),
            look_by=request.look_by,
            due_at=request.due_at,
            clock_stopped=request.is_stopped,
            is_overdue=seen.is_overdue,
            referrer=facts.referrer,
            complexity=facts.complexity,
            route=request.choice.route,
            urgency=facts.urgency,
            safety_concern=facts.safety_concern,
            submitted_at=request.submitted_at,
            version=request.version,
        )


@router.get("/requests", summary="Requests of the own municipality, the most pressing first")
async def list_requests(
    tx: Tx,
    organisation: OwnOrganisation,
    language: AskedLanguage,
    state: Literal["open", "all"] = "open",
    mine: bool = False,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[RequestItem]:
    tx.looked_at(None, tx.operation)
    found = await listed(
        tx, organisation, only_open=state == "open", only_mine=mine, after=after, limit=limit + 1
    )
    items = [RequestItem.of(seen, language) for seen in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)
