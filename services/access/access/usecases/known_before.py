"""What this room has on record of a young person before the desk begins to write."""

from access.domain.request import Request
from access.store import clients
from region_policy.codes import Precondition
from servicekit.transaction import Transaction


async def known_before(tx: Transaction, request: Request) -> frozenset[Precondition]:
    """Nobody is asked to say again that there is a perspective plan (NV-15)."""
    plan = await clients.plan_of(tx, request.client)
    return frozenset({Precondition.PERSPECTIVE_PLAN} if plan else ())
