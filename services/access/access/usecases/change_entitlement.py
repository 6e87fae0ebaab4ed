"""The local team extends, shortens, raises, lowers, phases out, steps down or stops running help (ZHZ-07)."""

from uuid import UUID

from pydantic import BaseModel

from access.domain.adulthood import MONTHS, months_at
from access.domain.change import (
    CHANGEABLE,
    JUDGES_NEED,
    LESSENS,
    RENEWS,
    ChangeKind,
    Changing,
    Running,
    end_of_change,
)
from access.domain.change_limits import broken_limits
from access.domain.continuing import VIEWS, Continued, check_continuing, choice_of
from access.domain.decision import Decision
from access.domain.entitlement import Entitlement, EntitlementStatus, Grant
from access.domain.request import Request, may_judge_need
from access.domain.words import on_record
from access.store import changes, clients, decisions, entitlements, requests
from access.usecases.consulted import require_held
from access.usecases.contract_ends import last_day_at
from access.usecases.facts_of_today import facts_of_today
from access.usecases.known_before import known_before
from access.usecases.make_change import Case, make_change
from access.usecases.product_tariffs import tariff_of_grant
from access.usecases.reasons import NEED_IS_NOT_YOURS, told
from access.usecases.reasons_of_changes import STEPPED_DOWN, limited, past_contract
from access.usecases.reasons_of_money import MOVED_ALREADY
from access.usecases.rules_of_grant import rules_of
from region_policy.cases import Facts
from region_policy.decisions import desk_rule
from region_policy.model import NoTariff, RegionPolicy, etmaal_tariff_on
from region_policy.rules import broken_by_the_age
from region_policy.terms import local_day
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, ReasonGiven, RuleBroken


async def change_entitlement(
    tx: Transaction,
    entitlement_id: UUID,
    asked: Changing,
    *,
    key: str,
    body: BaseModel,
    if_match: str | None,
) -> UUID:
    """Change it at once, and tell its provider; gives the id of the change.

    The same key with the same body answers as the first time. Raises ImpossibleStep of help that is over,
    VersionMissing, VersionStale, and RuleBroken with every reason.
    """
    claimed = await claim(tx, key, body, about=entitlement_id)
    request = await requests.lock_case_of(tx, entitlement_id)
    entitlement = await entitlements.entitlement(tx, entitlement_id)
    if request is None or entitlement is None:
        raise NotFound
    tx.looked_at(entitlement.client, "entitlement")
    if claimed.made_before:
        return claimed.resource_id
    if entitlement.status not in CHANGEABLE or entitlement.final_at is not None:
        raise ImpossibleStep(possible_steps=())
    require_match(entitlement, if_match)
    require_held(asked.words.consultations, local_day(tx.now))
    stored = await decisions.of_request(tx, request.id)
    assert stored is not None, "what was granted was decided"
    policy = await rules_of(tx, request, stored.decision)
    running = await as_it_runs(tx, request, entitlement, policy, intensity=asked.intensity)
    case = Case(request, entitlement, policy, running)
    continued = await _weighed(tx, case, stored.decision, asked)
    broken = [limited(limit) for limit in dict.fromkeys(broken_limits(asked, running))]
    if asked.kind in RENEWS:
        broken += told(continued.broken)
    if asked.kind is ChangeKind.EXTEND:
        broken += await _past_what_bounds_it(tx, case, end_of=asked)
    if await decisions.has_moved(tx, entitlement.grant):
        broken.append(MOVED_ALREADY)
    if asked.kind is not ChangeKind.STOP and await changes.has_stepped_down(tx, entitlement.id):
        broken.append(STEPPED_DOWN)
    may_judge = may_judge_need(request.facts_on(running.today))
    if not may_judge and asked.kind in LESSENS and asked.reason in JUDGES_NEED:
        broken.append(NEED_IS_NOT_YOURS)
    if broken:
        raise RuleBroken(reasons=broken)
    # Only views are asked of what ends or lessens help; and going on lacks what the policy notes.
    noted = [each for each in continued.noted if asked.kind in RENEWS or each in VIEWS]
    await make_change(
        tx,
        case,
        asked,
        change_id=claimed.resource_id,
        overrides=continued.overridden if asked.kind in RENEWS else (),
        noted=noted,
    )
    return claimed.resource_id


async def as_it_runs(
    tx: Transaction,
    request: Request,
    entitlement: Entitlement,
    policy: RegionPolicy,
    *,
    intensity: str | None = None,
) -> Running:
    """The help with what bounds a change of it. `intensity`: to which it would step down."""
    grant = await decisions.grant(tx, entitlement.grant)
    assert grant is not None, "an entitlement has its grant by a foreign key"
    today = local_day(tx.now)

    def of_etmaal(intensity_id: str | None) -> int | None:
        try:
            return etmaal_tariff_on(policy, intensity_id or "", today)
        except NoTariff:
            return None

    price = of_etmaal(grant.intensity)
    if grant.product is not None:
        tariff = await tariff_of_grant(tx, entitlement.region, grant, today)
        price = tariff[0] if tariff else None
    # What was granted beside it, or before the family moved, another municipality or provider may have.
    async with tx.seeing_all():
        beside, owed = await decisions.grants_of(tx, request.id), await _owed(tx, grant)
    return Running(
        grant=grant,
        today=today,
        last_delivered=await changes.last_delivered(tx, entitlement),
        started_on=(await entitlements.care_at(tx, entitlement.placement)).started_on,
        price=price,
        lighter_price=of_etmaal(intensity),
        due_units=await entitlements.units_due(tx, entitlement.id) if grant.product else 0,
        budgets=_sizes(policy, request.facts_on(today), grant),
        granted=frozenset(each.intensity for each in beside if each.intensity),
        owed=owed,
    )


async def _owed(tx: Transaction, grant: Grant) -> int:
    """Etmalen that earlier providers of this money may still tell of their own days."""
    owed, earlier = 0, grant.moved_from
    while grant.etmalen is not None and earlier is not None:
        before = await decisions.grant(tx, earlier)
        there = await entitlements.of_grant(tx, earlier)
        assert before is not None, "what moved on came from a grant"
        assert there is not None, "only what a provider had moves on"
        if there.final_at is None and there.status is not EntitlementStatus.CLOSED:
            began = (await entitlements.care_at(tx, there.placement)).started_on
            nights = (there.valid_until - max(there.valid_from, began or there.valid_from)).days + 1
            owed += max(nights - before.account.due_etmalen, 0)
        earlier = before.moved_from
    return owed


def _sizes(policy: RegionPolicy, facts: Facts, grant: Grant) -> frozenset[int] | None:
    """In cents, what a choice budget may be raised to: another one that is open to the desk today."""
    if grant.budget is None:
        return None
    policy = policy.of(facts.municipality)
    rule = desk_rule(policy, facts)
    opened = rule.open_route(grant.route) if rule else None
    possible = policy.budgets_open(opened, facts.decision_day) if opened else ()
    return frozenset(budget.ceiling_cents for budget in possible)


async def _weighed(tx: Transaction, case: Case, decision: Decision, asked: Changing) -> Continued:
    """By the rules of the help: what is said now, beside what was found when it was granted."""
    request, today = case.request, case.running.today
    record = on_record(
        None,
        asked.words,
        is_supervised=request.is_supervised(today),
        authorised=asked.authorised,
        also=await known_before(tx, request),
        is_renewal=asked.kind in RENEWS,
    )
    days = None
    if asked.kind is ChangeKind.EXTEND:
        grant = case.running.grant
        chain = await changes.in_a_row(tx, grant.component, request.client, grant.valid_from)
        days = (end_of_change(asked, case.running) - chain.first_day).days + 1
    return check_continuing(
        case.policy,
        await facts_of_today(tx, request, today),
        [choice_of(case.policy, decision, case.running.grant, days)],
        record=record,
        kept=decision.record,
    )


async def _past_what_bounds_it(tx: Transaction, case: Case, *, end_of: Changing) -> list[ReasonGiven]:
    """A longer period ends with the contract of the provider (HLM-22), and with youth (NV-14)."""
    request, entitlement, policy = case.request, case.entitlement, case.policy
    end = end_of_change(end_of, case.running)
    last = await last_day_at(
        tx,
        entitlement.provider,
        region=entitlement.region,
        municipality=entitlement.municipality,
        form=case.running.grant.buying,
        first=entitlement.valid_from,
        policy=policy,
    )
    broken = [past_contract(last)] if last is not None and end > last else []
    years = months_at(await clients.ages_of(tx, request.client), end) // MONTHS
    if years > policy.ages.oldest:
        follow_on = await clients.follow_on_of(tx, entitlement.id)
        facts = request.facts_on(case.running.today)
        ground = (follow_on.ground if follow_on else None) or facts.prolonged_ground
        at_the_end = facts.model_copy(update={"age": years, "prolonged_ground": ground})
        broken += told(broken_by_the_age(policy, at_the_end))
    return broken
