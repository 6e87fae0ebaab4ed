"""`GET /feed`: the current state of what a room owns, as its events; other rooms rebuild from it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from servicekit.routing import GuardedRoute, Tx
from servicekit.transaction import Transaction
from wirekit.events import Envelope, Event
from wirekit.models import Page
from wirekit.problems import NotFound

PAGE = 200
FeedPage = Callable[[Transaction, UUID | None, int], Awaitable[list[Event]]]
"""Gives the states after this id, ordered by id, at most so many."""


def feed_router(room: str, feeds: Mapping[str, FeedPage]) -> APIRouter:
    """The feed of a room; a noun that it does not own is not found."""
    router = APIRouter(route_class=GuardedRoute, tags=["feed"])

    @router.get("/feed", summary="Current state of everything of one noun, page by page")
    async def read_feed(
        tx: Tx,
        noun: Annotated[str, Query(pattern=r"^[a-z-]{1,40}$")],
        after: UUID | None = None,
    ) -> Page[Envelope]:
        if noun not in feeds:
            raise NotFound
        events = await feeds[noun](tx, after, PAGE)
        items = [event.envelope(room=room, at=tx.now, by=tx.caller, trace=tx.trace) for event in events]
        return Page(items=items, next=events[-1].ref if len(events) == PAGE else None)

    return router
