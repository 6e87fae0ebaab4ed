"""What the room `access` answers, as far as pages show it."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from gateway.pages.answers import PageOf, Read, ReasonTold


class WorkerRead(Read):
    """Who has a request in hand; `name` is null where this worker never said how findings are signed."""

    name: str | None
    is_you: bool


class LaneRead(Read):
    urgency: str
    name: str | None


class TriageRead(Read):
    lane: LaneRead
    look_by: datetime
    by: str | None
    triaged_at: datetime


class WrittenQuestion(Read):
    id: UUID
    to: str
    question: str | None
    asked_on: date
    answered_on: date | None
    answer: str | None
    stops_the_clock: bool


class RequestItem(Read):
    id: UUID
    municipality: str
    status: str
    moment: str
    triage: LaneRead | None
    worker: WorkerRead | None
    look_by: datetime | None
    due_at: datetime | None
    clock_stopped: bool
    is_overdue: bool
    referrer: str
    complexity: str
    route: str
    urgency: str
    safety_concern: bool
    submitted_at: datetime
    is_new: bool
    changed_since: tuple[str, ...]
    version: int


class LaneCount(Read):
    """`count` goes to 100; `is_more`: there are more than that."""

    lane: str
    count: int
    is_more: bool


class RequestList(PageOf[RequestItem]):
    lanes: tuple[LaneCount, ...]


class BudgetOpen(Read):
    id: str
    name: str
    ceiling_cents: int
    duration_days: int
    illustrative: bool


class PreconditionAsked(Read):
    rule: str
    name: str
    firmness: str
    illustrative: bool


class RouteAdvice(Read):
    route: str
    name: str
    is_open: bool
    settled_by: str | None
    budgets: tuple[BudgetOpen, ...]
    preconditions: tuple[PreconditionAsked, ...]
    reasons: tuple[ReasonTold, ...]

    @property
    def is_elsewhere(self) -> bool:
        return any(reason.code == "route-not-in-policy" for reason in self.reasons)


class Recommendation(Read):
    route: str
    reasons: tuple[ReasonTold, ...]


class PolicyIdentity(Read):
    region: str
    valid_from: date


GRANTED_BY_THE_DESK = ("choice-budget", "stay", "product", "national-arrangement", "one-off-contract")


class Advice(Read):
    policy: PolicyIdentity
    routes: tuple[RouteAdvice, ...]
    recommended: Recommendation | None

    def route(self, wanted: str) -> RouteAdvice | None:
        """The advice on this route; None where the room names no such route."""
        return next((each for each in self.routes if each.route == wanted), None)

    @property
    def here(self) -> tuple[RouteAdvice, ...]:
        """The routes that the region has, open or closed to this request."""
        return tuple(each for each in self.routes if not each.is_elsewhere)

    @property
    def elsewhere(self) -> tuple[RouteAdvice, ...]:
        return tuple(each for each in self.routes if each.is_elsewhere)

    @property
    def ways(self) -> tuple[RouteAdvice, ...]:
        """The open routes on which the desk itself grants something; a quote goes by award."""
        return tuple(each for each in self.routes if each.is_open and each.route in GRANTED_BY_THE_DESK)

    @property
    def soft(self) -> dict[str, str]:
        """The soft preconditions of any route, by code and name: each can be set aside with a reason."""
        return {
            each.rule: each.name
            for route in self.routes
            for each in route.preconditions
            if each.firmness == "soft"
        }


class Consultation(Read):
    partner: str = Field(alias="with")
    who: str
    on: date
    outcome: str


class Determination(Read):
    determined_on: date
    measure: str
    help: str | None
    intended_result: str | None
    consultations: tuple[Consultation, ...]
    authorisation_number: str | None
    authorised_from: date | None
    authorised_until: date | None


class Grant(Read):
    component: str
    choice_budget: str | None
    intensity: str | None
    etmalen: int | None
    ceiling_cents: int
    valid_from: date
    valid_until: date
    authorised_until: date | None
    illustrative: bool


class StepRead(Read):
    step: str
    finding: str
    discipline: str
    professional: str


class OverrideRead(Read):
    rule: str
    reason: str


class PlanRead(Read):
    offered_on: date
    answer: str


class WeighedRead(Read):
    item: str
    finding: str


class StatementRead(Read):
    about: str
    words: str


class QuestionAsked(Read):
    """`field`: by which the form knows where it is answered."""

    field: str
    name: str
    is_answered: bool


class PriceRead(Read):
    """The most that one choice may cost, and its last day."""

    ceiling_cents: int
    valid_until: date
    illustrative: bool


class DecisionTried(Read):
    """What a decision still needs: each question once. `prices`: of each choice that says enough."""

    is_allowed: bool
    questions: tuple[QuestionAsked, ...]
    still_needed: int
    noted: tuple[str, ...]
    weighing_open: tuple[str, ...] = ()
    prices: tuple[PriceRead | None, ...] = ()


class SignatureRead(Read):
    discipline: str | None
    professional: str | None


class WordsRead(Read):
    legal_steps: tuple[StepRead, ...]
    consultations: tuple[Consultation, ...]
    lighter_help: str | None
    personal_budget_answer: str | None
    overrides: tuple[OverrideRead, ...]
    authorisation_number: str | None
    family_group_plan: PlanRead | None
    weighing: tuple[WeighedRead, ...]
    statements: tuple[StatementRead, ...]


class Decision(Read):
    kind: str
    noted: tuple[str, ...]
    decided_by: str
    decided_at: datetime
    intended_result: str | None
    words: WordsRead | None
    awarded_provider: UUID | None
    grants: tuple[Grant, ...]


class RequestRead(Read):
    id: UUID
    region: str
    municipality: str
    status: str
    lane: str | None
    moment: str
    applied_on: date | None
    worker: WorkerRead | None
    look_by: datetime | None
    due_at: datetime | None
    clock_stopped: bool
    triages: tuple[TriageRead, ...]
    questions: tuple[WrittenQuestion, ...]
    age: int
    referrer: str
    measure_in_force: bool
    complexity: str
    forms: tuple[str, ...]
    domains: tuple[str, ...]
    urgency: str
    safety_concern: bool
    route: str
    budget: str | None
    etmalen: int | None
    intensity: str | None
    preferred_provider: UUID | None
    submitted_at: datetime
    outcome: str | None
    advice: Advice | None
    determination: Determination | None
    preference: UUID | None
    decision: Decision | None
    possible_steps: tuple[str, ...]
