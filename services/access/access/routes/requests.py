"""What is asked of the municipality, one by one."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, Field

from access.domain.door import Moment
from access.domain.request import Ground, Lane, Outcome, RequestStatus
from access.routes.decisions import DecisionRead
from access.routes.determinations import DeterminationRead
from access.routes.door_shapes import QuestionAskedRead, TriageRead, WorkerRead, triages_read
from access.routes.language import AskedLanguage
from access.routes.said import HearingGiven, StepGiven, steps_found
from access.usecases.read_request import RequestSeen
from access.usecases.read_request import read_request as request_seen
from access.usecases.refuse_request import refuse_request as refuse
from access.usecases.sign_as import who_signs
from region_policy.answer_readings import AdviceRead
from region_policy.codes import CareForm, Complexity, ReferrerType, RejectionCode, Route, Urgency
from region_policy.language import Language
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body

router = APIRouter(route_class=GuardedRoute, tags=["requests"])


class RefusalCreate(Body):
    """A refusal on need goes with the hearing and the five legal steps; the other grounds are of form.

    `rejectionCode`: how referrer and provider are told, by the list WJ759 of the national messages (iJw):
    1 there is a new request, 2 budget, 3 no contract, 4 outside the contract, 5 another municipality,
    6 help upon help, 7 content, 8 residence, 9 age.
    """

    ground: Ground
    rejection_code: RejectionCode
    hearing: HearingGiven | None = None
    legal_steps: Annotated[tuple[StepGiven, ...], Field(max_length=5)] = ()


class RequestRead(Answer):
    """The facts as codes, with what the desk may decide on them by the policy of today (`advice`).

    `moment`, `appliedOn`, `dueAt`, `lookBy`, `clockStopped`: as on the list. `triages`: the last one first.
    `preference`: the quote request that the institution prefers. `quoteRequests`: how many were asked.
    `staySince`: the first night in a crisis bed, from which a stay is counted (IJS-37).
    """

    id: UUID
    referral: UUID
    client: UUID
    region: str
    municipality: str
    status: RequestStatus
    lane: Lane | None
    moment: Moment
    applied_on: date | None
    owner: UUID | None
    worker: WorkerRead | None
    look_by: AwareDatetime | None
    due_at: AwareDatetime | None
    clock_stopped: bool
    triages: tuple[TriageRead, ...]
    questions: tuple[QuestionAskedRead, ...]
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
    stay_since: date | None
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
        door = seen.at_the_door
        return cls(
            id=request.id,
            referral=request.id,
            client=request.client,
            region=request.region,
            municipality=request.municipality,
            status=request.status,
            lane=request.lane,
            moment=request.moment,
            applied_on=request.applied_on,
            owner=seen.owner,
            worker=WorkerRead.of(request, door.named.get(request.worker or ""), is_you=door.is_yours),
            look_by=request.look_by,
            due_at=request.due_at,
            clock_stopped=request.is_stopped,
            triages=triages_read(door, seen.policy, language),
            questions=tuple(map(QuestionAskedRead.of, door.questions)),
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
            stay_since=request.stay_since,
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
            possible_steps=seen.possible_steps,
            version=request.version,
        )


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
    hearing = body.hearing.hearing() if body.hearing else None
    await refuse(
        tx,
        request_id,
        body.ground,
        body.rejection_code,
        hearing=hearing,
        legal_steps=steps,
        if_match=if_match,
    )
    seen = await request_seen(tx, request_id)
    response.headers["ETag"] = etag(seen.request)
    return RequestRead.of(seen, language)
