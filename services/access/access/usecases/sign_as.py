"""A worker says how findings are signed, once; every decision takes it over until it is changed."""

from access.domain.worker import Worker
from access.store import workers
from servicekit.transaction import Transaction


async def sign_as(tx: Transaction, *, discipline: str, professional: str) -> Worker:
    worker = Worker(tx.caller.subject, tx.caller.organisation, discipline, professional)
    await workers.keep(tx, worker)
    return worker


async def who_signs(tx: Transaction) -> Worker | None:
    """How who is signed in signs; None where that was never said."""
    return await workers.worker(tx, tx.caller.organisation, tx.caller.subject)
