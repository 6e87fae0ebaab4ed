"""The letter of what stands ready, read before it goes."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from doorkit.service_client import NoAnswer
from referral.clients import letter_of_ready
from referral.letters import CannotBeSet
from referral.routes.letters import PDF, LetterOrder
from referral.usecases.preview_letter import Addressed, address_letter, set_draft
from servicekit.routing import GuardedRoute, Tx
from wirekit.logs import log
from wirekit.problems import NotNow

_AS_PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}},
    409: {"description": "Nothing stands ready, or it cannot be made any more"},
    503: {"description": "The room that decides did not answer"},
}


class PreviewRoute(GuardedRoute):
    """The room `access` is asked, and the letter set, after the transaction in which it was addressed."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        guarded = super().get_route_handler()

        async def previewing(request: Request) -> Response:
            await guarded(request)
            addressed: Addressed = request.state.addressed
            try:
                content = await letter_of_ready(
                    request.app.state.settings.access_url,
                    addressed.referral,
                    authorization=request.headers["authorization"],
                    language=request.headers.get("accept-language", "nl"),
                )
                at = request.app.state.guard.transactions.clock()
                pdf = await asyncio.to_thread(set_draft, addressed, content, at=at)
            except (NoAnswer, CannotBeSet) as error:
                log.warning("no draft of a letter", referral=str(addressed.referral), why=str(error))
                raise NotNow from None
            named = {"Content-Disposition": 'inline; filename="concept.pdf"', "Cache-Control": "no-store"}
            return Response(pdf, media_type=PDF, headers=named)

        return previewing


router = APIRouter(route_class=PreviewRoute, tags=["letters"])


@router.post(
    "/referrals/{referral_id}/letter-previews",
    summary="The letter of what stands ready, as a draft; it is not kept",
    response_class=Response,
    responses=_AS_PDF,
)
async def preview_letter(referral_id: UUID, body: LetterOrder, tx: Tx, request: Request) -> Response:
    request.state.addressed = await address_letter(tx, referral_id, body.language)
    return Response()
