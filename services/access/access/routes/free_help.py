"""The desk sends to help that anybody may walk into."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from access.domain.free_help import Wish
from access.routes.fields import Code
from access.routes.language import AskedLanguage
from access.routes.requests import RequestRead
from access.routes.said import HearingGiven, StepGiven, steps_found
from access.usecases.read_request import read_request
from access.usecases.send_to_free_help import send_to_free_help as send
from access.usecases.sign_as import who_signs
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Body

router = APIRouter(route_class=GuardedRoute, tags=["requests"])


class FreeHelpCreate(Body):
    """Against the wish of the family the hearing and the five legal steps are needed; a letter follows."""

    provision: Code
    wish: Wish
    hearing: HearingGiven | None = None
    legal_steps: Annotated[tuple[StepGiven, ...], Field(max_length=5)] = ()


@router.post("/requests/{request_id}/free-help", summary="Send to freely accessible help, without a decision")
async def send_to_free_help(
    request_id: UUID,
    body: FreeHelpCreate,
    tx: Tx,
    response: Response,
    language: AskedLanguage,
    if_match: IfMatch = None,
) -> RequestRead:
    await send(
        tx,
        request_id,
        body.provision,
        body.wish,
        hearing=body.hearing.hearing() if body.hearing else None,
        legal_steps=steps_found(body.legal_steps, await who_signs(tx)),
        if_match=if_match,
    )
    seen = await read_request(tx, request_id)
    response.headers["ETag"] = etag(seen.request)
    return RequestRead.of(seen, language)
