"""A provider has accepted: its grant becomes an entitlement there."""

from access.domain.entitlement import Entitlement, EntitlementStatus
from access.events import EntitlementGranted
from access.readings import PlacementAccepted
from access.resources import policies
from access.store import decisions, entitlements, requests
from access.usecases.close_entitlement import FINAL_LINE
from access.usecases.follow_care import follow_care
from access.usecases.return_unplaced import GRANT_UNPLACED
from region_policy.terms import end_of_term
from servicekit.subscriptions import NotYet
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


async def grant_entitlement(tx: Transaction, placement: PlacementAccepted) -> None:
    """Make the entitlement of a grant, once; a grant that was closed in between makes none.

    Raises NotYet while the decision behind the grant is not stored here.
    """
    await entitlements.lock_placement(tx, placement.ref)
    request = await requests.request(tx, placement.referral, lock=True)
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
        municipality=request.municipality,
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
    )
    if await entitlements.add(tx, entitlement):
        tx.publish(EntitlementGranted.of(entitlement))
        await tx.cancel_deadline(GRANT_UNPLACED, grant.id)
        # Care that is never told to stop must not hold its money for ever; a stop brings this forward.
        policy = policies(tx).in_force(entitlement.region, on=entitlement.valid_from)
        tx.set_deadline(
            FINAL_LINE,
            entitlement.id,
            region=entitlement.region,
            owner=str(entitlement.provider),
            due_at=end_of_term(policy.terms.late_delivery, since=entitlement.valid_until),
        )
        # Care may have been heard of before the acceptance: events of two aggregates have no order.
        await follow_care(tx, placement.ref)
