"""On-call workers and planners act for the workers of their own organisation."""

from uuid import UUID

from crisis.domain.duty_line import OnCallWorker
from crisis.store import roster
from crisis.usecases.override_roster import UNKNOWN_WORKER
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, ReasonGiven, RuleBroken
from wirekit.texts import Text

NOT_YOUR_WORKER = ReasonGiven(
    "worker-of-another-organisation",
    Text(
        nl="Deze medewerker werkt niet bij uw organisatie",
        en="This worker does not work for your organisation",
    ),
)


async def known_worker(tx: Transaction, field: str, worker_id: UUID) -> OnCallWorker:
    """Raises InvalidInput that names the field."""
    worker = await roster.worker(tx, worker_id)
    if worker is None:
        raise InvalidInput(errors=[FieldError(field, UNKNOWN_WORKER)])
    return worker


async def own_worker(tx: Transaction, field: str, worker_id: UUID) -> OnCallWorker:
    """Raises InvalidInput, and RuleBroken where the caller does not act for this worker."""
    worker = await known_worker(tx, field, worker_id)
    if worker.organisation != tx.caller.organisation:
        raise RuleBroken(reasons=[NOT_YOUR_WORKER])
    return worker
