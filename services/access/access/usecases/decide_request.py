"""The access worker decides an open request: a choice budget, a stay, or both, with what the law asks."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from pydantic import BaseModel

from access.domain.decision import Decision, what_is_granted
from access.domain.determination import rewrites, with_determination
from access.domain.request import NEXT, STEPS, Request, RequestStatus
from access.domain.words import Period, Words, on_record
from access.store import changes, decisions, quotes, requests
from access.usecases.broken_by_the_route import broken_by_the_route
from access.usecases.consulted import require_held
from access.usecases.desk_clock import leave_the_desk
from access.usecases.end_ready import require_none_ready
from access.usecases.facts_of_today import facts_of_today
from access.usecases.known_before import known_before
from access.usecases.make_decision import make_decision
from access.usecases.policy_of_today import policy_of_today
from access.usecases.read_request import determined
from access.usecases.reasons import told
from access.usecases.reasons_of_quotes import DETERMINED_OTHERWISE, QUOTE_RUNNING
from region_policy.cases import Choice
from region_policy.codes import Component, DecisionKind, LegalStep, Precondition, SettledBy
from region_policy.decisions import check_desk_decision
from region_policy.on_record import OnRecord
from region_policy.preconditions import component_of
from region_policy.terms import local_day
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

    def asked_first(self, request: Request) -> tuple[UUID | None, ...]:
        """Whom to ask first for each of the choices."""
        if not self.providers:
            return ()
        first, *others = self.providers
        return (first or request.preferred_provider, *others)


@dataclass(frozen=True)
class OnFile:
    """What a decision rests on: the desk's words completed by what was determined, and all on record.

    `broken`: what no policy knows of, such as a quote that runs for the same request.
    """

    deciding: Deciding
    record: OnRecord
    broken: tuple[ReasonGiven, ...]


async def on_file(tx: Transaction, request: Request, deciding: Deciding, day: date) -> OnFile:
    """Where an institution determined the help, its word goes first and is not asked for again (LAW-02)."""
    binds = request.facts_on(day).measure_in_force
    found = await determined(tx, request.id)
    file = with_determination(
        deciding.intended_result, deciding.words, deciding.authorised, found, binds=binds
    )
    broken = [QUOTE_RUNNING] if await quotes.open_of(tx, request.id) else []
    if binds and rewrites(deciding.intended_result, deciding.authorised, found):
        broken.append(DETERMINED_OTHERWISE)
    also = await known_before(tx, request)
    record = on_record(
        file.intended_result,
        file.words,
        is_supervised=request.is_supervised(day),
        authorised=file.authorised,
        also=also | {Precondition.DETERMINATION} if found else also,
        is_renewal=deciding.kind is DecisionKind.CONTINUE,
    )
    if record.is_renewal:
        ran = await _ran_before(tx, request, deciding, day)
        record = record.model_copy(update={"ran_before": ran})
    completed = replace(
        deciding, intended_result=file.intended_result, words=file.words, authorised=file.authorised
    )
    return OnFile(completed, record, tuple(broken))


async def _ran_before(
    tx: Transaction, request: Request, deciding: Deciding, day: date
) -> dict[Component, int]:
    """How many days the help of each component ran that this goes on with: none that is to begin yet."""
    policy, found = policy_of_today(tx, request), {}
    for component in {component_of(policy, choice) for choice in deciding.choices}:
        row = await changes.in_a_row(tx, component, request.client, day)
        found[component] = max((day - row.first_day).days, 0)
    return found


async def decide_request(
    tx: Transaction,
    request_id: UUID,
    deciding: Deciding,
    *,
    key: str,
    body: BaseModel,
    if_match: str | None,
) -> Decision:
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
        return found.decision
    if RequestStatus.DECIDED not in NEXT[request.status]:
        raise ImpossibleStep(possible_steps=STEPS[request.status])
    await require_none_ready(tx, request.id)
    require_match(request, if_match)
    return await decide_open_request(tx, request, deciding, decision_id=claimed.resource_id)


async def decide_open_request(
    tx: Transaction, request: Request, deciding: Deciding, *, decision_id: UUID
) -> Decision:
    """The same of a request that is locked and open. Raises RuleBroken with every reason."""
    day = local_day(tx.now)
    require_held(deciding.words.consultations, day)
    policy = policy_of_today(tx, request)
    facts = await facts_of_today(tx, request, day)
    file = await on_file(tx, request, deciding, day)
    deciding = file.deciding
    verdict = check_desk_decision(policy, facts, deciding.choices, on_record=file.record)
    providers = deciding.asked_first(request)
    unfit = await broken_by_the_route(tx, policy, deciding.choices, providers)
    if broken := [*told(verdict.broken), *file.broken, *unfit]:
        raise RuleBroken(reasons=broken)
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
                stay_since=request.stay_since,
            )
            for choice, provider in zip(deciding.choices, providers, strict=True)
        ],
        choices=deciding.choices,
        decided_by=SettledBy.DESK,
        grounds=verdict.grounds,
        kind=deciding.kind,
        intended_result=deciding.result,
        words=deciding.words,
        record=file.record,
        overrides=verdict.overridden,
        noted=verdict.noted,
        decision_id=decision_id,
    )
    await requests.change(tx, request.decided(day))
    await leave_the_desk(tx, request.id)
    return decision
