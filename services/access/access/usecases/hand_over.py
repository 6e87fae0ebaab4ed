"""A provider takes a young person within a sum for all its young people: nobody here decides (GRO-01)."""

from access.domain.contact import Contact
from access.domain.request import Outcome, Request, RequestStatus
from access.readings import PlacementAccepted
from access.store import contacts, entitlements
from access.usecases.close_entitlement import close_request
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


async def hand_over(tx: Transaction, request: Request, placement: PlacementAccepted) -> None:
    """Close the request, and keep of the help what is counted: who, what, from, to. Once per placement.

    The request and the placement must be locked. No decision, no grant and no entitlement come of it. Of a
    request that is closed already, such as one that was withdrawn, nothing is counted.
    """
    if request.status is RequestStatus.CLOSED:
        return
    care = await entitlements.care_at(tx, placement.ref)
    await contacts.add(
        tx,
        Contact(
            id=uuid7(),
            version=1,
            keeper=placement.provider,
            region=request.region,
            municipality=request.municipality,
            route=request.choice.route,
            provision=None,
            client=request.client,
            started_on=care.started_on,
            stopped_on=care.stopped_on,
            recorded_at=tx.now,
            request=request.id,
            placement=placement.ref,
        ),
    )
    await close_request(tx, request, Outcome.HANDED_OVER)
