"""Rounds in which providers come in, and their applications."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime, Field

from provider_registry.domain.admission import (
    AdmissionRound,
    ApplicationStatus,
    Criterion,
    CriterionResult,
    RoundStatus,
)
from provider_registry.routes.fields import Code, RegionName
from provider_registry.store import admissions
from provider_registry.usecases.hold_round import Wanted, close_round, open_round
from provider_registry.usecases.seek_admission import (
    Seen,
    apply_for_admission,
    assess_application,
    see_application,
    with_their_rounds,
)
from region_policy.codes import CareForm
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Page, Prose
from wirekit.problems import NotFound

router = APIRouter(route_class=GuardedRoute, tags=["admission"])
Limit = Annotated[int, Query(ge=1, le=100)]


class CriterionGiven(Body):
    id: Code
    text: Prose


class RoundOpen(Body):
    """`ground`: of the policy's list, and `groundTold` what was seen: for a round after the first."""

    region: RegionName
    form: CareForm
    criteria: Annotated[list[CriterionGiven], Field(min_length=1, max_length=50)]
    ground: Code | None = None
    ground_told: Prose | None = None

    def wanted(self) -> Wanted:
        criteria = tuple(Criterion(each.id, each.text) for each in self.criteria)
        return Wanted(self.region, self.form, criteria, self.ground, self.ground_told)


class ApplicationCreate(Body):
    """Nothing more is asked yet: who applies is who calls."""


class ResultGiven(Body):
    criterion: Code
    met: Annotated[bool, Field(strict=True)]
    note: Prose | None = None


class Assessment(Body):
    """All criteria of the round, each exactly once."""

    results: Annotated[list[ResultGiven], Field(min_length=1, max_length=50)]


class CriterionRead(Answer):
    id: str
    text: str


class RoundRead(Answer):
    """`number` counts the rounds of this form in this region. Moments in UTC."""

    id: UUID
    region: str
    form: CareForm
    number: int
    status: RoundStatus
    criteria: tuple[CriterionRead, ...]
    ground: str | None
    ground_told: str | None
    opened_at: AwareDatetime
    closed_at: AwareDatetime | None
    version: int

    @classmethod
    def of(cls, held: AdmissionRound) -> Self:
        return cls.model_validate(held, from_attributes=True)


class ResultRead(Answer):
    criterion: str
    met: bool
    note: str | None


class ApplicationRead(Answer):
    """`ground`, `groundTold`: why its round was opened. `results`: null until it was assessed."""

    id: UUID
    round: UUID
    region: str
    form: CareForm
    number: int
    ground: str | None
    ground_told: str | None
    provider: UUID
    status: ApplicationStatus
    results: tuple[ResultRead, ...] | None
    applied_at: AwareDatetime
    assessed_at: AwareDatetime | None
    version: int

    @classmethod
    def of(cls, seen: Seen) -> Self:
        made, held = seen.application, seen.round
        results = made.results
        return cls(
            id=made.id,
            round=held.id,
            region=held.region,
            form=held.form,
            number=held.number,
            ground=held.ground,
            ground_told=held.ground_told,
            provider=made.provider,
            status=made.status,
            results=None
            if results is None
            else tuple(ResultRead.model_validate(each, from_attributes=True) for each in results),
            applied_at=made.applied_at,
            assessed_at=made.assessed_at,
            version=made.version,
        )


@router.post("/admission-rounds", status_code=status.HTTP_201_CREATED, summary="Open admission for a form")
async def create_round(
    body: RoundOpen, tx: Tx, own: OwnOrganisation, response: Response, idempotency_key: IdempotencyKey
) -> RoundRead:
    claimed = await claim(tx, idempotency_key, body)
    opened = await open_round(tx, body.wanted(), own, claimed)
    response.headers["Location"] = f"/api/provider-registry/v1/admission-rounds/{opened.id}"
    return _round_shown(opened, response)


@router.post("/admission-rounds/{round_id}/closing", summary="Close a round")
async def close_admission_round(
    round_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> RoundRead:
    return _round_shown(await close_round(tx, round_id, if_match=if_match), response)


@router.get("/admission-rounds/{round_id}", summary="One round, with its criteria")
async def read_round(round_id: UUID, tx: Tx, response: Response) -> RoundRead:
    found = await admissions.admission_round(tx, round_id)
    if found is None:
        raise NotFound
    return _round_shown(found, response)


@router.get("/admission-rounds", summary="Rounds of a region or a form, the first ones first")
async def list_rounds(
    tx: Tx,
    region: RegionName | None = None,
    form: CareForm | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> Page[RoundRead]:
    found = await admissions.rounds(tx, region=region, form=form, after=after, limit=limit + 1)
    items = [RoundRead.of(each) for each in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.post(
    "/admission-rounds/{round_id}/applications",
    status_code=status.HTTP_201_CREATED,
    summary="Apply for admission with your own organisation",
)
async def create_application(
    round_id: UUID, body: ApplicationCreate, tx: Tx, response: Response, idempotency_key: IdempotencyKey
) -> ApplicationRead:
    claimed = await claim(tx, idempotency_key, body, about=round_id)
    made = await apply_for_admission(tx, round_id, claimed)
    response.headers["Location"] = f"/api/provider-registry/v1/applications/{made.application.id}"
    return _shown(made, response)


@router.get("/admission-rounds/{round_id}/applications", summary="Who applied in a round of your region")
async def list_applications_of_round(
    round_id: UUID, tx: Tx, after: UUID | None = None, limit: Limit = 50
) -> Page[ApplicationRead]:
    found = await admissions.applications(tx, round_id=round_id, after=after, limit=limit + 1)
    items = [ApplicationRead.of(each) for each in await with_their_rounds(tx, found[:limit])]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/applications", summary="What your own organisation applied for")
async def list_own_applications(
    tx: Tx, own: OwnOrganisation, after: UUID | None = None, limit: Limit = 50
) -> Page[ApplicationRead]:
    found = await admissions.applications(tx, provider=own.id, after=after, limit=limit + 1)
    items = [ApplicationRead.of(each) for each in await with_their_rounds(tx, found[:limit])]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/applications/{application_id}", summary="One application, with the result per criterion")
async def read_application(application_id: UUID, tx: Tx, response: Response) -> ApplicationRead:
    return _shown(await see_application(tx, application_id), response)


@router.post("/applications/{application_id}/assessment", summary="Weigh an application by every criterion")
async def assess_by_criteria(
    application_id: UUID, body: Assessment, tx: Tx, response: Response, if_match: IfMatch = None
) -> ApplicationRead:
    results = [CriterionResult(each.criterion, each.met, each.note) for each in body.results]
    return _shown(await assess_application(tx, application_id, results, if_match=if_match), response)


def _round_shown(held: AdmissionRound, response: Response) -> RoundRead:
    response.headers["ETag"] = etag(held)
    return RoundRead.of(held)


def _shown(seen: Seen, response: Response) -> ApplicationRead:
    response.headers["ETag"] = etag(seen.application)
    return ApplicationRead.of(seen)
