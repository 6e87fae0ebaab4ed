"""Who can be on call on a line."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from crisis.domain.duty_line import OnCallWorker
from crisis.routes.fields import Telephone
from crisis.routes.forced import Forced
from crisis.store import roster as store
from crisis.usecases.change_worker import change_worker as change
from crisis.usecases.change_worker import locked_worker
from crisis.usecases.enter_worker import enter_worker as enter
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag, require_match
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Line, Page
from wirekit.problems import NotFound

router = APIRouter(route_class=GuardedRoute, tags=["duty lines"])


class WorkerCreate(Body):
    """`push`: an address for notifications on a telephone."""

    name: Line
    telephone: Telephone
    push: Line | None = None


class WorkerChange(Forced):
    """Without `telephone` nobody is rostered: with shifts ahead it is refused, unless it is forced."""

    name: Line
    telephone: Telephone | None
    push: Line | None


class WorkerRead(Answer):
    id: UUID
    organisation: UUID
    name: str
    telephone: str | None
    push: str | None
    version: int

    @classmethod
    def of(cls, worker: OnCallWorker) -> Self:
        return cls.model_validate(worker, from_attributes=True)


@router.post(
    "/duty-lines/{duty_line_id}/workers",
    status_code=status.HTTP_201_CREATED,
    summary="Enter somebody of your own organisation who can be on call",
)
async def enter_worker(
    duty_line_id: UUID,
    body: WorkerCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    idempotency_key: IdempotencyKey,
    out: Response,
) -> WorkerRead:
    claimed = await claim(tx, idempotency_key, body, about=duty_line_id)
    wanted = OnCallWorker(claimed.resource_id, organisation.id, body.name, body.telephone, push=body.push)
    worker = await enter(tx, wanted, made_before=claimed.made_before)
    out.headers["ETag"] = etag(worker)
    return WorkerRead.of(worker)


@router.get("/duty-lines/{duty_line_id}/workers", summary="Everybody of the crisis group of a line")
async def list_workers(
    duty_line_id: UUID,
    tx: Tx,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[WorkerRead]:
    line = await store.duty_line(tx, duty_line_id)
    if line is None:
        raise NotFound
    found = await store.workers_of(tx, line.crisis_group, after=after, limit=limit + 1)
    items = [WorkerRead.of(worker) for worker in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.put("/workers/{worker_id}", summary="Change name, telephone and push address of your own worker")
async def change_worker(
    worker_id: UUID, body: WorkerChange, tx: Tx, out: Response, if_match: IfMatch = None
) -> WorkerRead:
    worker, lines = await locked_worker(tx, worker_id)
    require_match(worker, if_match)
    wanted = OnCallWorker(worker.id, worker.organisation, body.name, body.telephone, push=body.push)
    changed = await change(tx, worker, wanted, lines, forced=body.force, why=body.why)
    out.headers["ETag"] = etag(changed)
    return WorkerRead.of(changed)
