"""Store a decision that the rules allow, with the grants that it makes and the money for them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from access.domain.account import commit
from access.domain.buying import buying_form, funding_of
from access.domain.decision import Decision, Granted
from access.domain.entitlement import Grant
from access.domain.request import Request
from access.domain.words import Words
from access.events import DecisionMade
from access.store import decisions
from access.usecases.contract_ends import last_day_at
from access.usecases.reasons_of_changes import past_contract
from access.usecases.request_key import key_of_request
from access.usecases.return_unplaced import watch_placing
from access.usecases.warn_of_authorisation import watch_authorisation
from access.usecases.warn_of_ends import follow_ends
from access.usecases.warn_of_frame import warn_of_frame
from region_policy.cases import Choice, Facts
from region_policy.codes import DecisionKind, Precondition, SettledBy
from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord
from region_policy.reasons import ReasonGiven
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7
from wirekit.problems import RuleBroken

INTENDED_RESULT, WORDS = "intended_result", "words"
"""The fields under which the words are sealed."""


async def make_decision(
    tx: Transaction,
    request: Request,
    policy: RegionPolicy,
    facts: Facts,
    granted: Sequence[Granted],
    *,
    choices: Sequence[Choice],
    decided_by: SettledBy,
    grounds: Sequence[ReasonGiven],
    intended_result: str | None = None,
    words: Words | None = None,
    record: OnRecord | None = None,
    overrides: Sequence[Precondition] = (),
    noted: Sequence[Precondition] = (),
    kind: DecisionKind = DecisionKind.START,
    decision_id: UUID | None = None,
    awarded_provider: UUID | None = None,
    start_on: date | None = None,
) -> Decision:
    """The last step of three use cases: the referrer's own choice, the desk's decision, and an award."""
    decision = Decision(
        id=decision_id or uuid7(),
        version=1,
        request=request.id,
        client=request.client,
        region=request.region,
        municipality=request.municipality,
        policy=policy.identity,
        decided_by=decided_by,
        facts=facts,
        choices=tuple(choices),
        grounds=tuple(grounds),
        preferred_provider=request.preferred_provider,
        decided_at=tx.now,
        record=record,
        overrides=tuple(overrides),
        noted=tuple(noted),
        kind=kind,
        awarded_provider=awarded_provider,
        start_on=start_on,
    )
    if decided_by is SettledBy.DESK:
        granted = await _within_contracts(tx, request, policy, granted)
    sealed_result = sealed_words = None
    if intended_result is not None or words is not None:
        key = await key_of_request(tx, request.id)
        sealed_result = key.seal(intended_result, INTENDED_RESULT) if intended_result is not None else None
        sealed_words = key.seal(words.model_dump_json(), WORDS) if words is not None else None
    await decisions.keep_text(tx, policy)
    await decisions.add(tx, decision, intended_result=sealed_result, words=sealed_words)
    grants = []
    for each in granted:
        booking = commit(each.ceiling_cents)
        grant = Grant(
            id=uuid7(),
            decision=decision.id,
            request=request.id,
            municipality=request.municipality,
            route=each.route,
            funding=funding_of(policy, each.route, each.product),
            buying=buying_form(policy, each.component, each.intensity, each.product),
            component=each.component,
            budget=each.budget,
            illustrative=each.illustrative,
            valid_from=each.valid_from,
            valid_until=each.valid_until,
            account=booking.account,
            intensity=each.intensity,
            etmalen=each.etmalen,
            authorised_until=each.authorised_until,
            provider=each.provider,
            product=each.product,
            quantity=each.quantity,
            unit=each.unit,
        )
        await decisions.add_grant(tx, grant, booking)
        await watch_authorisation(tx, request, grant)
        await watch_placing(tx, request, policy, grant)
        grants.append(grant)
    await follow_ends(tx, request)
    tx.publish(DecisionMade.of(decision, grants))
    await warn_of_frame(tx, policy, request.municipality, [grant.valid_from for grant in grants])
    return decision


async def _within_contracts(
    tx: Transaction, request: Request, policy: RegionPolicy, granted: Sequence[Granted]
) -> Sequence[Granted]:
    """Nothing is granted past the end of the contract of the provider that is named (HLM-22).

    The period of a stay leaves room for a later beginning: that gives way as long as its etmalen fit. What a
    referrer settles has no provider yet: it ends with the contract of the one that takes it.
    """
    broken, within = [], []
    for each in granted:
        last = None
        if each.provider is not None:
            last = await last_day_at(
                tx,
                each.provider,
                region=request.region,
                municipality=request.municipality,
                form=buying_form(policy, each.component, each.intensity, each.product),
                first=each.valid_from,
                policy=policy,
            )
        if last is None or each.valid_until <= last:
            within.append(each)
        elif each.etmalen is not None and each.etmalen <= (last - each.valid_from).days + 1:
            within.append(replace(each, valid_until=last))
        else:
            broken.append(past_contract(last))
    if broken:
        raise RuleBroken(reasons=broken)
    return within
