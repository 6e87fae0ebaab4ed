"""The access desk decides."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import AwareDatetime, Field

from access.domain.entitlement import Grant
from access.routes.fields import Code, Etmalen
from access.routes.said import WordsGiven, WordsRead
from access.usecases.decide_request import Deciding
from access.usecases.decide_request import decide_request as decide
from access.usecases.read_request import DecisionSeen
from access.usecases.read_request import read_decision as decision_seen
from region_policy.answer_readings import PolicyIdentityRead
from region_policy.cases import Choice
from region_policy.codes import Component, Precondition, Route, SettledBy
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body, Prose

router = APIRouter(route_class=GuardedRoute, tags=["decisions"])


class ChoiceGiven(Body):
    """One component. Ambulatory help: a choice budget; a stay: whole etmalen at one intensity (IJS-30).

    `provider` is asked first.
    """

    route: Literal[Route.CHOICE_BUDGET, Route.STAY]
    budget: Code | None = None
    intensity: Code | None = None
    etmalen: Etmalen | None = None
    provider: UUID | None = None


class DecisionCreate(WordsGiven):
    """`intendedResult`: what the help shall bring about; kept sealed. One choice per component."""

    intended_result: Prose | None = None
    choices: Annotated[tuple[ChoiceGiven, ...], Field(max_length=2)]

    def deciding(self) -> Deciding:
        choices = tuple(Choice(**given.model_dump(exclude={"provider"})) for given in self.choices)
        return Deciding(
            choices=choices,
            providers=tuple(given.provider for given in self.choices),
            intended_result=self.intended_result,
            words=self.words(),
            authorised=self.authorised,
        )


class GrantRead(Answer):
    """`validUntil` is the last day. `illustrative`: the source gives no amount for this.

    Ambulatory help has a `choiceBudget`, or the price of a quote; a stay has `etmalen` at one `intensity`,
    and its ceiling is their price on the day of decision.
    """

    id: UUID
    component: Component
    choice_budget: str | None
    intensity: str | None
    etmalen: int | None
    ceiling_cents: int
    valid_from: date
    valid_until: date
    authorised_until: date | None
    illustrative: bool

    @classmethod
    def of(cls, grant: Grant) -> Self:
        return cls(
            id=grant.id,
            component=grant.component,
            choice_budget=grant.budget,
            intensity=grant.intensity,
            etmalen=grant.etmalen,
            ceiling_cents=grant.account.committed,
            valid_from=grant.valid_from,
            valid_until=grant.valid_until,
            authorised_until=grant.authorised_until,
            illustrative=grant.illustrative,
        )


class DecisionRead(Answer):
    """`words` is null where the referrer decided. `overrides`: the soft rules that were set aside."""

    id: UUID
    request: UUID
    decided_by: SettledBy
    decided_on: date
    decided_at: AwareDatetime
    routes: tuple[Route, ...]
    overrides: tuple[Precondition, ...]
    intended_result: str | None
    words: WordsRead | None
    awarded_provider: UUID | None
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
            routes=tuple(choice.route for choice in decision.choices),
            overrides=decision.overrides,
            intended_result=seen.intended_result,
            words=WordsRead.of(seen.words) if seen.words else None,
            awarded_provider=decision.awarded_provider,
            policy=PolicyIdentityRead.of(decision.policy),
            grants=tuple(map(GrantRead.of, seen.grants)),
            version=decision.version,
        )


@router.post(
    "/requests/{request_id}/decisions",
    status_code=status.HTTP_201_CREATED,
    summary="Decide a request: a choice budget, a stay, or both",
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
        body.deciding(),
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
