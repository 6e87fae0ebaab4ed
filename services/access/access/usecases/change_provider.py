"""The family goes on at another provider: what is left of the grant goes with it (NV-23)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from pydantic import BaseModel

from access.domain.account import commit, lower_ceiling
from access.domain.entitlement import Entitlement, EntitlementStatus, Grant
from access.events import EntitlementChanged
from access.events_money import GrantMoved
from access.resources import policies
from access.store import decisions, entitlements, requests, signals
from access.usecases.ask_quote import may_be_asked
from access.usecases.broken_by_the_route import fits_the_arrangement
from access.usecases.close_entitlement import FINAL_LINE
from access.usecases.policy_of_today import policy_of_today
from access.usecases.reasons_of_money import (
    CARE_HAS_STOPPED,
    MOVED_ALREADY,
    NOTHING_LEFT,
    OUTSIDE_PERIOD,
    SAME_PROVIDER,
    delivered_later,
)
from access.usecases.reasons_of_quotes import NO_SUCH_PROVIDER
from access.usecases.reasons_of_routes import NOT_A_NATIONAL_PROVIDER
from access.usecases.return_unplaced import watch_placing
from access.usecases.warn_of_account import GRANT_ENDS
from access.usecases.warn_of_authorisation import AUTHORISATION_ENDS, watch_authorisation
from access.usecases.warn_of_ends import follow_ends
from access.usecases.warn_of_frame import warn_of_frame
from region_policy.terms import end_of_term
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, ReasonGiven, RuleBroken

MOVES_ON = "family-moves-on"


async def change_provider(
    tx: Transaction,
    entitlement_id: UUID,
    *,
    last_day: date,
    provider: UUID | None,
    key: str,
    body: BaseModel,
    if_match: str | None,
) -> tuple[Entitlement, Grant]:
    """End this entitlement on `last_day`; what is left becomes a grant of its own, from the day after on.

    `provider` is asked first for that. What the earlier provider still tells of its own days is paid from
    what moved on, so that the sum of both stays what was granted. The same key answers as the first time.
    Raises ImpossibleStep, VersionMissing, VersionStale, and RuleBroken with every reason.
    """
    claimed = await claim(tx, key, body, about=entitlement_id)
    request = await requests.lock_case_of(tx, entitlement_id)
    entitlement = await entitlements.entitlement(tx, entitlement_id)
    if request is None or entitlement is None:
        raise NotFound
    if claimed.made_before:
        earlier = await decisions.grant(tx, claimed.resource_id)
        assert earlier is not None, "a claimed key was stored with its grant"
        return entitlement, earlier
    if entitlement.status is EntitlementStatus.CLOSED:
        raise ImpossibleStep(possible_steps=())
    require_match(entitlement, if_match)
    grant = await decisions.grant(tx, entitlement.grant)
    assert grant is not None, "an entitlement has its grant by a foreign key"
    broken = await _broken(tx, entitlement, grant, last_day=last_day, provider=provider)
    if broken:
        raise RuleBroken(reasons=broken)
    ended = replace(entitlement, version=entitlement.version + 1, valid_until=last_day)
    used = None if grant.quantity is None else await entitlements.units_due(tx, entitlement.id)
    rest = rest_of(grant, claimed.resource_id, ended, provider, used)
    await end_with_rest(tx, ended, grant, used)
    await decisions.add_grant(tx, rest, commit(rest.account.committed))
    policy = policy_of_today(tx, request)
    await watch_authorisation(tx, request, rest)
    await follow_ends(tx, request)
    await watch_placing(tx, request, policy, rest)
    await signals.add(
        tx,
        organisation=ended.provider,
        kind=MOVES_ON,
        request=ended.request,
        grant=grant.id,
        about_day=last_day,
    )
    tx.publish(EntitlementChanged.of(ended))
    tx.publish(GrantMoved.of(ended, rest))
    await warn_of_frame(tx, policy, rest.municipality, [rest.valid_from])
    return ended, rest


async def _broken(
    tx: Transaction, entitlement: Entitlement, grant: Grant, *, last_day: date, provider: UUID | None
) -> list[ReasonGiven]:
    delivered = await entitlements.last_day_due(tx, entitlement.id)
    found = {
        CARE_HAS_STOPPED: entitlement.status is EntitlementStatus.STOPPED,
        MOVED_ALREADY: await decisions.has_moved(tx, grant.id),
        NOTHING_LEFT: grant.account.left == 0 < grant.account.committed or grant.room.etmalen == 0,
        OUTSIDE_PERIOD: not entitlement.valid_from <= last_day < entitlement.valid_until,
        SAME_PROVIDER: provider == entitlement.provider,
        NO_SUCH_PROVIDER: provider is not None and not await may_be_asked(tx, provider, entitlement.region),
        NOT_A_NATIONAL_PROVIDER: not await fits_the_arrangement(tx, grant.route, provider),
    }
    broken = [reason for reason, holds in found.items() if holds]
    if delivered is not None and delivered > last_day:
        broken.append(delivered_later(delivered))
    return broken


def rest_of(
    grant: Grant, grant_id: UUID, ended: Entitlement, provider: UUID | None, used: int | None
) -> Grant:
    """What goes on after `ended`. `used`: how many units of a product became due; the others go along."""
    left = None if grant.quantity is None else max(grant.quantity - (used or 0), 0)
    return replace(
        grant,
        id=grant_id,
        account=commit(grant.account.left).account,
        etmalen=grant.room.etmalen,
        quantity=left,
        valid_from=ended.valid_until + timedelta(days=1),
        provider=provider,
        moved_from=grant.id,
    )


async def end_with_rest(tx: Transaction, ended: Entitlement, grant: Grant, used: int | None) -> None:
    """Leave this grant what has become due on it; the rest of it must be stored beside this."""
    if grant.account.left:
        await decisions.book(tx, grant.id, lower_ceiling(grant.account, grant.account.left))
    if grant.etmalen is not None:
        await decisions.set_etmalen(tx, grant.id, grant.account.due_etmalen)
    if used is not None:
        await decisions.set_quantity(tx, grant.id, used)
    await decisions.end_grant(tx, grant.id, ended.valid_until)
    await entitlements.change(tx, ended)
    await tx.cancel_deadline(AUTHORISATION_ENDS, grant.id)
    await tx.cancel_deadline(GRANT_ENDS, ended.id)
    # Its stop, when that is heard of, brings this forward or puts it off.
    policy = policies(tx).in_force(ended.region, on=ended.valid_from)
    tx.set_deadline(
        FINAL_LINE,
        ended.id,
        region=ended.region,
        owner=str(ended.provider),
        due_at=end_of_term(policy.terms.late_delivery, since=ended.valid_until),
    )
