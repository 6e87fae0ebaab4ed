"""Warn six weeks before a court's authorisation ends (LAW-09)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from access.domain.entitlement import Grant
from access.domain.request import Request
from access.events import AuthorisationEnding
from access.store import decisions, requests, signals
from region_policy.codes import ReferrerType
from region_policy.terms import end_of
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction

AUTHORISATION_ENDS = "authorisation-ends"
BEFORE = timedelta(days=42)


async def watch_authorisation(tx: Transaction, request: Request, grant: Grant) -> None:
    """Have the end of this grant's authorisation looked at when 42 days are left."""
    if grant.authorised_until is None:
        return
    owner = _institution(request) or await requests.desk_of(tx, request.municipality)
    tx.set_deadline(
        AUTHORISATION_ENDS,
        grant.id,
        region=request.region,
        owner=str(owner or f"municipality:{request.municipality}"),
        due_at=end_of(grant.authorised_until - BEFORE - timedelta(days=1)),
    )


async def authorisation_ends(tx: Transaction, missed: Deadline) -> None:
    """42 days are left: tell the institution that asked, and the municipality, where the director works.

    Who the director of a household is, no room knows yet; the municipality's directors read its signals.
    """
    found = await decisions.grant(tx, missed.ref)
    if found is None:
        return
    request = await requests.request(tx, found.request, lock=True, wait=False)
    grant = await decisions.grant(tx, missed.ref)
    assert request is not None, "a grant has its request by a foreign key"
    if grant is None or grant.closed_at is not None or grant.authorised_until is None:
        return
    if await signals.exists(tx, request.id, AUTHORISATION_ENDS, grant.authorised_until):
        return  # one authorisation, of which another stay of this request was warned already
    about: dict[str, Any] = {
        "kind": AUTHORISATION_ENDS,
        "request": request.id,
        "grant": grant.id,
        "about_day": grant.authorised_until,
    }
    await signals.add(tx, municipality=request.municipality, **about)
    if institution := _institution(request):
        await signals.add(tx, organisation=institution, **about)
    tx.publish(AuthorisationEnding.of(request, grant))


def _institution(request: Request) -> UUID | None:
    asked_by = request.facts.referrer
    return request.referrer_organisation if asked_by is ReferrerType.CERTIFIED_INSTITUTION else None
