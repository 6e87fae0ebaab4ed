"""What this room has on record of a young person before the desk begins to write."""

from access.domain.request import Request
from region_policy.codes import Precondition
from servicekit.transaction import Transaction


async def known_before(tx: Transaction, request: Request) -> frozenset[Precondition]:
    return frozenset()
