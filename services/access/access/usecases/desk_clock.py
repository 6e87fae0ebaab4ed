"""The two clocks of a request at the desk: of its decision, and of the next look at it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from access.domain.door import due_at
from access.domain.news import News
from access.domain.request import STEPS, Request, RequestStatus
from access.events import RequestChanged
from access.store import door, news, requests
from access.usecases.end_ready import end_ready
from access.usecases.list_requests import policy_of
from access.usecases.policy_of_today import policy_of_today
from access.usecases.reasons_of_ready import REQUEST_OVER
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.deadlines import Deadline
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound

DECISION_TERM, DESK_LOOK = "decision", "desk-look"
AGAIN_AFTER = timedelta(days=7)


async def open_at_the_desk(tx: Transaction, request_id: UUID, if_match: str | None) -> Request:
    """The request, locked, while the desk can still do something with it.

    Raises NotFound, ImpossibleStep, VersionMissing and VersionStale.
    """
    request = await requests.request(tx, request_id, lock=True)
    if request is None:
        raise NotFound
    if request.status is not RequestStatus.OPEN:
        raise ImpossibleStep(possible_steps=STEPS[request.status])
    require_match(request, if_match)
    return request


async def recount(tx: Transaction, request: Request) -> Request:
    """The same request with the end of its term as it is with all questions that were put."""
    return await _counted(tx, request, policy_of_today(tx, request))


async def _counted(tx: Transaction, request: Request, policy: RegionPolicy) -> Request:
    asked = [question for question, _, _ in await door.questions_of(tx, request.id)]
    term = policy.of(request.municipality).terms.decision
    return replace(request, due_at=due_at(term, request.applied_on, asked, today=local_day(tx.now)))


async def change_at_the_desk(tx: Transaction, request: Request, *, as_news: News = News.DESK) -> Request:
    """Store what changed at the desk as the next version, set its clocks, and tell. It must be locked.

    A clock whose moment stays as it was goes on as it is: what is late is told again in its turn.
    """
    before = await requests.request(tx, request.id)
    assert before is not None, "what is locked is there"
    changed = replace(request, version=request.version + 1)
    await requests.change(tx, changed)
    owner = await requests.desk_of(tx, changed.municipality)
    await set_clocks(tx, changed, owner, before=before)
    await news.tell(tx, changed.id, as_news)
    tx.publish(RequestChanged.of(changed, owner))
    return changed


async def set_clocks(
    tx: Transaction, request: Request, owner: UUID | None, *, before: Request | None = None
) -> None:
    """What has a moment is waited for, with the municipality as its owner; what has none is not."""
    was = (before.due_at, before.look_by) if before else (None, None)
    now = (request.due_at, request.look_by)
    for kind, earlier, moment in zip((DECISION_TERM, DESK_LOOK), was, now, strict=True):
        if moment == earlier:
            continue
        if moment is None:
            await tx.cancel_deadline(kind, request.id)
        else:
            tx.set_deadline(
                kind,
                request.id,
                region=request.region,
                owner=str(owner or f"municipality:{request.municipality}"),
                due_at=moment,
            )


async def leave_the_desk(tx: Transaction, request_id: UUID) -> None:
    """The desk is done with it: nothing of it is waited for there any more."""
    await tx.cancel_deadline(DECISION_TERM, request_id)
    await tx.cancel_deadline(DESK_LOOK, request_id)
    await end_ready(tx, request_id, REQUEST_OVER)


async def desk_is_late(tx: Transaction, missed: Deadline) -> None:
    """A moment passed and nothing was done: nothing lapses by that, so who owns it is told again weekly.

    Where the term for an answer went by unused, the clock of the decision runs on from here (Awb 4:15).
    """
    request = await requests.request(tx, missed.ref, lock=True, wait=False)
    if request is None or request.status is not RequestStatus.OPEN:
        return
    if request.is_stopped and (policy := policy_of(tx, request.region)) is not None:
        counted = await _counted(tx, request, policy)
        if not counted.is_stopped:
            request = await change_at_the_desk(tx, counted)
    awaited: datetime | None = request.due_at if missed.kind == DECISION_TERM else request.look_by
    if awaited is not None:
        tx.set_deadline(
            missed.kind,
            request.id,
            region=missed.region,
            owner=missed.owner,
            due_at=max(missed.due_at, tx.now) + AGAIN_AFTER,
        )
