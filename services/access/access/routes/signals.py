"""What an organisation must know in time, and which soft rules its desk set aside."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from access.store import decisions, signals
from region_policy.codes import Precondition
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Page

router = APIRouter(route_class=GuardedRoute, tags=["signals"])


class SignalRead(Answer):
    """`aboutDay`: the day that it warns of, such as the last day of an authorisation.

    `delivery`: the line that is held. `frameLine`: the line of the own budget that it is about, and then
    about no request. `percent`: how much of a ceiling or of that line is used.
    """

    id: UUID
    kind: str
    request: UUID | None
    grant: UUID | None
    entitlement: UUID | None
    delivery: UUID | None
    frame_line: str | None
    percent: int | None
    early_start: UUID | None
    about_day: date
    made_at: AwareDatetime


class OverridesRead(Answer):
    """One decision by which soft rules were set aside; the reasons stand in the decision itself."""

    decision: UUID
    request: UUID
    rules: tuple[Precondition, ...]
    decided_on: date


@router.get("/signals", summary="Signals to the own organisation, oldest first")
async def list_signals(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[SignalRead]:
    found = await signals.signals_for(tx, organisation, after=after, limit=limit + 1)
    items = [SignalRead.model_validate(signal, from_attributes=True) for signal in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/overrides", summary="Decisions of the own municipality by which a soft rule was set aside")
async def list_overrides(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[OverridesRead]:
    if organisation.kind != "municipality" or organisation.area is None:
        return Page(items=[])
    found = await decisions.with_overrides(tx, organisation.area, after=after, limit=limit + 1)
    items = [
        OverridesRead(
            decision=decision.id,
            request=decision.request,
            rules=decision.overrides,
            decided_on=decision.decided_on,
        )
        for decision in found[:limit]
    ]
    return Page(items=items, next=items[-1].decision if len(found) > limit else None)
