"""The access desk decides."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import AwareDatetime, StringConstraints

from access.usecases.decide_request import decide_request as decide
from access.usecases.read_request import DecisionSeen
from access.usecases.read_request import read_decision as decision_seen
from region_policy.answer_readings import PolicyIdentityRead
from region_policy.codes import Route, SettledBy
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body, Prose

router = APIRouter(route_class=GuardedRoute, tags=["decisions"])

BudgetId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]


class DecisionCreate(Body):
    """`intendedResult`: what the help shall bring about; kept sealed. One choice budget."""

    intended_result: Prose
    choice_budget: BudgetId


class GrantRead(Answer):
    """`validUntil` is the last day. `illustrative`: the source gives no amount for this budget."""

    id: UUID
    component: str
    choice_budget: str | None
    ceiling_cents: int
    valid_from: date
    valid_until: date
    illustrative: bool


class DecisionRead(Answer):
    id: UUID
    request: UUID
    decided_by: SettledBy
    decided_on: date
    decided_at: AwareDatetime
    route: Route
    choice_budget: str | None
    intended_result: str | None
    policy: PolicyIdentityRead
    grants: tuple[GrantRead, ...]
    version: int

    @classmethod
    def of(cls, seen: DecisionSeen) -> Self:
        decision = seen.decision
        return cls(
            id=decision.id,
            request=decision.request,
            decided_by=decision.decided_by,
            decided_on=decision.decided_on,
            decided_at=decision.decided_at,
            route=decision.choice.route,
            choice_budget=decision.choice.budget,
            intended_result=seen.intended_result,
            policy=PolicyIdentityRead.of(decision.policy),
            grants=tuple(
                GrantRead(
                    id=grant.id,
                    component=grant.component,
                    choice_budget=grant.budget,
                    ceiling_cents=grant.account.committed,
                    valid_from=grant.valid_from,
                    valid_until=grant.valid_until,
                    illustrative=grant.illustrative,
                )
                for grant in seen.grants
            ),
            version=decision.version,
        )


@router.post(
    "/requests/{request_id}/decisions",
    status_code=status.HTTP_201_CREATED,
    summary="Decide a request by one choice budget, with the intended result",
)
async def decide_request(
    request_id: UUID,
    body: DecisionCreate,
    tx: Tx,
    response: Response,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
) -> DecisionRead:
    decided = await decide(
        tx,
        request_id,
        intended_result=body.intended_result,
        choice_budget=body.choice_budget,
        key=idempotency_key,
        body=body,
        if_match=if_match,
    )
    response.headers["ETag"] = etag(decided.decision)
    response.headers["Location"] = f"/api/access/v1/requests/{request_id}/decisions/{decided.decision.id}"
    return DecisionRead.of(await decision_seen(tx, request_id))


@router.get("/requests/{request_id}/decisions/{decision_id}", summary="The decision on a request")
async def read_decision(request_id: UUID, decision_id: UUID, tx: Tx, response: Response) -> DecisionRead:
    seen = await decision_seen(tx, request_id, decision_id)
    response.headers["ETag"] = etag(seen.decision)
    return DecisionRead.of(seen)
