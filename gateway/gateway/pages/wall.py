"""The wall screen: every line of a region, large, and still there when the server is gone."""

import asyncio
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.asking import Asking, SessionEnded, Told, both
from gateway.pages.crisis_answers import BoardRead, RunningAlarms
from gateway.pages.frame import HERE, Frame, NobodyYet
from gateway.pages.language import language_of_page
from gateway.pages.municipalities import region_of_caller
from gateway.pages.served import served
from gateway.pages.signing_in import begin_device_session, device_of, keep_session
from gateway.session import Session

SCRIPTS = {path.name: path.read_bytes() for path in (HERE.parent / "static").glob("*.js")}
WORKER = "worker.js"
LIVE = "live.js"
EVERY_SECONDS = 15
STALE_AFTER_SECONDS = 60
"""Older knowledge of the roster is shown in red: four times in a row nothing came in."""
ALARMS_WITHIN_SECONDS = 2
HOLDS_ROSTER, HOLDS_FORM, HOLDS_NOTHING = ({"X-Holds": kind} for kind in ("roster", "form", "nothing"))
"""Tells our scripts what of a page is worth keeping for when the server is gone; nothing: the room is."""


class Wall:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/wall", self.show, methods=["GET"]),
            Route("/static/{name}", self.script, methods=["GET"]),
            # A service worker governs what lies beneath its own address.
            Route(f"/{WORKER}", self.worker, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        """The lines of the region in the address, else of the own one. A device signs in again by itself.

        Raises NobodyYet, SessionEnded, PageRefused, RoomUnreachable, RoomSilent.
        """
        request.scope["operation"] = "page wall"
        try:
            session = self._frame.session(request)
            return await self._shown(request, session)
        except (NobodyYet, SessionEnded):
            device = device_of(self._frame, request)
            if device is None:
                raise
        session = await begin_device_session(self._frame, request, device)
        answer = await self._shown(request, session)
        keep_session(self._frame, answer, request, session)
        return answer

    async def _shown(self, request: Request, session: Session) -> Response:
        region = request.query_params.get("region") or region_of_caller(self._frame, session.caller)
        asking = self._frame.asking_as(session, language_of_page(request))
        (board, _), running = await both(
            asking.need(BoardRead, "crisis", "/on-call-board", region=region),
            _running(asking, region),
        )
        # Who may not see the alarms of this region misses nothing; where the room is away that must show.
        hides = running.problem is not None and running.problem.status < HTTPStatus.INTERNAL_SERVER_ERROR
        names = {each.id: each.name for each in self._frame.regions}
        answer = self._frame.render(
            request,
            "wall.html",
            script=LIVE,
            board=board,
            running=None if hides else running,
            region_name=names.get(board.region),
            every_seconds=EVERY_SECONDS,
            stale_after_seconds=STALE_AFTER_SECONDS,
        )
        answer.headers.update(HOLDS_ROSTER)
        return answer

    async def script(self, request: Request) -> Response:
        """Raises HTTPException 404."""
        request.scope["operation"] = "script"
        return _script(request, request.path_params["name"])

    async def worker(self, request: Request) -> Response:
        request.scope["operation"] = "script"
        return _script(request, WORKER)


async def _running(asking: Asking, region: str) -> Told[RunningAlarms]:
    """They come from the database, where who is on call comes from memory: that must not wait for them."""
    try:
        async with asyncio.timeout(ALARMS_WITHIN_SECONDS):
            return await asking.want(RunningAlarms, "crisis", "/running-alarms", region=region)
    except TimeoutError:
        return Told("crisis")


def _script(request: Request, name: str) -> Response:
    if name not in SCRIPTS:
        raise HTTPException(404)
    return served(request, SCRIPTS[name], "text/javascript", keep_seconds=300)
