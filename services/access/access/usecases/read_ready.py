"""What stands ready, for the desk; and what its letter would say."""

from dataclasses import dataclass
from uuid import UUID

from access.domain.letter import LetterContent
from access.domain.ready import Ready, ReadyStatus
from access.store import ready, requests
from access.usecases.make_ready import Said, make, said_of, undone
from access.usecases.read_letter_content import LETTER, read_letter_content
from access.usecases.reasons import ERASED
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, RuleBroken


@dataclass(frozen=True)
class ReadySeen:
    """`said`: None once it was made, or its request closed. `is_yours`: of who is signed in."""

    ready: Ready
    said: Said | None
    is_yours: bool


async def read_ready_decision(tx: Transaction, request_id: UUID) -> ReadySeen:
    """What stands ready on this request, or stood last. The look is recorded. Raises NotFound."""
    request, standing = await requests.request(tx, request_id), await ready.of_request(tx, request_id)
    if request is None or standing is None:
        raise NotFound
    tx.looked_at(request.client, "ready decision")
    own = (standing.subject, standing.organisation) == (tx.caller.subject, tx.caller.organisation)
    return ReadySeen(standing, await said_of(tx, standing), own)


async def read_ready_letter(tx: Transaction, request_id: UUID) -> LetterContent:
    """What the letter would say if it went now: made, read and undone. The look is recorded.

    Raises NotFound, ImpossibleStep where nothing stands ready, and RuleBroken with every reason for which it
    cannot be made any more.
    """
    request = await requests.request(tx, request_id, lock=True)
    standing = await ready.of_request(tx, request_id)
    if request is None or standing is None:
        raise NotFound
    if standing.status is not ReadyStatus.READY:
        raise ImpossibleStep(possible_steps=standing.possible_steps)
    said = await said_of(tx, standing)
    if said is None:
        raise RuleBroken(reasons=[ERASED])
    async with undone(tx):
        await make(tx, request, standing, said)
        content = await read_letter_content(tx, request_id, None)
    tx.looked_at(request.client, LETTER)
    return content
