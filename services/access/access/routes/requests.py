"""What is asked of the municipality: the access desk's list."""

from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, Field

from access.domain.request import STEPS, Ground, Lane, Outcome, Request, RequestStatus
from access.routes.decisions import DecisionRead
from access.routes.determinations import DeterminationRead
from access.routes.language import AskedLanguage
from access.routes.said import StepGiven, steps_found
from access.store import requests as store
from access.usecases.read_request import RequestSeen
from access.usecases.read_request import read_request as request_seen
from access.usecases.refuse_request import refuse_request as refuse
from access.usecases.sign_as import who_signs
from region_policy.answer_readings import AdviceRead
from region_policy.codes import CareForm, Complexity, ReferrerType, Route, Urgency
from region_policy.language import Language
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Page

router = APIRouter(route_class=GuardedRoute, tags=["requests"])


class RefusalCreate(Body):
    """A refusal on need goes with the five legal steps; the other grounds are of form."""

    ground: Ground
    legal_steps: Annotated[tuple[StepGiven, ...], Field(max_length=5)] = ()


class RequestItem(Answer):
    """`dueAt` (UTC) is the end of the desk's term, `owner` the municipality's organisation."""

    id: UUID
    municipality: str
    status: RequestStatus
    lane: Lane | None
    owner: UUID | None
    due_at: AwareDatetime | None
    is_overdue: bool
    referrer: ReferrerType
    complexity: Complexity
    route: Route
    urgency: Urgency
    safety_concern: bool
    submitted_at: AwareDatetime
    version: int


class RequestRead(Answer):
    """The facts as codes, with what the desk may decide on them by the policy of today (`advice`).

    `preference`: the quote request that the institution prefers. `quoteRequests`: how many were asked.
    """

    id: UUID
    referral: UUID
    client: UUID
    region: str
    municipality: str
    status: RequestStatus
    lane: Lane | None
    owner: UUID | None
    due_at: AwareDatetime | None
    age: int
    referrer: ReferrerType
    measure_in_force: bool
    complexity: Complexity
    forms: tuple[CareForm, ...]
    domains: tuple[str, ...]
    urgency: Urgency
    safety_concern: bool
    route: Route
    budget: str | None
    etmalen: int | None
    intensity: str | None
    preferred_provider: UUID | None
    submitted_at: AwareDatetime
    closed_at: AwareDatetime | None
    outcome: Outcome | None
    reasons: tuple[str, ...]
    advice: AdviceRead | None
    determination: DeterminationRead | None
    quote_requests: int
    preference: UUID | None
    decision: DecisionRead | None
    possible_steps: tuple[str, ...]
    version: int

    @classmethod
    def of(cls, seen: RequestSeen, language: Language) -> Self:
        request, facts, choice = seen.request, seen.request.facts, seen.request.choice
        return cls(
            id=request.id,
            referral=request.id,
            client=request.client,
            region=request.region,
            municipality=request.municipality,
            status=request.status,
            lane=request.lane,
            owner=seen.owner,
            due_at=request.due_at,
            age=facts.age,
            referrer=facts.referrer,
            measure_in_force=facts.measure_in_force,
            complexity=facts.complexity,
            forms=facts.forms,
            domains=facts.domains,
            urgency=facts.urgency,
            safety_concern=facts.safety_concern,
            route=choice.route,
            budget=choice.budget,
            etmalen=choice.etmalen,
            intensity=choice.intensity,
            preferred_provider=request.preferred_provider,
            submitted_at=request.submitted_at,
            closed_at=request.closed_at,
            outcome=request.outcome,
            reasons=request.refused,
            advice=AdviceRead.of(seen.advice, language) if seen.advice else None,
            determination=DeterminationRead.of(seen.determined) if seen.determined else None,
            quote_requests=seen.quotes,
            preference=seen.preference,
            decision=DecisionRead.of(seen.decision) if seen.decision else None,
            possible_steps=STEPS[request.status],
            version=request.version,
        )


@router.get("/requests", summary="Requests of the own municipality, the most pressing first")
async def list_requests(
    tx: Tx,
    organisation: OwnOrganisation,
    state: Literal["open", "all"] = "open",
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[RequestItem]:
    if organisation.kind != "municipality" or organisation.area is None:
        return Page(items=[])
    found = await store.listed(tx, organisation.area, only_open=state == "open", after=after, limit=limit + 1)
    items = [_item(request, organisation.id, tx) for request in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/requests/{request_id}", summary="A request with what the desk may decide on it")
async def read_request(request_id: UUID, tx: Tx, response: Response, language: AskedLanguage) -> RequestRead:
    seen = await request_seen(tx, request_id)
    response.headers["ETag"] = etag(seen.request)
    return RequestRead.of(seen, language)


@router.post("/requests/{request_id}/refusal", summary="Refuse a request, with the ground")
async def refuse_request(
    request_id: UUID,
    body: RefusalCreate,
    tx: Tx,
    response: Response,
    language: AskedLanguage,
    if_match: IfMatch = None,
) -> RequestRead:
    steps = steps_found(body.legal_steps, await who_signs(tx))
    await refuse(tx, request_id, body.ground, legal_steps=steps, if_match=if_match)
    seen = await request_seen(tx, request_id)
    response.headers["ETag"] = etag(seen.request)
    return RequestRead.of(seen, language)


def _item(request: Request, owner: UUID, tx: Tx) -> RequestItem:
    return RequestItem(
        id=request.id,
        municipality=request.municipality,
        status=request.status,
        lane=request.lane,
        owner=owner,
        due_at=request.due_at,
        is_overdue=request.status is RequestStatus.OPEN
        and request.due_at is not None
        and request.due_at <= tx.now,
        referrer=request.facts.referrer,
        complexity=request.facts.complexity,
        route=request.choice.route,
        urgency=request.facts.urgency,
        safety_concern=request.facts.safety_concern,
        submitted_at=request.submitted_at,
        version=request.version,
    )
