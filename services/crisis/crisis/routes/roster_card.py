"""The roster of a line on paper."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from crisis.usecases.print_roster_card import print_roster_card as printed
from servicekit.routing import GuardedRoute, Tx
from wirekit.texts import language_of

router = APIRouter(route_class=GuardedRoute, tags=["roster"])
PDF = "application/pdf"
_AS_PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get(
    "/duty-lines/{duty_line_id}/roster-card",
    summary="Who is on call on a line in a month or in four weeks from today, as PDF on one page",
    response_class=Response,
    responses=_AS_PDF,
)
async def print_roster_card(
    duty_line_id: UUID,
    tx: Tx,
    request: Request,
    month: Annotated[str | None, Query(pattern=r"^20(1[5-9]|[2-9][0-9])-(0[1-9]|1[0-2])$")] = None,
) -> Response:
    """In Dutch or in English, by Accept-Language."""
    language = language_of(request.headers.get("accept-language"))
    first = date.fromisoformat(f"{month}-01") if month else None
    pdf = await printed(tx, duty_line_id, month=first, language=language)
    named = {"Content-Disposition": 'inline; filename="roster-card.pdf"', "Content-Language": language}
    return Response(pdf, media_type=PDF, headers=named)
