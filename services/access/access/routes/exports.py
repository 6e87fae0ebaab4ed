"""A person's own copy of what this room keeps of it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from access.usecases.export_file import export_file as exporting
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer

router = APIRouter(route_class=GuardedRoute, tags=["requests"])


class ExportRead(Answer):
    """By table: names and columns as they are stored, with what is sealed opened. Cents are whole."""

    tables: dict[str, list[dict[str, Any]]]


@router.post(
    "/requests/{request_id}/exports", summary="A copy of the file of the young person, as far as it is here"
)
async def export_file(request_id: UUID, tx: Tx) -> ExportRead:
    return ExportRead(tables=await exporting(tx, request_id))
