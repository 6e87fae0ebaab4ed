"""Calendar feeds: made, listed, revoked, and read by their secret address."""

import hashlib
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query, Response, status
from pydantic import AwareDatetime

from crisis.routes.by_secret import BySecretRoute
from crisis.routes.calendar import as_calendar
from crisis.store import feeds as store
from crisis.store.feeds import CalendarFeedRow
from crisis.usecases.make_feed import make_feed, revoke_feed
from crisis.usecases.read_feed_by_secret import Feed, read_feed_by_secret
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Page
from wirekit.texts import Language

router = APIRouter(route_class=GuardedRoute, tags=["calendar feeds"])
by_secret = APIRouter(route_class=BySecretRoute, tags=["calendar feeds"])
PUBLIC_PATH = "/api/crisis/v1"
CALENDAR = "text/calendar"
LOOK_EVERY_SECONDS = 900


class CalendarFeedCreate(Body):
    """Of a worker of your organisation, or of a line of its crisis group; `language` of its words."""

    worker: UUID | None = None
    line: UUID | None = None
    language: Language = "nl"


class CalendarFeedRead(Answer):
    """`address`: the path at which a calendar subscribes. It is a secret, shown to who makes the feed, once.

    Whoever has lost it revokes the feed and makes another. `readAt`: when a calendar looked last.
    """

    id: UUID
    worker: UUID | None
    line: UUID | None
    language: Language
    address: str | None
    made_by: str
    organisation: UUID
    made_at: AwareDatetime
    read_at: AwareDatetime | None
    times_read: int
    version: int

    @classmethod
    def of(cls, row: CalendarFeedRow, secret: str | None = None) -> Self:
        return cls(
            id=row.id,
            worker=row.worker,
            line=row.duty_line,
            language="nl" if row.language == "nl" else "en",
            address=f"{PUBLIC_PATH}/calendars/{secret}" if secret else None,
            made_by=row.made_by,
            organisation=row.organisation,
            made_at=row.made_at,
            read_at=row.read_at,
            times_read=row.times_read,
            version=row.version,
        )


@router.post("/calendar-feeds", status_code=status.HTTP_201_CREATED, summary="Make a calendar feed")
async def make_calendar_feed(
    body: CalendarFeedCreate, tx: Tx, key: IdempotencyKey, out: Response
) -> CalendarFeedRead:
    """The same call again gives the feed without its address: nothing of the secret is kept."""
    claimed = await claim(tx, key, body)
    made = await make_feed(
        tx,
        claimed.resource_id,
        worker=body.worker,
        line=body.line,
        language=body.language,
        made_before=claimed.made_before,
    )
    out.headers["ETag"] = etag(made.feed)
    return CalendarFeedRead.of(made.feed, made.secret)


@router.get("/calendar-feeds", summary="The calendar feeds of your organisation, without their addresses")
async def list_calendar_feeds(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[CalendarFeedRead]:
    found = await store.feeds_of(tx, organisation.id, after=after, limit=limit + 1)
    items = [CalendarFeedRead.of(row) for row in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.delete(
    "/calendar-feeds/{calendar_feed_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Revoke a calendar feed: its address answers nobody any more",
)
async def revoke_calendar_feed(calendar_feed_id: UUID, tx: Tx, if_match: IfMatch = None) -> None:
    await revoke_feed(tx, calendar_feed_id, if_match=if_match)


_AS_CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {"content": {CALENDAR: {"schema": {"type": "string"}}}},
    304: {"description": "Nothing has changed since"},
}


@by_secret.get(
    "/calendars/{secret}",
    summary="The shifts of a calendar feed, for a calendar that subscribes (iCalendar, RFC 5545)",
    response_class=Response,
    responses=_AS_CALENDAR,
)
async def read_calendar(
    secret: Annotated[str, Path(max_length=200)],
    tx: Tx,
    if_none_match: Annotated[str | None, Header(alias="If-None-Match", max_length=200)] = None,
) -> Response:
    """From 4 weeks back to 26 weeks ahead, as the roster is now. A calendar may look every 15 minutes."""
    feed = await read_feed_by_secret(tx, secret)
    headers = {"Cache-Control": f"private, max-age={LOOK_EVERY_SECONDS}", "ETag": _state(feed)}
    if if_none_match == headers["ETag"]:
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(as_calendar(feed, at=tx.now), media_type=CALENDAR, headers=headers)


def _state(feed: Feed) -> str:
    """Weak: equal for the same shifts in the same words, whenever they were written down."""
    shown = [
        (each.shift.id, each.shift.version, each.shift.end, each.worker, each.line.name_nl, each.line.name_en)
        for each in feed.shifts
    ]
    return f'W/"{hashlib.sha256(repr((feed.name, shown)).encode()).hexdigest()[:32]}"'
