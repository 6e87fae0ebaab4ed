"""Duty lines, and who can be on call on them."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import Field

from crisis.domain.duty_line import DutyLine, OnCallWorker
from crisis.routes.fields import CbsCode, RegionName, Telephone
from crisis.store import roster as store
from crisis.usecases.create_duty_line import create_duty_line as create
from crisis.usecases.enter_worker import enter_worker as enter
from servicekit.preconditions import IdempotencyKey, claim, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Line, Page

router = APIRouter(route_class=GuardedRoute, tags=["duty lines"])


class NameIn(Body):
    nl: Line
    en: Line


class DutyLineCreate(Body):
    region: RegionName
    name: NameIn
    municipalities: Annotated[list[CbsCode], Field(min_length=1, max_length=100)]
    crisis_group: Annotated[list[UUID], Field(min_length=1, max_length=50)]

    def duty_line(self, line_id: UUID) -> DutyLine:
        places, group = frozenset(self.municipalities), frozenset(self.crisis_group)
        return DutyLine(line_id, self.region, self.name.nl, self.name.en, places, group)


class Name(Answer):
    nl: str
    en: str


class DutyLineRead(Answer):
    """`municipalities`: CBS codes of the places served; `crisisGroup`: who may be rostered and may plan."""

    id: UUID
    region: str
    name: Name
    municipalities: tuple[str, ...]
    crisis_group: tuple[UUID, ...]
    version: int

    @classmethod
    def of(cls, line: DutyLine) -> Self:
        return cls(
            id=line.id,
            region=line.region,
            name=Name(nl=line.name_nl, en=line.name_en),
            municipalities=tuple(sorted(line.municipalities)),
            crisis_group=tuple(sorted(line.crisis_group)),
            version=line.version,
        )


class WorkerCreate(Body):
    name: Line
    telephone: Telephone


class WorkerRead(Answer):
    id: UUID
    organisation: UUID
    name: str
    telephone: str
    version: int

    @classmethod
    def of(cls, worker: OnCallWorker) -> Self:
        return cls.model_validate(worker, from_attributes=True)


@router.post("/duty-lines", status_code=status.HTTP_201_CREATED, summary="Create a duty line of a region")
async def create_duty_line(
    body: DutyLineCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    idempotency_key: IdempotencyKey,
    out: Response,
) -> DutyLineRead:
    claimed = await claim(tx, idempotency_key, body)
    wanted = body.duty_line(claimed.resource_id)
    line = await create(tx, wanted, planner=organisation, made_before=claimed.made_before)
    out.headers["ETag"] = etag(line)
    return DutyLineRead.of(line)


@router.get("/duty-lines", summary="The duty lines of a region")
async def list_duty_lines(
    tx: Tx,
    region: RegionName,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[DutyLineRead]:
    found = await store.duty_lines_of_region(tx, region, after=after, limit=limit + 1)
    items = [DutyLineRead.of(line) for line in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


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
    wanted = OnCallWorker(claimed.resource_id, organisation.id, body.name, body.telephone)
    worker = await enter(tx, wanted, made_before=claimed.made_before)
    out.headers["ETag"] = etag(worker)
    return WorkerRead.of(worker)
