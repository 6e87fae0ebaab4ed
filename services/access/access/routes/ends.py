"""What ends in a case: measure, authorisation, entitlement and bed on one line of time."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response

from access.domain.ends import Acts, EndKind
from access.domain.request import Outcome, RequestStatus
from access.usecases.read_ends import CaseSeen
from access.usecases.read_ends import list_cases as cases_seen
from access.usecases.read_ends import read_ends as ends_seen
from region_policy.codes import CareForm, Component
from servicekit.preconditions import etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Page

router = APIRouter(route_class=GuardedRoute, tags=["ends"])


class EndRead(Answer):
    """`lastDay`, and `since` where it is known, are days in Europe/Amsterdam; `acts`: who must do something.

    `daysLeft`: from today to the last day, below zero once it is over.
    """

    kind: EndKind
    component: Component | None
    since: date | None
    last_day: date
    days_left: int
    acts: Acts


class CaseRead(Answer):
    """A case as the institution that asked may know it, the first end first.

    `measureInForce`: under it the institution determines the help (LAW-02). `reasons`: the codes of why it
    was closed. `municipality` and `region` of who pays now: null for an institution without a measure in
    force, since they move along with the family (LAW-07). `preference`: the quote request that the
    institution prefers, null in a list. The ETag is that of the request.
    """

    request: UUID
    status: RequestStatus
    outcome: Outcome | None
    reasons: tuple[str, ...]
    municipality: str | None
    region: str | None
    asked_on: date
    forms: tuple[CareForm, ...]
    measure: str | None
    measure_in_force: bool
    has_determination: bool
    preference: UUID | None
    today: date
    ends: tuple[EndRead, ...]

    @classmethod
    def of(cls, seen: CaseSeen) -> Self:
        request = seen.request
        return cls(
            request=request.id,
            status=request.status,
            outcome=request.outcome,
            reasons=request.refused,
            municipality=request.municipality if seen.may_know_where else None,
            region=request.region if seen.may_know_where else None,
            asked_on=seen.asked_on,
            forms=request.facts.forms,
            measure=request.measure.kind if request.measure else None,
            measure_in_force=request.measure is not None and request.measure.is_in_force(seen.today),
            has_determination=seen.has_determination,
            preference=seen.preference,
            today=seen.today,
            ends=tuple(
                EndRead(
                    kind=each.kind,
                    component=each.component,
                    since=each.since,
                    last_day=each.last_day,
                    days_left=(each.last_day - seen.today).days,
                    acts=each.acts,
                )
                for each in seen.ends
            ),
        )


@router.get("/cases", summary="The cases of the own institution, what ends first on top")
async def list_cases(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[CaseRead]:
    tx.looked_at(None, tx.operation)
    found = await cases_seen(tx, organisation, after=after, limit=limit + 1)
    items = [CaseRead.of(seen) for seen in found[:limit]]
    return Page(items=items, next=items[-1].request if len(found) > limit else None)


@router.get("/requests/{request_id}/ends", summary="What ends in a case, and who must act before that")
async def read_ends(request_id: UUID, tx: Tx, organisation: OwnOrganisation, response: Response) -> CaseRead:
    seen = await ends_seen(tx, request_id, by=organisation)
    response.headers["ETag"] = etag(seen.request)
    return CaseRead.of(seen)
