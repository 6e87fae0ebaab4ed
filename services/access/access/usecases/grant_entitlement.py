"""A provider has accepted: its grant becomes an entitlement there."""

from dataclasses import replace

from access.domain.change import Outcome
from access.domain.entitlement import Entitlement, EntitlementStatus, Grant
from access.domain.request import Lane
from access.readings import PlacementAccepted
from access.resources import policies
from access.store import changes, decisions, entitlements, requests, signals
from access.usecases.begin_entitlement import begin_entitlement
from access.usecases.come_of_age import end_where_grown_up
from access.usecases.contract_ends import CONTRACT_ENDS, last_day_at
from access.usecases.follow_care import follow_care
from access.usecases.hand_over import hand_over
from access.usecases.return_unplaced import GRANT_UNPLACED
from servicekit.subscriptions import NotYet
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


async def grant_entitlement(tx: Transaction, placement: PlacementAccepted) -> None:
    """Make the entitlement of a grant, once; a grant that was closed in between makes none.

    Where the provider itself decides, within one sum, there is no grant to make one of (GRO-01).

    Raises NotYet while the decision behind the grant is not stored here.
    """
    await entitlements.lock_placement(tx, placement.ref)
    request = await requests.request(tx, placement.referral, lock=True)
    if request is not None and request.lane is Lane.WITH_PROVIDER:
        await hand_over(tx, request, placement)
        return
    grant = await decisions.grant(tx, placement.grant)
    if request is None or grant is None:
        raise NotYet("referral", placement.referral)
    if grant.closed_at is not None:
        return
    entitlement = Entitlement(
        id=uuid7(),
        version=1,
        status=EntitlementStatus.GRANTED,
        grant=grant.id,
        request=request.id,
        client=request.client,
        provider=placement.provider,
        placement=placement.ref,
        region=request.region,
        # Who paid for the request may be another one: the young person has moved since.
        municipality=grant.municipality,
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
    )
    if not await entitlements.add(tx, entitlement):
        return
    entitlement = await within_contract(tx, entitlement, grant)
    await begin_entitlement(tx, entitlement)
    await tx.cancel_deadline(GRANT_UNPLACED, grant.id)
    await end_where_grown_up(tx, request, entitlement)
    # Care may have been heard of before the acceptance: events of two aggregates have no order.
    await follow_care(tx, placement.ref)


async def within_contract(tx: Transaction, entitlement: Entitlement, grant: Grant) -> Entitlement:
    """What was granted without a provider ends with the contract of the one that took it (HLM-22).

    Its acceptance cannot be refused here; the desk hears that the help ends earlier than was granted.
    """
    policy = policies(tx).in_force(entitlement.region, on=entitlement.valid_from)
    last = await last_day_at(
        tx,
        entitlement.provider,
        region=entitlement.region,
        municipality=entitlement.municipality,
        form=grant.buying,
        first=entitlement.valid_from,
        policy=policy,
    )
    if last is None or last >= entitlement.valid_until:
        return entitlement
    await signals.add(
        tx,
        municipality=entitlement.municipality,
        kind=CONTRACT_ENDS,
        request=entitlement.request,
        grant=grant.id,
        about_day=last,
    )
    if last < entitlement.valid_from:
        return entitlement
    after = Outcome(last, grant.account.committed, grant.etmalen, grant.quantity)
    await changes.apply(
        tx,
        entitlement,
        after,
        authorised_until=grant.authorised_until,
        is_phased_out=grant.is_phased_out,
    )
    return replace(entitlement, valid_until=last)
