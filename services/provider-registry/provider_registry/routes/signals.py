"""What contract managers should look at."""

from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from provider_registry.domain.signal import SignalKind
from provider_registry.routes.fields import RegionName
from provider_registry.store import signals
from provider_registry.store.signals import SignalSeen
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Page

router = APIRouter(route_class=GuardedRoute, tags=["signals"])


class SignalRead(Answer):
    """`about`: an enrolment, or a contract. `days`: of waiting. `raisedAt`, `endedAt` in UTC."""

    id: UUID
    kind: SignalKind
    region: str
    provider: UUID
    provider_name: str
    about: UUID
    days: int | None
    raised_at: AwareDatetime
    ended_at: AwareDatetime | None

    @classmethod
    def of(cls, seen: SignalSeen) -> Self:
        signal = seen.signal
        return cls(
            id=signal.id,
            kind=signal.kind,
            region=signal.region,
            provider=signal.provider,
            provider_name=seen.provider_name,
            about=signal.about,
            days=signal.days,
            raised_at=signal.raised_at,
            ended_at=signal.ended_at,
        )


@router.get("/signals", summary="What your region or municipality should look at, the newest first")
async def list_signals(
    tx: Tx,
    own: OwnOrganisation,
    region: RegionName | None = None,
    state: Literal["open", "all"] = "open",
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[SignalRead]:
    found = await signals.signals_for(
        tx, own, region=region, open_only=state == "open", after=after, limit=limit + 1
    )
    items = [SignalRead.of(seen) for seen in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)
