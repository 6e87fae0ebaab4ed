"""What stands ready is made: by the deadline table at its moment, at once when somebody says so, or never."""

from dataclasses import replace
from uuid import UUID

from access.domain.ready import NEXT_OF_READY, Ready, ReadyStatus
from access.domain.request import Request
from access.store import ready, requests
from access.usecases.end_ready import DECISION_READY
from access.usecases.make_ready import Said, make, said_of
from access.usecases.reasons import ERASED
from access.usecases.reasons_of_ready import NOT_POSSIBLE_ANY_MORE
from servicekit.deadlines import Deadline
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, ReasonGiven, RuleBroken


async def send_ready_decision(tx: Transaction, request_id: UUID, *, if_match: str | None) -> None:
    """Make it now, in the name of who decided.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale, and RuleBroken with every reason for which
    it cannot be made any more: it stands ready still, so that somebody takes it back and decides anew.
    """
    request, standing = await _lock(tx, request_id, ReadyStatus.MADE, if_match)
    said = await said_of(tx, standing)
    if said is None:
        raise RuleBroken(reasons=[ERASED])
    await _make(tx, request, standing, said)
    await tx.cancel_deadline(DECISION_READY, request_id)


async def take_back_ready_decision(tx: Transaction, request_id: UUID, *, if_match: str | None) -> None:
    """It is not made; its words stay for who decides anew.

    Raises NotFound, ImpossibleStep, VersionMissing and VersionStale.
    """
    _, standing = await _lock(tx, request_id, ReadyStatus.TAKEN_BACK, if_match)
    await ready.move(tx, _becoming(standing, ReadyStatus.TAKEN_BACK), keeps_words=True)
    await tx.cancel_deadline(DECISION_READY, request_id)


async def ready_is_due(tx: Transaction, missed: Deadline) -> None:
    """Its moment has come. What does not allow it any more is kept with it, for the desk to read."""
    request = await requests.request(tx, missed.ref, lock=True, wait=False)
    standing = await ready.of_request(tx, missed.ref)
    if request is None or standing is None or standing.status is not ReadyStatus.READY:
        return
    said = await said_of(tx, standing)
    try:
        if said is None:
            raise RuleBroken(reasons=[ERASED])
        async with tx.session.begin_nested():
            await _make(tx, request, standing, said)
    except (RuleBroken, ImpossibleStep) as refused:
        tx.forget_gathered()
        reasons = tuple(refused.reasons) or (NOT_POSSIBLE_ANY_MORE,)
        await ready.move(tx, _becoming(standing, ReadyStatus.REFUSED, reasons), keeps_words=True)


async def _lock(
    tx: Transaction, request_id: UUID, to: ReadyStatus, if_match: str | None
) -> tuple[Request, Ready]:
    request = await requests.request(tx, request_id, lock=True)
    standing = await ready.of_request(tx, request_id)
    if request is None or standing is None:
        raise NotFound
    if to not in NEXT_OF_READY[standing.status]:
        raise ImpossibleStep(possible_steps=standing.possible_steps)
    require_match(standing, if_match)
    return request, standing


async def _make(tx: Transaction, request: Request, standing: Ready, said: Said) -> None:
    # First: what leaves the desk ends what stands ready there.
    await ready.move(tx, _becoming(standing, ReadyStatus.MADE), keeps_words=False)
    await make(tx, request, standing, said)


def _becoming(standing: Ready, status: ReadyStatus, reasons: tuple[ReasonGiven, ...] = ()) -> Ready:
    return replace(standing, version=standing.version + 1, status=status, reasons=reasons)
