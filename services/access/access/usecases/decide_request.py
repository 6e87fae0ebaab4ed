"""The access worker decides an open request: a choice budget, a stay, or both, with what the law asks."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from pydantic import BaseModel

from access.domain.decision import Decision, what_is_granted
from access.domain.request import NEXT, STEPS, Request, RequestStatus
from access.domain.words import Period, Words, on_record
from access.store import decisions, quotes, requests
from access.usecases.consulted import require_held
from access.usecases.known_before import known_before
from access.usecases.make_decision import make_decision
from access.usecases.open_request import DECISION_TERM
from access.usecases.policy_of_today import policy_of_today
from access.usecases.reasons import told
from access.usecases.reasons_of_quotes import QUOTE_RUNNING
from region_policy.cases import Choice
from region_policy.codes import DecisionKind, LegalStep, SettledBy
from region_policy.decisions import check_desk_decision
from region_policy.on_record import OnRecord
from region_policy.terms import local_day
from servicekit.deadlines import Deadline
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, ReasonGiven, RuleBroken

AGAIN_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Deciding:
    """What the access worker decides. `providers`: whom to ask first, for each of the choices.

    Without one, the provider that the referrer prefers is asked for the first choice.

    `authorised`: the period of the court's authorisation; its number stands in the words.
    """

    kind: DecisionKind
    choices: tuple[Choice, ...]
    providers: tuple[UUID | None, ...]
    intended_result: str | None
    words: Words
    authorised: Period | None = None

    @property
    def result(self) -> str | None:
        """The intended result: said apart, or in the finding of which help is needed."""
        return self.intended_result or self.words.finding(LegalStep.HELP)


async def record_of(tx: Transaction, request: Request, deciding: Deciding, day: date) -> OnRecord:
    """What is on record for this decision, by its words and by what this room knew already."""
    return on_record(
        deciding.intended_result,
        deciding.words,
        is_supervised=request.is_supervised(day),
        authorised=deciding.authorised,
        also=await known_before(tx, request),
    )


async def broken_by_the_room(tx: Transaction, request: Request) -> list[ReasonGiven]:
    """What no policy knows of: other things that are going on with this request."""
    return [QUOTE_RUNNING] if await quotes.open_of(tx, request.id) else []


@dataclass(frozen=True)
class Decided:
    decision: Decision
    request_version: int


async def decide_request(
    tx: Transaction,
    request_id: UUID,
    deciding: Deciding,
    *,
    key: str,
    body: BaseModel,
    if_match: str | None,
) -> Decided:
    """Grant what was chosen, each component apart (IJS-06, IJS-07, IJS-24, IJS-30).

    The same key with the same body answers as the first time. Raises ImpossibleStep where it is decided
    or closed already, VersionMissing, VersionStale, and RuleBroken with every reason.
    """
    claimed = await claim(tx, key, body, about=request_id)
    request = await requests.request(tx, request_id, lock=True)
    if request is None:
        raise NotFound
    if claimed.made_before:
        found = await decisions.of_request(tx, request_id)
        assert found is not None, "a claimed key was stored with its decision"
        return Decided(found.decision, request.version)
    if RequestStatus.DECIDED not in NEXT[request.status]:
        raise ImpossibleStep(possible_steps=STEPS[request.status])
    require_match(request, if_match)
    day = local_day(tx.now)
    require_held(deciding.words.consultations, day)
    policy = policy_of_today(tx, request)
    facts = request.facts_on(day)
    record = await record_of(tx, request, deciding, day)
    verdict = check_desk_decision(policy, facts, deciding.choices, on_record=record)
    broken = told(verdict.broken) + await broken_by_the_room(tx, request)
    if broken:
        raise RuleBroken(reasons=broken)
    first, *others = deciding.providers
    providers = (first or request.preferred_provider, *others)
    decision = await make_decision(
        tx,
        request,
        policy,
        facts,
        [
            what_is_granted(
                policy,
                facts,
                choice,
                provider=provider,
                authorised=deciding.authorised,
            )
            for choice, provider in zip(deciding.choices, providers, strict=True)
        ],
        choices=deciding.choices,
        decided_by=SettledBy.DESK,
        grounds=verdict.grounds,
        kind=deciding.kind,
        intended_result=deciding.result,
        words=deciding.words,
        record=record,
        overrides=verdict.overridden,
        noted=verdict.noted,
        decision_id=claimed.resource_id,
    )
    decided = replace(request, version=request.version + 1, status=RequestStatus.DECIDED)
    await requests.change(tx, decided)
    await tx.cancel_deadline(DECISION_TERM, request.id)
    return Decided(decision, decided.version)


async def decision_is_late(tx: Transaction, missed: Deadline) -> None:
    """The term has passed without a decision: nothing lapses by that, so who owns it is told again weekly."""
    request = await requests.request(tx, missed.ref, lock=True, wait=False)
    if request is not None and request.status is RequestStatus.OPEN:
        tx.set_deadline(
            DECISION_TERM,
            request.id,
            region=missed.region,
            owner=missed.owner,
            due_at=max(missed.due_at, tx.now) + AGAIN_AFTER,
        )
