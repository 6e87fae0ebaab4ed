"""Who waits in the own municipality, and whose provider stops."""

from datetime import date, datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import PageOf, Read
from gateway.pages.frame import Frame
from gateway.pages.referral_answers import WaitRead

ON_ONE_PAGE = 50


class WaitingRead(Read):
    referral: UUID
    status: str
    safety: bool
    urgency: str
    submitted_at: datetime
    waits: tuple[WaitRead, ...]


class TransferRead(Read):
    """Somebody whose provider stops; `due_at`: until when the municipality has for another one."""

    id: UUID
    status: str
    cause: str
    referral: UUID
    last_day: date
    due_at: datetime


class Waiting:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/waiting", self.show, methods=["GET"]),
            Route("/transfers", self.show_transfers, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        """In the order of the room: not safe first, then the longest."""
        request.scope["operation"] = "page waiting"
        found, _ = await self._frame.asking(request).need(
            PageOf[WaitingRead],
            "referral",
            "/waiting",
            limit=ON_ONE_PAGE,
            after=request.query_params.get("after"),
        )
        return self._frame.render(request, "waiting.html", found=found)

    async def show_transfers(self, request: Request) -> Response:
        request.scope["operation"] = "page transfers"
        past = "true" if request.query_params.get("state") == "all" else None
        found, _ = await self._frame.asking(request).need(
            PageOf[TransferRead],
            "referral",
            "/transfers",
            past=past,
            limit=ON_ONE_PAGE,
            after=request.query_params.get("after"),
        )
        return self._frame.render(request, "transfers.html", found=found, state="all" if past else "open")
