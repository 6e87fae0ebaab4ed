"""Tell the municipality's directors and the provider that money runs out, or a line is not paid (IJS-09)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from access.domain.account import Account, crossed
from access.domain.delivery import Line, LineStatus
from access.domain.entitlement import Entitlement, EntitlementStatus
from access.resources import policies
from access.store import entitlements, requests, signals
from region_policy.loader import NoPolicyInForce
from region_policy.parts_desk import AccountSignals
from region_policy.terms import end_of, local_day
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction

LINE_HELD, SHARE_USED, GRANT_ENDS = "line-held", "share-used", "grant-ends"


async def warn_of_lines(
    tx: Transaction, entitlement: Entitlement, lines: Iterable[Line], *, before: Account, after: Account
) -> None:
    """A signal for each of these lines that is held, and for each share of the ceiling that they passed."""
    for line in lines:
        if line.status is LineStatus.HELD:
            await _tell_both(tx, entitlement, LINE_HELD, line.delivered_on, delivery=line.id)
    rule = _rule(tx, entitlement)
    for percent in crossed(before, after, rule.at_percent if rule else ()):
        await _tell_both(tx, entitlement, SHARE_USED, local_day(tx.now), percent=percent)


def watch_end(tx: Transaction, entitlement: Entitlement) -> None:
    """Have the end of an entitlement told so many days before, where the policy says how many."""
    rule = _rule(tx, entitlement)
    if rule is not None:
        _look_again(tx, entitlement, rule)


async def grant_ends(tx: Transaction, missed: Deadline) -> None:
    """The last days have come. Where the last day was put off meanwhile, this is looked at again then."""
    request = await requests.lock_case_of(tx, missed.ref, wait=False)
    entitlement = await entitlements.entitlement(tx, missed.ref)
    if request is None or entitlement is None or entitlement.status is EntitlementStatus.CLOSED:
        return
    rule = _rule(tx, entitlement)
    if rule is None:
        return
    if tx.now < _told_at(entitlement, rule):
        _look_again(tx, entitlement, rule)
        return
    await _tell_both(tx, entitlement, GRANT_ENDS, entitlement.valid_until)


async def _tell_both(
    tx: Transaction, entitlement: Entitlement, kind: str, about_day: date, **about: Any
) -> None:
    said: dict[str, Any] = {
        "kind": kind,
        "request": entitlement.request,
        "grant": entitlement.grant,
        "about_day": about_day,
        **about,
    }
    await signals.add(tx, municipality=entitlement.municipality, **said)
    await signals.add(tx, organisation=entitlement.provider, **said)


def _rule(tx: Transaction, entitlement: Entitlement) -> AccountSignals | None:
    try:
        return policies(tx).in_force(entitlement.region, on=local_day(tx.now)).desk.account_signals
    except NoPolicyInForce:
        return None


def _told_at(entitlement: Entitlement, rule: AccountSignals) -> datetime:
    return end_of(entitlement.valid_until - timedelta(days=rule.days_before_end + 1))


def _look_again(tx: Transaction, entitlement: Entitlement, rule: AccountSignals) -> None:
    tx.set_deadline(
        GRANT_ENDS,
        entitlement.id,
        region=entitlement.region,
        owner=str(entitlement.provider),
        due_at=_told_at(entitlement, rule),
    )
