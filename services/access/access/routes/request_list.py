"""The access desk's list."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from access.domain.desk_lane import DeskLane
from access.domain.door import Moment
from access.domain.news import News
from access.domain.request import Lane, RequestStatus
from access.routes.door_shapes import LaneRead, WorkerRead
from access.routes.language import AskedLanguage
from access.usecases.list_requests import Listed, count_lanes
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
    `owner`: the municipality's organisation, `worker`: who of it has the request in hand. `lookedAt`: when
    you last looked at it, null where you never did (`isNew`); `changedSince`: what came in after that.
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
    looked_at: AwareDatetime | None
    is_new: bool
    changed_since: tuple[News, ...]
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
            looked_at=seen.looked_at,
            is_new=seen.looked_at is None,
            changed_since=seen.changed,
            version=request.version,
        )


class LaneCountRead(Answer):
    """`count` goes to 100; `isMore`: there are more than that."""

    lane: DeskLane
    count: int
    is_more: bool


class RequestList(Page[RequestItem]):
    """`lanes`: what is open in each, with the first page of an open list; of the own ones where `mine`."""

    lanes: tuple[LaneCountRead, ...]


@router.get("/requests", summary="Requests of the own municipality, the most pressing first")
async def list_requests(
    tx: Tx,
    organisation: OwnOrganisation,
    language: AskedLanguage,
    state: Literal["open", "all"] = "open",
    mine: bool = False,
    desk_lane: Annotated[DeskLane | None, Query(alias="deskLane")] = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> RequestList:
    tx.looked_at(None, tx.operation)
    is_open = state == "open"
    found = await listed(
        tx, organisation, only_open=is_open, only_mine=mine, lane=desk_lane, after=after, limit=limit + 1
    )
    lanes = await count_lanes(tx, organisation, only_mine=mine) if is_open and after is None else []
    items = [RequestItem.of(seen, language) for seen in found[:limit]]
    return RequestList(
        items=items,
        next=items[-1].id if len(found) > limit else None,
        lanes=tuple(LaneCountRead(lane=each.lane, count=each.count, is_more=each.is_more) for each in lanes),
    )
