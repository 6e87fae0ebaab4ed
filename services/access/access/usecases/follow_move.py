"""A young person has moved: the help that runs passes to another municipality on a day (LAW-06)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from access.domain.account import commit
from access.domain.entitlement import Entitlement, EntitlementStatus, Grant
from access.domain.request import Request, RequestStatus
from access.events import EntitlementChanged, RequestChanged
from access.readings import ClientMoved
from access.resources import policies
from access.store import cases, decisions, entitlements, requests, signals
from access.usecases.begin_entitlement import begin_entitlement
from access.usecases.change_provider import end_with_rest, rest_of
from access.usecases.desk_clock import set_clocks
from access.usecases.end_ready import end_ready
from access.usecases.reasons_of_ready import MOVED_AWAY
from access.usecases.warn_of_authorisation import watch_authorisation
from access.usecases.warn_of_frame import warn_of_frame
from region_policy.codes import Component
from region_policy.loader import NoPolicyInForce
from servicekit.subscriptions import NotYet
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

CLIENT_MOVED = "client-moved"
DAY = timedelta(days=1)
GOES_ON_FOR = timedelta(days=365)
"""So long same provider and same tariff go on after a move, where they were granted for longer than that."""

RUNS = frozenset({EntitlementStatus.GRANTED, EntitlementStatus.RUNNING})


async def follow_move(tx: Transaction, moved: ClientMoved) -> None:
    """Pass every case of these referrals. Raises NotYet while one of them was not taken in here.

    What was granted keeps the policy of its own region: provider and tariff are those of before. A request on
    which nothing is decided goes to the desk, and under the policy, of the other municipality.
    """
    for referral in sorted(moved.referrals):
        request = await requests.request(tx, referral, lock=True)
        if request is None:
            raise NotYet("referral", referral)
        if request.status is RequestStatus.OPEN:
            await _pass_request(tx, request, moved)
            continue
        first_days = await _pass_unplaced(tx, request, moved)
        for entitlement_id in await cases.entitlements_of(tx, request.id):
            entitlement = await entitlements.entitlement(tx, entitlement_id)
            assert entitlement is not None, "an entitlement is never removed"
            if entitlement.status in RUNS and entitlement.municipality != moved.to_municipality:
                first_days += await _pass(tx, request, entitlement, moved)
        try:
            policy = policies(tx).in_force(moved.to_region, on=moved.moved_on)
        except NoPolicyInForce:
            continue
        await warn_of_frame(tx, policy, moved.to_municipality, first_days)


async def _pass_request(tx: Transaction, request: Request, moved: ClientMoved) -> None:
    passed = replace(
        request,
        version=request.version + 1,
        municipality=moved.to_municipality,
        region=moved.to_region,
        facts=request.facts.model_copy(update={"municipality": moved.to_municipality}),
        worker=None,
    )
    await cases.pass_request(tx, request.id, passed.municipality, passed.region)
    await requests.change(tx, passed)
    await end_ready(tx, request.id, MOVED_AWAY)
    owner = await requests.desk_of(tx, passed.municipality)
    await set_clocks(tx, passed, owner)
    tx.publish(RequestChanged.of(passed, owner))


async def _pass_unplaced(tx: Transaction, request: Request, moved: ClientMoved) -> list[date]:
    """What nobody has been helped on goes over as a whole; gives the first days of what did."""
    passed = []
    for grant in await decisions.grants_of(tx, request.id):
        is_open = grant.closed_at is None and grant.municipality != moved.to_municipality
        if not is_open or await decisions.has_moved(tx, grant.id):
            continue
        if await entitlements.of_grant(tx, grant.id) is None:
            await cases.pass_grant(tx, grant.id, moved.to_municipality)
            await _tell(tx, request.id, [grant.municipality, moved.to_municipality], grant.id, moved.moved_on)
            passed.append(grant.valid_from)
    return passed


async def _pass(
    tx: Transaction, request: Request, entitlement: Entitlement, moved: ClientMoved
) -> list[date]:
    grant = await decisions.grant(tx, entitlement.grant)
    assert grant is not None, "an entitlement has its grant by a foreign key"
    is_stay = grant.component is Component.STAY
    if await decisions.has_moved(tx, grant.id) or (
        is_stay and entitlement.status is EntitlementStatus.RUNNING
    ):
        return []
    # What was due before we heard of the move was owed by who paid then: the two settle it between them.
    delivered = await entitlements.last_day_due(tx, entitlement.id)
    day = max(moved.moved_on, delivered + DAY) if delivered else moved.moved_on
    if day > entitlement.valid_until:
        return []
    if is_stay or day <= entitlement.valid_from:
        return await _pass_whole(tx, entitlement, moved)
    return await _split(tx, request, entitlement, grant, moved.to_municipality, day)


async def _pass_whole(tx: Transaction, entitlement: Entitlement, moved: ClientMoved) -> list[date]:
    """It begins after the move, or is a stay that has not begun."""
    passed = replace(entitlement, version=entitlement.version + 1, municipality=moved.to_municipality)
    await cases.pass_grant(tx, entitlement.grant, passed.municipality)
    await cases.pass_entitlement(tx, entitlement.id, passed.municipality)
    await entitlements.change(tx, passed)
    tx.publish(EntitlementChanged.of(passed))
    await _tell(
        tx,
        entitlement.request,
        [entitlement.municipality, passed.municipality],
        entitlement.grant,
        moved.moved_on,
    )
    return [passed.valid_from]


async def _split(
    tx: Transaction, request: Request, entitlement: Entitlement, grant: Grant, to: str, day: date
) -> list[date]:
    """Two entitlements that meet on the day; the sum of both grants is what was granted."""
    ended = replace(entitlement, version=entitlement.version + 1, valid_until=day - DAY)
    used = None if grant.quantity is None else await entitlements.units_due(tx, entitlement.id)
    last = min(entitlement.valid_until, day + GOES_ON_FOR - DAY)
    rest = replace(
        rest_of(grant, uuid7(), ended, entitlement.provider, used), municipality=to, valid_until=last
    )
    await end_with_rest(tx, ended, grant, used)
    await decisions.add_grant(tx, rest, commit(rest.account.committed))
    await watch_authorisation(tx, request, rest)
    tx.publish(EntitlementChanged.of(ended))
    following = replace(
        entitlement,
        id=uuid7(),
        version=1,
        grant=rest.id,
        municipality=to,
        valid_from=day,
        valid_until=last,
        final_at=None,
    )
    added = await entitlements.add(tx, following)
    assert added, "a grant that was made just now has no entitlement yet"
    await begin_entitlement(tx, following)
    await _tell(tx, request.id, [entitlement.municipality], grant.id, day)
    await _tell(tx, request.id, [to], rest.id, day)
    await signals.add(
        tx,
        organisation=following.provider,
        kind=CLIENT_MOVED,
        request=request.id,
        grant=rest.id,
        about_day=day,
    )
    return [day]


async def _tell(tx: Transaction, request_id: UUID, municipalities: list[str], grant: UUID, day: date) -> None:
    for municipality in municipalities:
        await signals.add(
            tx, municipality=municipality, kind=CLIENT_MOVED, request=request_id, grant=grant, about_day=day
        )
