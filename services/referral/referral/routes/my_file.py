"""The own file: for the young person, and for a parent who decides for the child (NV-08)."""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, status
from pydantic import Field, StrictBool

from doorkit.service_client import ServiceClient
from referral.clients import AuditRoom
from referral.routes.letters import PDF
from referral.routes.my_file_views import FamilyPlanRead, MyFileListed, MyFileRead, MyLookRead
from referral.usecases import allow_parent as allowing
from referral.usecases import keep_family_plan as planning
from referral.usecases import link_person as linking
from referral.usecases import read_my_file as reading
from referral.usecases import read_my_looks as looking
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body, Page, Prose
from wirekit.problems import Problem
from wirekit.texts import language_of

router = APIRouter(route_class=GuardedRoute, tags=["my file"])
PUBLIC_PATH = "/api/referral/v1"
THING = "/my-files/{my_file_id}"
AUDIT_ANSWERS_WITHIN_SECONDS = 2

Limit = Annotated[int, Query(ge=1, le=100)]


async def _audit(request: Request) -> AsyncIterator[AuditRoom]:
    settings = request.app.state.settings
    async with ServiceClient(settings, "referral", AUDIT_ANSWERS_WITHIN_SECONDS) as client:
        yield AuditRoom(client, settings.audit_url)


Audit = Annotated[AuditRoom, Depends(_audit)]


class MyLinkCreate(Body):
    """`code`: from the paper that the access desk gave; spaces and case do not matter."""

    code: Annotated[str, Field(min_length=12, max_length=20, pattern=r"^[0-9A-Za-z -]+$")]


class MyLinkRead(Answer):
    """`myFile`: the id of the file that may be read from now on."""

    my_file: UUID


class ParentAllowed(Body):
    parent: UUID
    allowed: StrictBool


class AllowedRead(Answer):
    version: int


class FamilyPlanKeep(Body):
    """A text, or a PDF as base64 of 190 kB at most."""

    text: Prose | None = None
    pdf: Annotated[str | None, Field(min_length=8, max_length=254_000)] = None


@router.post(
    "/my-links",
    status_code=status.HTTP_201_CREATED,
    summary="Say by a code on paper who you are",
    response_model=MyLinkRead,
    responses={
        409: {"description": "The code is wrong"},
        429: {"description": "Too soon after a wrong code"},
    },
)
async def link_person(
    body: MyLinkCreate, tx: Tx, request: Request, idempotency_key: IdempotencyKey, response: Response
) -> MyLinkRead | Response:
    made = await linking.link_person(tx, body.code, key=idempotency_key, body=body)
    if isinstance(made, Problem):
        # Answered and not raised: with an error the count of wrong tries would be lost.
        return made.response(language_of(request.headers.get("accept-language")))
    response.headers["Location"] = f"{PUBLIC_PATH}/my-files/{made.id}"
    return MyLinkRead(my_file=made.id)


@router.get("/my-files", summary="The files that you may read")
async def list_my_files(tx: Tx) -> Page[MyFileListed]:
    return Page(items=[MyFileListed.of(each) for each in await reading.list_my_files(tx)])


@router.get(THING, summary="How it goes with the help")
async def read_my_file(my_file_id: UUID, tx: Tx, response: Response) -> MyFileRead:
    view = await reading.read_my_file(tx, my_file_id)
    response.headers["ETag"] = etag(view.mine.link)
    return MyFileRead.of_view(view)


_AS_PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get(
    THING + "/letters/{letter_id}",
    summary="A letter to you, as it was sent, as PDF",
    response_class=Response,
    responses=_AS_PDF,
)
async def read_my_letter(my_file_id: UUID, letter_id: UUID, tx: Tx) -> Response:
    _, pdf = await reading.read_my_letter(tx, my_file_id, letter_id)
    return Response(pdf, media_type=PDF, headers={"Content-Disposition": 'inline; filename="brief.pdf"'})


@router.get(THING + "/looks", summary="Who was in the file")
async def list_my_looks(
    my_file_id: UUID, tx: Tx, audit: Audit, after: UUID | None = None, limit: Limit = 50
) -> Page[MyLookRead]:
    """Not every look is told: what would bring somebody into danger is left out."""
    found = await looking.read_my_looks(tx, my_file_id, audit, after=after, limit=limit)
    return Page(items=[MyLookRead.of(each) for each in found.items], next=found.next)


@router.get(THING + "/family-group-plan", summary="The plan of your family, as you gave it")
async def read_my_family_plan(my_file_id: UUID, tx: Tx, response: Response) -> FamilyPlanRead:
    plan, earlier = await planning.read_own_family_plan(tx, my_file_id)
    if plan:
        response.headers["ETag"] = etag(plan.row)
    return FamilyPlanRead.of(plan, earlier)


@router.get(
    THING + "/family-group-plans/{plan_id}", summary="A plan of your family that another came in the place of"
)
async def read_my_earlier_plan(my_file_id: UUID, plan_id: UUID, tx: Tx) -> FamilyPlanRead:
    return FamilyPlanRead.of(await planning.read_earlier_family_plan(tx, my_file_id, plan_id))


@router.put(THING + "/family-group-plan", summary="Give the plan of your family, or another one in its place")
async def keep_family_plan(
    my_file_id: UUID, body: FamilyPlanKeep, tx: Tx, response: Response, if_match: IfMatch = None
) -> FamilyPlanRead:
    kind, words = planning.require_plan(body.text, body.pdf)
    plan = await planning.keep_family_plan(tx, my_file_id, kind, words, if_match=if_match)
    response.headers["ETag"] = etag(plan.row)
    return FamilyPlanRead.of(plan)


@router.post(THING + "/parents-allowed", summary="From sixteen on: whether a parent looks along")
async def allow_parent(
    my_file_id: UUID, body: ParentAllowed, tx: Tx, response: Response, if_match: IfMatch = None
) -> AllowedRead:
    link = await allowing.allow_parent(tx, my_file_id, body.parent, allowed=body.allowed, if_match=if_match)
    response.headers["ETag"] = etag(link)
    return AllowedRead(version=link.version)
