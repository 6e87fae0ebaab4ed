"""The municipality says yes to a quote: it becomes the decision, and its provider is bound."""

from dataclasses import dataclass
from uuid import UUID

from access.domain.decision import Decision, first_night
from access.domain.determination import rewrites, with_determination
from access.domain.quote import BY_HAND, NotAwarded, QuoteRequest, QuoteStatus, fits, granted_by
from access.domain.request import STEPS, Request, RequestStatus
from access.domain.words import Period, Words, on_record
from access.store import requests
from access.usecases.ask_quote import may_be_asked
from access.usecases.consulted import require_held
from access.usecases.desk_clock import leave_the_desk
from access.usecases.end_ready import require_none_ready
from access.usecases.facts_of_today import facts_of_today
from access.usecases.make_decision import make_decision
from access.usecases.move_quote import end_open_quotes, lock_quote, move_quote, require_step
from access.usecases.policy_of_today import policy_of_today
from access.usecases.read_request import determined
from access.usecases.reasons import told
from access.usecases.reasons_of_quotes import (
    DETERMINED_OTHERWISE,
    NO_SUCH_PROVIDER,
    NOT_YOURS_TO_AWARD,
    PERIOD_OVER,
    QUOTE_EXPIRED,
    STAY_DOES_NOT_FIT,
)
from access.usecases.rules_of_quotes import rules_of_quotes
from region_policy.cases import Choice
from region_policy.codes import REFERS_AS, LegalStep, Precondition, Route, SettledBy
from region_policy.decisions import check_award
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, RuleBroken


@dataclass(frozen=True)
class Awarding:
    """What the municipality puts on record with its yes; an institution's determination is there already.

    `others_because`: why the other quotes of this request are not awarded.
    """

    intended_result: str | None
    words: Words
    authorised: Period | None = None
    others_because: NotAwarded = NotAwarded.ANOTHER_AWARDED


async def award_quote(
    tx: Transaction, quote_request_id: UUID, awarding: Awarding, *, if_match: str | None
) -> None:
    """Decide the request by this quote, once; the others of the request are told no (IJS-13).

    The quoted amount is what is granted, each component apart. Raises ImpossibleStep where it, or its
    request, is past that, VersionMissing, VersionStale, and RuleBroken with every reason.
    """
    request, asked = await lock_quote(tx, quote_request_id)
    _require_in_time(tx, asked)
    if request.status is not RequestStatus.OPEN:
        raise ImpossibleStep(possible_steps=STEPS[request.status])
    await require_none_ready(tx, request.id)
    require_step(asked, QuoteStatus.AWARDED, if_match)
    await award_open_quote(tx, request, asked, awarding)


async def award_open_quote(
    tx: Transaction,
    request: Request,
    asked: QuoteRequest,
    awarding: Awarding,
    *,
    decision_id: UUID | None = None,
) -> Decision:
    """The same of a request that is locked and open. Raises ImpossibleStep where the quote was taken back,
    and RuleBroken with every reason."""
    _require_in_time(tx, asked)
    if QuoteStatus.AWARDED not in BY_HAND[asked.status]:
        raise ImpossibleStep(possible_steps=asked.possible_steps)
    quote = asked.quote
    assert quote is not None, "only what was answered can be awarded"
    day = local_day(tx.now)
    require_held(awarding.words.consultations, day)
    first = max(quote.valid_from, day)
    facts = await facts_of_today(tx, request, day)
    policy = policy_of_today(tx, request)
    found = await determined(tx, request.id)
    file = with_determination(
        awarding.intended_result, awarding.words, awarding.authorised, found, binds=facts.measure_in_force
    )
    record = on_record(
        file.intended_result,
        file.words,
        is_supervised=request.is_supervised(day),
        authorised=file.authorised,
        also=frozenset({Precondition.DETERMINATION} if found else ()),
    )
    verdict = check_award(
        policy,
        facts,
        referrer_asked_quote=request.choice.route is Route.QUOTE,
        etmalen=quote.etmalen,
        first_day=first,
        on_record=record,
        ground=asked.ground,
    )
    broken = told(verdict.broken)
    if REFERS_AS[tx.caller.role] not in rules_of_quotes(policy).awarded_by:
        broken.append(NOT_YOURS_TO_AWARD)
    if facts.measure_in_force and rewrites(awarding.intended_result, awarding.authorised, found):
        broken.append(DETERMINED_OTHERWISE)
    if not await may_be_asked(tx, asked.provider, request.region):
        broken.append(NO_SUCH_PROVIDER)
    night = first_night(first, request.stay_since)
    if not broken and not fits(quote.etmalen, night, quote.valid_until, authorised=file.authorised):
        broken.append(STAY_DOES_NOT_FIT)
    if broken:
        raise RuleBroken(reasons=broken)
    decision = await make_decision(
        tx,
        request,
        policy,
        facts,
        granted_by(
            quote,
            first=first,
            provider=asked.provider,
            authorised=file.authorised,
            stay_since=request.stay_since,
        ),
        choices=[Choice(route=Route.QUOTE, ground=asked.ground)],
        decided_by=SettledBy.DESK,
        grounds=verdict.grounds,
        intended_result=file.intended_result or file.words.finding(LegalStep.HELP),
        words=file.words,
        record=record,
        overrides=verdict.overridden,
        noted=verdict.noted,
        awarded_provider=asked.provider,
        start_on=first,
        decision_id=decision_id,
    )
    await requests.change(tx, request.decided(day))
    await leave_the_desk(tx, request.id)
    await move_quote(tx, asked.becoming(QuoteStatus.AWARDED, at=tx.now, decision=decision.id))
    await end_open_quotes(tx, request.id, QuoteStatus.NOT_AWARDED, because=awarding.others_because)
    return decision


def _require_in_time(tx: Transaction, asked: QuoteRequest) -> None:
    # That it lapsed is no more than what the clock made of it: who asks for it now reads why.
    if asked.is_expired(tx.now):
        raise RuleBroken(reasons=[QUOTE_EXPIRED])
    if asked.quote is not None and asked.quote.valid_until < local_day(tx.now):
        raise RuleBroken(reasons=[PERIOD_OVER])
