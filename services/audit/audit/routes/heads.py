"""How far the log has come, for whoever keeps a witness of it elsewhere, and how much there is in it."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime
from sqlalchemy import Row

from audit.routes.entries import WantedEntries
from audit.store.entries import newest_head
from audit.usecases.read_log import count_entries
from auditlog.entry import Action
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer
from wirekit.problems import NotFound

router = APIRouter(route_class=GuardedRoute, tags=["figures"])


class HeadRead(Answer):
    """The chain up to link `sequence`. `token`: the same, signed (JWS, ES256), to be kept and verified."""

    sequence: int
    hash: str
    signed_at: AwareDatetime
    token: str


class CountRead(Answer):
    """Entries of one local day; `byEmergencyDoor` are among `entries`."""

    day: date
    organisation: UUID
    action: Action
    entries: int
    by_emergency_door: int

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate({**row._mapping, "by_emergency_door": row.by_door})


class FiguresRead(Answer):
    """What was not refused and what was, by day, organisation and action."""

    items: list[CountRead]


@router.get("/head", summary="The newest signed head of the log")
async def read_head(tx: Tx) -> HeadRead:
    found = await newest_head(tx)
    if found is None:
        raise NotFound
    return HeadRead(
        sequence=found.sequence, hash=found.hash.hex(), signed_at=found.signed_at, token=found.token
    )


@router.get("/figures", summary="How much there is in the log, by day, organisation and action")
async def read_figures(tx: Tx, own: OwnOrganisation, wanted: WantedEntries) -> FiguresRead:
    return FiguresRead(items=[CountRead.of(row) for row in await count_entries(tx, own, wanted)])
