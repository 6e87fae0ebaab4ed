"""A worker of the desk takes a request in hand, or gives it back."""

from dataclasses import replace
from uuid import UUID

from access.domain.door import LOOKED_AT_WITHIN
from access.domain.request import Request
from access.usecases.desk_clock import change_at_the_desk, open_at_the_desk
from access.usecases.reasons_of_the_door import NOT_IN_YOUR_HANDS
from region_policy.terms import end_of, local_day
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken


async def take_request(tx: Transaction, request_id: UUID, *, if_match: str | None) -> None:
    """Who is signed in has it from now on, also where a colleague had it.

    By that it was looked at: an application waits for its decision only, a report or a question for a next
    look. Raises ImpossibleStep, VersionMissing and VersionStale.
    """
    request = await open_at_the_desk(tx, request_id, if_match)
    await change_at_the_desk(tx, _looked_at(tx, replace(request, worker=tx.caller.subject)))


async def give_back_request(tx: Transaction, request_id: UUID, *, if_match: str | None) -> None:
    """Nobody has it any more; the municipality stays its owner.

    Raises ImpossibleStep, VersionMissing, VersionStale, and RuleBroken for who does not have it.
    """
    request = await open_at_the_desk(tx, request_id, if_match)
    if request.worker != tx.caller.subject:
        raise RuleBroken(reasons=[NOT_IN_YOUR_HANDS])
    await change_at_the_desk(tx, replace(request, worker=None))


def _looked_at(tx: Transaction, request: Request) -> Request:
    if request.due_at is not None:
        return replace(request, look_by=None)
    again = end_of(local_day(tx.now) + LOOKED_AT_WITHIN)
    return replace(request, look_by=max(request.look_by or again, again))
