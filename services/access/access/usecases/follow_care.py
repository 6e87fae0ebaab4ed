"""Care began or stopped: keep what is known of it, and let the entitlement and its lines follow."""

from dataclasses import replace
from uuid import UUID

from access.domain.account import expect_back
from access.domain.delivery import Care
from access.domain.entitlement import Entitlement, EntitlementStatus, Grant, status_by_care
from access.events import EntitlementChanged
from access.readings import CareStarted
from access.resources import policies
from access.store import contacts, decisions, entitlements, requests
from access.usecases.close_entitlement import (
    FINAL_LINE,
    close_entitlement,
    close_request_when_over,
)
from access.usecases.plan_reviews import plan_reviews
from access.usecases.settle_lines import settle_lines
from access.usecases.warn_of_ends import follow_ends
from region_policy.terms import end_of_term
from servicekit.transaction import Transaction


async def learn_care(tx: Transaction, care: CareStarted) -> None:
    """Bring what is known of a care period to this state. It may come before its entitlement does."""
    await entitlements.lock_placement(tx, care.placement)
    await entitlements.learn_care(
        tx, care.ref, placement=care.placement, started_on=care.started_on, stopped_on=care.stopped_on
    )
    await contacts.follow_care(tx, care.placement, await entitlements.care_at(tx, care.placement))
    await follow_care(tx, care.placement)


async def forget_care(tx: Transaction, care_id: UUID) -> None:
    """`referral` has no such care period any more."""
    await entitlements.forget_care(tx, care_id)


async def follow_care(tx: Transaction, placement: UUID) -> None:
    """Bring what was granted there to where the known facts of care put it; the same facts change nothing.

    A stay that stepped down has two entitlements at one placement: what ended keeps its own end (NV-16).

    So it may run at any time and in any order, also when the read model is rebuilt.
    """
    for found in await entitlements.at_placement(tx, placement):
        await _follow(tx, found)


async def _follow(tx: Transaction, found: Entitlement) -> None:
    request = await requests.request(tx, found.request, lock=True)
    entitlement = await entitlements.entitlement(tx, found.id)
    assert request is not None, "a request is never removed"
    assert entitlement is not None, "an entitlement is never removed"
    if entitlement.status is EntitlementStatus.CLOSED:
        return
    grant = await decisions.grant(tx, entitlement.grant)
    assert grant is not None, "an entitlement has its grant by a foreign key"
    care = await entitlements.care_at(tx, found.placement)
    grant = await _settle_awaiting(tx, entitlement, grant, care)
    status = status_by_care(entitlement.status, care)
    if status is entitlement.status:
        return
    changed = replace(entitlement, version=entitlement.version + 1, status=status)
    await entitlements.change(tx, changed)
    tx.publish(EntitlementChanged.of(changed))
    await follow_ends(tx, request)
    await plan_reviews(tx, changed)
    if status is EntitlementStatus.STOPPED and care.stopped_on is not None:
        if changed.final_at is not None:
            await close_entitlement(tx, changed, grant)
            await close_request_when_over(tx, request)
            return
        await decisions.book(tx, grant.id, expect_back(grant.account))
        policy = policies(tx).in_force(changed.region, on=max(care.stopped_on, changed.valid_from))
        tx.set_deadline(
            FINAL_LINE,
            changed.id,
            region=changed.region,
            owner=str(changed.provider),
            due_at=end_of_term(policy.terms.late_delivery, since=care.stopped_on),
        )


async def _settle_awaiting(tx: Transaction, entitlement: Entitlement, grant: Grant, care: Care) -> Grant:
    if care.started_on is None:
        return grant
    bookings = await settle_lines(tx, entitlement, grant, care, is_closed=False)
    if not bookings:
        return grant
    await decisions.book(tx, grant.id, *bookings)
    return replace(grant, account=bookings[-1].account)
