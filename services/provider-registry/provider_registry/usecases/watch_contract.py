"""A contract is looked at again, and its end is seen coming (HLM-22)."""

from datetime import date, datetime, timedelta

from provider_registry.domain.contract import FOREVER, Contract
from provider_registry.domain.contract_term import evaluations, next_evaluation, notice_of
from provider_registry.domain.signal import SignalKind
from provider_registry.resources import regions
from provider_registry.store import contracts, signals
from provider_registry.usecases.place_options import lock_provider
from region_policy.parts_landscape import ContractRules
from region_policy.terms import end_of, local_day
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction

CONTRACT_EVALUATION = "contract-evaluation"
CONTRACT_ENDS = "contract-ends"
KINDS = (SignalKind.EVALUATION_DUE, SignalKind.CONTRACT_ENDS)


async def watch_contract(tx: Transaction, contract: Contract) -> None:
    """Set, or set again, when its region hears of the next evaluation and of the end.

    A region without a policy named no terms: there only the end itself is watched.
    """
    await tx.cancel_deadline(CONTRACT_EVALUATION, contract.id)
    await tx.cancel_deadline(CONTRACT_ENDS, contract.id)
    today, rules = local_day(tx.now), _rules(tx, contract)
    until = contract.valid_until or FOREVER
    if until < today:
        return
    if rules:
        days = evaluations(contract, rules.evaluation_after_years)
        _await_evaluation(tx, contract, next_evaluation(days, from_day=today), rules)
    if until < FOREVER:
        notice = notice_of(until, rules.evaluation_notice_days) if rules else until + timedelta(days=1)
        _set(tx, CONTRACT_ENDS, contract, _start_of(notice, tx.now))


async def evaluation_comes(tx: Transaction, missed: Deadline) -> None:
    """Tell its regions, anew where an earlier evaluation is still open; then wait for the next one."""
    contract = await _locked(tx, missed)
    today, rules = local_day(tx.now), _rules(tx, contract)
    if rules is None or (contract.valid_until or FOREVER) < today:
        return
    for region in contract.regions:
        await signals.end_signal(tx, SignalKind.EVALUATION_DUE, region, contract.id)
        await signals.raise_signal(tx, SignalKind.EVALUATION_DUE, region, contract.provider, contract.id)
    days = evaluations(contract, rules.evaluation_after_years)
    seen = today + timedelta(days=rules.evaluation_notice_days + 1)
    _await_evaluation(tx, contract, next_evaluation(days, from_day=seen), rules)


async def contract_ends(tx: Transaction, missed: Deadline) -> None:
    """Tell its regions that the end is in sight; once it is past, there is nothing left to look at."""
    contract = await _locked(tx, missed)
    until = contract.valid_until
    assert until is not None, "without an end there is no such deadline"
    if until < local_day(tx.now):
        await end_signals(tx, contract, *KINDS)
        return
    for region in contract.regions:
        await signals.raise_signal(tx, SignalKind.CONTRACT_ENDS, region, contract.provider, contract.id)
    _set(tx, CONTRACT_ENDS, contract, end_of(until))


async def end_signals(tx: Transaction, contract: Contract, *kinds: SignalKind) -> None:
    for kind in kinds:
        for region in contract.regions:
            await signals.end_signal(tx, kind, region, contract.id)


async def _locked(tx: Transaction, missed: Deadline) -> Contract:
    found = await contracts.contract(tx, missed.ref)
    assert found is not None, "a contract is never removed"
    await lock_provider(tx, found.provider, wait=False)
    found = await contracts.contract(tx, missed.ref)
    assert found is not None, "a contract is never removed"
    return found


def _rules(tx: Transaction, contract: Contract) -> ContractRules | None:
    policy = regions(tx).policy(contract.region, local_day(tx.now))
    return policy.landscape.contracts if policy else None


def _await_evaluation(tx: Transaction, contract: Contract, day: date | None, rules: ContractRules) -> None:
    if day is not None:
        notice = notice_of(day, rules.evaluation_notice_days)
        _set(tx, CONTRACT_EVALUATION, contract, _start_of(notice, tx.now))


def _start_of(day: date, now: datetime) -> datetime:
    """The moment (UTC) at which this day begins, or now where it has begun."""
    return now if day <= local_day(now) else end_of(day - timedelta(days=1))


def _set(tx: Transaction, kind: str, contract: Contract, due_at: datetime) -> None:
    owner = f"region:{contract.region}"
    tx.set_deadline(kind, contract.id, region=contract.region, owner=owner, due_at=due_at)
