"""Duty lines: whom they serve, and which organisations stand on them."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import Field, ValidationInfo, field_validator

from crisis.domain.duty_line import DutyLine, LineKind
from crisis.routes.fields import CbsCode, RegionName, Slug
from crisis.routes.forced import Forced
from crisis.store import roster as store
from crisis.usecases.change_line import change_line as change
from crisis.usecases.create_duty_line import create_duty_line as create
from crisis.usecases.override_roster import locked_line
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag, require_match
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Body, Line, Page
from wirekit.problems import NotFound
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["duty lines"])

NOT_BELOW = Text(nl="mag niet lager zijn dan de laagste leeftijd", en="may not be below the lowest age")
Age = Annotated[int, Field(strict=True, ge=0, le=23)]
"""In years: help under the Youth Act can last until 23."""


class NameIn(Body):
    nl: Line
    en: Line


class LineIn(Body):
    """`ageFrom` and `ageTo`: for whom it is, in years, both included. `needs`: codes; none for every need."""

    name: NameIn
    municipalities: Annotated[list[CbsCode], Field(min_length=1, max_length=100)]
    crisis_group: Annotated[list[UUID], Field(min_length=1, max_length=50)]
    kind: LineKind = LineKind.CRISIS_TEAM
    age_from: Age | None = None
    age_to: Age | None = None
    needs: Annotated[list[Slug], Field(max_length=20)] = []

    @field_validator("age_to")
    @classmethod
    def _not_below(cls, age_to: int | None, of: ValidationInfo) -> int | None:
        age_from = of.data.get("age_from")
        if age_to is not None and age_from is not None and age_to < age_from:
            raise FieldRefused(NOT_BELOW)
        return age_to

    def line(self, line_id: UUID, region: str, version: int) -> DutyLine:
        return DutyLine(
            id=line_id,
            region=region,
            name_nl=self.name.nl,
            name_en=self.name.en,
            municipalities=frozenset(self.municipalities),
            crisis_group=frozenset(self.crisis_group),
            version=version,
            kind=self.kind,
            age_from=self.age_from,
            age_to=self.age_to,
            needs=frozenset(self.needs),
        )


class DutyLineCreate(LineIn):
    region: RegionName


class DutyLineChange(LineIn, Forced):
    """Who leaves `crisisGroup` with shifts ahead is named first: refused, unless it is forced."""


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
    kind: LineKind
    age_from: int | None
    age_to: int | None
    needs: tuple[str, ...]
    version: int

    @classmethod
    def of(cls, line: DutyLine) -> Self:
        return cls(
            id=line.id,
            region=line.region,
            name=Name(nl=line.name_nl, en=line.name_en),
            municipalities=tuple(sorted(line.municipalities)),
            crisis_group=tuple(sorted(line.crisis_group)),
            kind=line.kind,
            age_from=line.age_from,
            age_to=line.age_to,
            needs=tuple(sorted(line.needs)),
            version=line.version,
        )


@router.post("/duty-lines", status_code=status.HTTP_201_CREATED, summary="Create a duty line of a region")
async def create_duty_line(
    body: DutyLineCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    idempotency_key: IdempotencyKey,
    out: Response,
) -> DutyLineRead:
    claimed = await claim(tx, idempotency_key, body)
    wanted = body.line(claimed.resource_id, body.region, version=1)
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


@router.get("/duty-lines/{duty_line_id}", summary="A duty line")
async def read_duty_line(duty_line_id: UUID, tx: Tx, out: Response) -> DutyLineRead:
    line = await store.duty_line(tx, duty_line_id)
    if line is None:
        raise NotFound
    out.headers["ETag"] = etag(line)
    return DutyLineRead.of(line)


@router.put("/duty-lines/{duty_line_id}", summary="Change a duty line: name, places, crisis group, for whom")
async def change_duty_line(
    duty_line_id: UUID,
    body: DutyLineChange,
    tx: Tx,
    organisation: OwnOrganisation,
    out: Response,
    if_match: IfMatch = None,
) -> DutyLineRead:
    line = await locked_line(tx, duty_line_id)
    require_match(line, if_match)
    wanted = body.line(line.id, line.region, version=line.version + 1)
    await change(tx, line, wanted, planner=organisation, forced=body.force, why=body.why)
    out.headers["ETag"] = etag(wanted)
    return DutyLineRead.of(wanted)
