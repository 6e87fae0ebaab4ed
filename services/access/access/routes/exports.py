"""A person's own copy of what this room keeps of it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import StrictBool

from access.usecases.export_file import export_file as exporting
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body

router = APIRouter(route_class=GuardedRoute, tags=["requests"])


class ExportCreate(Body):
    """`withoutWhereabouts`: it is for a parent from whom is kept secret where the young person is."""

    without_whereabouts: StrictBool


class ExportRead(Answer):
    """By table: names and columns as they are stored, with what is sealed opened. Cents are whole."""

    tables: dict[str, list[dict[str, Any]]]


@router.post(
    "/requests/{request_id}/exports", summary="A copy of the file of the young person, as far as it is here"
)
async def export_file(request_id: UUID, body: ExportCreate, tx: Tx) -> ExportRead:
    found = await exporting(tx, request_id, without_whereabouts=body.without_whereabouts)
    return ExportRead(tables=found)
