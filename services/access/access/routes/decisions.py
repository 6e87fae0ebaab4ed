"""The access desk decides."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import AwareDatetime, Field

from access.domain.decision import Granted
from access.domain.entitlement import Grant
from access.domain.worker import Worker
from access.routes.fields import Cents, Code, Days, Etmalen, Quantity, ReasonTold
from access.routes.language import AskedLanguage
from access.routes.said import WordsGiven, WordsRead
from access.usecases.check_decision import Tried
from access.usecases.check_decision import check_decision as try_out
from access.usecases.decide_request import Deciding
from access.usecases.decide_request import decide_request as decide
from access.usecases.read_request import DecisionSeen
from access.usecases.read_request import read_decision as decision_seen
from access.usecases.replay_decision import Replayed
from access.usecases.replay_decision import replay_decision as replay
from access.usecases.sign_as import who_signs
from region_policy.answer_readings import PolicyIdentityRead
from region_policy.cases import Choice
from region_policy.codes import (
    Component,
    DecisionKind,
    Funding,
    HelpForm,
    Place,
    Precondition,
    QuantityUnit,
    Route,
    SettledBy,
)
from region_policy.language import Language
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body, Prose

router = APIRouter(route_class=GuardedRoute, tags=["decisions"])


class ChoiceGiven(Body):
    """One component, by one of the routes on which the desk itself grants something.

    A choice budget; a stay: whole etmalen at one intensity, in a form (IJS-30); a product, in minutes,
    etmalen or pieces of its own; or the amount in cents that a contract for this one young person agreed.
    `days`: how long, where no budget says so. `place`: where ambulatory help is given. `provider` is asked
    first.
    """

    route: Literal[
        Route.CHOICE_BUDGET, Route.STAY, Route.PRODUCT, Route.NATIONAL_ARRANGEMENT, Route.ONE_OFF_CONTRACT
    ]
    budget: Code | None = None
    intensity: Code | None = None
    etmalen: Etmalen | None = None
    help_form: HelpForm | None = None
    product: Code | None = None
    quantity: Quantity | None = None
    days: Days | None = None
    ceiling_cents: Cents | None = None
    ground: Code | None = None
    place: Place = Place.OWN_SURROUNDINGS
    provider: UUID | None = None


class DecisionCreate(WordsGiven):
    """One choice per component.

    `intendedResult`: what the help shall bring about; where it is left out, the finding of which help is
    needed says so. All words are kept sealed.
    """

    kind: DecisionKind = DecisionKind.START
    intended_result: Prose | None = None
    choices: Annotated[tuple[ChoiceGiven, ...], Field(max_length=2)]

    def deciding(self, worker: Worker | None) -> Deciding:
        choices = tuple(Choice(**given.model_dump(exclude={"provider"})) for given in self.choices)
        return Deciding(
            kind=self.kind,
            choices=choices,
            providers=tuple(given.provider for given in self.choices),
            intended_result=self.intended_result,
            words=self.words(worker),
            authorised=self.authorised,
        )


class GrantRead(Answer):
    """`validUntil` is the last day. `illustrative`: the source gives no amount for this.

    Ambulatory help has a `choiceBudget`, or the price of a quote; a stay has `etmalen` at one `intensity`,
    and its ceiling is their price on the day of decision. A product has a `quantity` in its own `unit`; what
    is paid for standing ready (`funding`) has a ceiling of 0, as no amount is set for one young person.
    """

    id: UUID
    component: Component
    choice_budget: str | None
    intensity: str | None
    etmalen: int | None
    product: str | None
    quantity: int | None
    unit: QuantityUnit | None
    funding: Funding | None
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
            product=grant.product,
            quantity=grant.quantity,
            unit=grant.unit,
            funding=grant.funding,
            ceiling_cents=grant.account.committed,
            valid_from=grant.valid_from,
            valid_until=grant.valid_until,
            authorised_until=grant.authorised_until,
            illustrative=grant.illustrative,
        )


class ChoiceRead(Answer):
    route: Route
    budget: str | None
    product: str | None
    help_form: HelpForm | None
    ground: str | None
    place: Place | None

    @classmethod
    def of(cls, choice: Choice) -> Self:
        is_stay = choice.route is Route.STAY
        return cls(
            route=choice.route,
            budget=choice.budget,
            product=choice.product,
            help_form=choice.help_form,
            ground=choice.ground,
            place=None if is_stay else choice.place,
        )


class QuestionRead(Answer):
    field: str
    name: str
    is_answered: bool


class PriceRead(Answer):
    """The most that it may cost, up to its last day. `illustrative`: the source gives no such amount."""

    ceiling_cents: int
    valid_until: date
    illustrative: bool

    @classmethod
    def of(cls, granted: Granted) -> Self:
        return cls(
            ceiling_cents=granted.ceiling_cents,
            valid_until=granted.valid_until,
            illustrative=granted.illustrative,
        )


class DecisionTried(Answer):
    """`reasons`: what forbids this decision. `questions`: each field that it needs, once (`stillNeeded` of
    them are empty). `weighingOpen`: the items of the weighing list without a finding. `prices`: of each
    choice, null while it does not say enough."""

    is_allowed: bool
    reasons: tuple[ReasonTold, ...]
    questions: tuple[QuestionRead, ...]
    still_needed: int
    noted: tuple[Precondition, ...]
    weighing_open: tuple[str, ...]
    prices: tuple[PriceRead | None, ...]

    @classmethod
    def of(cls, tried: Tried, language: Language) -> Self:
        return cls(
            is_allowed=not tried.broken,
            reasons=tuple(ReasonTold.of(reason, language) for reason in tried.broken),
            questions=tuple(
                QuestionRead(
                    field=each.field, name=each.name.in_language(language), is_answered=each.is_answered
                )
                for each in tried.questions
            ),
            still_needed=sum(not each.is_answered for each in tried.questions),
            noted=tried.noted,
            weighing_open=tried.weighing_open,
            prices=tuple(PriceRead.of(each) if each else None for each in tried.granted),
        )


class ReplayRead(Answer):
    """`isSame`: whether the kept policy says of the kept facts today what it said then."""

    is_same: bool
    is_allowed: bool
    policy: PolicyIdentityRead
    decided_on: date
    reasons: tuple[ReasonTold, ...]

    @classmethod
    def of(cls, replayed: Replayed, language: Language) -> Self:
        decision = replayed.decision
        return cls(
            is_same=replayed.is_same,
            is_allowed=replayed.verdict.is_allowed,
            policy=PolicyIdentityRead.of(decision.policy),
            decided_on=decision.decided_on,
            reasons=tuple(
                ReasonTold(code=reason.code, text=reason.text(language))
                for reason in (*replayed.verdict.broken, *replayed.verdict.grounds)
            ),
        )


class DecisionRead(Answer):
    """`words` is null where the referrer decided. `overrides`: the soft rules that were set aside; `noted`:
    what was not on record and stopped nobody; `weighingOpen`: the items of the weighing list that have no
    finding."""

    id: UUID
    request: UUID
    decided_by: SettledBy
    decided_on: date
    decided_at: AwareDatetime
    routes: tuple[Route, ...]
    overrides: tuple[Precondition, ...]
    noted: tuple[Precondition, ...]
    weighing_open: tuple[str, ...]
    kind: DecisionKind
    choices: tuple[ChoiceRead, ...]
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
            noted=decision.noted,
            weighing_open=seen.weighing_open,
            kind=decision.kind,
            choices=tuple(map(ChoiceRead.of, decision.choices)),
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
    decision = await decide(
        tx,
        request_id,
        body.deciding(await who_signs(tx)),
        key=idempotency_key,
        body=body,
        if_match=if_match,
    )
    response.headers["ETag"] = etag(decision)
    response.headers["Location"] = f"/api/access/v1/requests/{request_id}/decisions/{decision.id}"
    return DecisionRead.of(await decision_seen(tx, request_id))


@router.get("/requests/{request_id}/decisions/{decision_id}", summary="The decision on a request")
async def read_decision(request_id: UUID, decision_id: UUID, tx: Tx, response: Response) -> DecisionRead:
    seen = await decision_seen(tx, request_id, decision_id)
    response.headers["ETag"] = etag(seen.decision)
    return DecisionRead.of(seen)


@router.post("/requests/{request_id}/decision-check", summary="Try a decision: nothing is stored")
async def check_decision(
    request_id: UUID, body: DecisionCreate, tx: Tx, language: AskedLanguage
) -> DecisionTried:
    return DecisionTried.of(await try_out(tx, request_id, body.deciding(await who_signs(tx))), language)


@router.get(
    "/requests/{request_id}/decisions/{decision_id}/replay",
    summary="Take a decision again, by the policy and the facts that were kept with it",
)
async def replay_decision(request_id: UUID, decision_id: UUID, tx: Tx, language: AskedLanguage) -> ReplayRead:
    return ReplayRead.of(await replay(tx, request_id, decision_id), language)
