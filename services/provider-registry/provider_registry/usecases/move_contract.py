"""A contract is suspended, resumed, ended, or was evaluated."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from provider_registry.domain.contract import FOREVER, Contract
from provider_registry.domain.contract_term import steps_of
from provider_registry.domain.signal import SignalKind
from provider_registry.events_contracts import ContractChanged, ProviderSuspended
from provider_registry.store import contracts, mapping
from provider_registry.store.contract_tables import ContractRow
from provider_registry.usecases.place_options import lock_provider, place_options
from provider_registry.usecases.watch_contract import end_signals, watch_contract
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound
from wirekit.texts import Text

IN_THE_PAST = Text(nl="ligt in het verleden", en="lies in the past")
BEFORE_IT_BEGINS = Text(nl="ligt voor de eerste dag", en="lies before the first day")
AFTER_IT_ENDS = Text(nl="ligt na de laatste dag", en="lies after the last day")


async def suspend_contract(
    tx: Transaction, contract_id: UUID, day: date, ground: str, *, if_match: str | None
) -> Contract:
    """From this day on nothing new is placed under it.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale and InvalidInput.
    """
    suspended = await _move(
        tx,
        contract_id,
        "suspension",
        lambda found: replace(found, suspended_on=day, ground=ground),
        if_match=if_match,
        check=lambda found: _check(tx, found, "day", day),
    )
    tx.publish(ProviderSuspended.of(suspended))
    return suspended


async def resume_contract(tx: Transaction, contract_id: UUID, *, if_match: str | None) -> Contract:
    """Raises NotFound, ImpossibleStep, VersionMissing and VersionStale."""
    return await _move(
        tx,
        contract_id,
        "resumption",
        lambda found: replace(found, suspended_on=None, ground=None),
        if_match=if_match,
    )


async def end_contract(
    tx: Transaction, contract_id: UUID, last_day: date, ground: str, *, if_match: str | None
) -> Contract:
    """It is lost: after this day it does not hold, sooner than agreed.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale and InvalidInput.
    """
    ended = await _move(
        tx,
        contract_id,
        "ending",
        lambda found: replace(found, valid_until=last_day, ground=ground),
        if_match=if_match,
        check=lambda found: _check(tx, found, "lastDay", last_day),
    )
    await watch_contract(tx, ended)
    return ended


async def record_evaluation(tx: Transaction, contract_id: UUID, *, if_match: str | None) -> Contract:
    """The evaluation that its regions were reminded of has been held; the contract itself stays as it is.

    Raises NotFound, ImpossibleStep (none is due), VersionMissing and VersionStale.
    """
    found = await _locked(tx, contract_id)
    if not await contracts.evaluation_is_due(tx, contract_id):
        raise ImpossibleStep(possible_steps=[*steps_of(found, local_day(tx.now))])
    require_match(found, if_match)
    await end_signals(tx, found, SignalKind.EVALUATION_DUE)
    return found


async def _locked(tx: Transaction, contract_id: UUID) -> Contract:
    found = await contracts.contract(tx, contract_id)
    if found is None:
        raise NotFound
    await lock_provider(tx, found.provider)
    found = await contracts.contract(tx, contract_id)
    assert found is not None, "a contract is never removed"
    return found


async def _move(
    tx: Transaction,
    contract_id: UUID,
    step: str,
    change: Callable[[Contract], Contract],
    *,
    if_match: str | None,
    check: Callable[[Contract], None] | None = None,
) -> Contract:
    found = await _locked(tx, contract_id)
    steps = steps_of(found, local_day(tx.now))
    if step not in steps:
        raise ImpossibleStep(possible_steps=[*steps])
    require_match(found, if_match)
    if check:
        check(found)
    moved = replace(change(found), status=steps[step], version=found.version + 1)
    await mapping.change(tx, ContractRow, moved)
    tx.publish(ContractChanged.of(moved))
    await place_options(tx, moved.provider)
    return moved


def _check(tx: Transaction, contract: Contract, field: str, day: date) -> None:
    # What was placed under it until today was placed rightly, and stays so.
    if day < local_day(tx.now):
        raise InvalidInput(errors=[FieldError(field, IN_THE_PAST)])
    if day < contract.valid_from:
        raise InvalidInput(errors=[FieldError(field, BEFORE_IT_BEGINS)])
    if day > (contract.valid_until or FOREVER):
        raise InvalidInput(errors=[FieldError(field, AFTER_IT_ENDS)])
