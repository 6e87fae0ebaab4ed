"""While a decision stands ready nothing else decides its request; what ends the request ends it too."""

from uuid import UUID

from access.domain.ready import STEPS_OF_READY, ReadyStatus
from access.store import ready
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, ReasonGiven

DECISION_READY = "decision-ready"
"""What is waited for: the moment at which it goes."""


async def require_none_ready(tx: Transaction, request_id: UUID) -> None:
    """The request must be locked. Raises ImpossibleStep: it goes, or is taken back, before anything else."""
    standing = await ready.of_request(tx, request_id)
    if standing is not None and standing.status is ReadyStatus.READY:
        raise ImpossibleStep(possible_steps=STEPS_OF_READY)


async def end_ready(tx: Transaction, request_id: UUID, because: ReasonGiven) -> None:
    """What stands ready on this request, which must be locked, is refused; words kept to decide anew go."""
    if await ready.end(tx, request_id, because):
        await tx.cancel_deadline(DECISION_READY, request_id)
