"""A young person has reached an age: what does that do to the help that runs (NV-14)?"""

from datetime import date
from uuid import UUID

from access.domain.adulthood import MONTHS, months_at, signals_at
from access.domain.change import ChangeKind, ChangeReason, Changing
from access.domain.entitlement import Entitlement
from access.domain.request import Request
from access.domain.words import Words
from access.readings import CameOfAge
from access.store import clients, decisions, entitlements, requests, signals
from access.usecases.change_entitlement import as_it_runs
from access.usecases.make_change import Case, make_change
from access.usecases.rules_of_grant import rules_of
from access.usecases.warn_of_adulthood import tell_both
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.transaction import Transaction


async def come_of_age(tx: Transaction, told: CameOfAge) -> None:
    """Tell the desk and the provider of each help that runs, by its own rules; once for each age.

    At the age at which prolonged help ends it is ended: no day later than the day before, and no day before
    what was delivered.
    """
    months = told.years * MONTHS + told.months
    if not await clients.learn_age(tx, told.ref, months, local_day(tx.now)):
        return
    for request_id, entitlement_id in await clients.running_of(tx, told.ref):
        await _look_at(tx, request_id, entitlement_id, months)


async def _look_at(tx: Transaction, request_id: UUID, entitlement_id: UUID, months: int) -> None:
    request = await requests.request(tx, request_id, lock=True)
    entitlement = await entitlements.entitlement(tx, entitlement_id)
    stored = await decisions.of_request(tx, request_id)
    assert request is not None, "an entitlement has its request by a foreign key"
    assert entitlement is not None, "an entitlement is never removed"
    assert stored is not None, "what was granted was decided"
    policy = await rules_of(tx, request, stored.decision)
    adulthood = policy.desk.adulthood
    if adulthood is None:
        return
    if adulthood.prolonged is not None and months == adulthood.prolonged.until_age * MONTHS:
        await _end(tx, request, entitlement, policy, reached_on=local_day(tx.now))
        return
    found = signals_at(
        months,
        heard_on=local_day(tx.now),
        valid_until=entitlement.valid_until,
        has_follow_on=await clients.follow_on_of(tx, entitlement.id) is not None,
        policy_months=adulthood.signal_months_before,
    )
    await tell_both(tx, entitlement, found)


async def end_where_grown_up(tx: Transaction, request: Request, entitlement: Entitlement) -> None:
    """Help that was accepted once that age was reached already ends as it would have ended then."""
    stored = await decisions.of_request(tx, request.id)
    assert stored is not None, "what was granted was decided"
    policy = await rules_of(tx, request, stored.decision)
    adulthood, today = policy.desk.adulthood, local_day(tx.now)
    if adulthood is None or adulthood.prolonged is None:
        return
    known, until = await clients.ages_of(tx, request.client), adulthood.prolonged.until_age * MONTHS
    if months_at(known, today) >= until:
        told_on = (each.on for each in known if each.months >= until)
        await _end(tx, request, entitlement, policy, reached_on=min(told_on, default=today))


async def _end(
    tx: Transaction, request: Request, entitlement: Entitlement, policy: RegionPolicy, *, reached_on: date
) -> None:
    running = await as_it_runs(tx, request, entitlement, policy)
    last = max(reached_on, running.last_delivered or reached_on, entitlement.valid_from)
    if last >= entitlement.valid_until:
        return
    of_age = Changing(ChangeKind.GROWN_UP, ChangeReason.OF_AGE, Words(), valid_until=last)
    await make_change(tx, Case(request, entitlement, policy, running), of_age)
    await signals.add(
        tx,
        municipality=entitlement.municipality,
        kind=f"changed-{ChangeKind.GROWN_UP}",
        request=entitlement.request,
        grant=entitlement.grant,
        about_day=last,
    )
