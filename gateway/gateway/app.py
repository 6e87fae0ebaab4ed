"""The gateway, wired: the only place where its parts meet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.auth import Auth
from gateway.pages.alarm_raise import AlarmRaise
from gateway.pages.alarms import Alarms
from gateway.pages.called import Called
from gateway.pages.capacity import Capacity
from gateway.pages.coverage import Coverage
from gateway.pages.desk import Desk
from gateway.pages.frame import Frame
from gateway.pages.hand_over import HandOverPage
from gateway.pages.household import Household
from gateway.pages.inbox import InboxPage
from gateway.pages.me import Me
from gateway.pages.on_call import OnCall
from gateway.pages.organisation import OrganisationPage
from gateway.pages.placements import Placements
from gateway.pages.quotes import Quotes
from gateway.pages.refer import Refer
from gateway.pages.referral import ReferralPage
from gateway.pages.referrals import Referrals
from gateway.pages.roster import RosterPage
from gateway.pages.roster_plan import RosterPlan
from gateway.pages.search import Search
from gateway.pages.start import Start
from gateway.pages.waiting import Waiting
from gateway.pages.wall import Wall
from gateway.pass_through import PassThrough
from gateway.regions import read_municipalities, read_regions, read_role_names
from gateway.rooms import Rooms
from gateway.settings import GatewaySettings
from wirekit.edge import Edge
from wirekit.logs import configure_logs
from wirekit.tokens import Verifier

VERSION = "0.1.0"


class Door:
    """Sends a call to the pass-through, to /auth or to the pages, by its path as it came in."""

    def __init__(self, pass_through: ASGIApp, auth: ASGIApp, pages: ASGIApp) -> None:
        self._pass_through, self._auth, self._pages = pass_through, auth, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = self._pages
        if scope["type"] == "http":
            path: bytes = scope["raw_path"]
            if path.startswith(b"/api/"):
                wanted = self._pass_through
            elif path == b"/auth" and scope["method"] in {"GET", "HEAD"}:
                wanted = self._auth
        await wanted(scope, receive, send)


def create_app(settings: GatewaySettings) -> ASGIApp:
    """The application. Reads the regions once, so a region that comes later needs a restart."""
    configure_logs("gateway")
    rooms = Rooms(
        settings.room_urls,
        connect_within_milliseconds=settings.connect_within_milliseconds,
        answer_within_milliseconds=settings.answer_within_milliseconds,
        page_asks_within_milliseconds=settings.page_asks_within_milliseconds,
    )
    frame = Frame(
        rooms,
        read_regions(settings.regions_dir),
        read_role_names(settings.regions_dir),
        read_municipalities(settings.regions_dir),
        shows_demo=settings.env != "production",
        issuer=settings.issuer,
        body_limit_bytes=settings.body_limit_bytes,
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with rooms.open():
            yield

    async def live(request: Request) -> JSONResponse:
        request.scope["operation"] = "live"
        return JSONResponse({"status": "live"})

    async def ready(request: Request) -> JSONResponse:
        request.scope["operation"] = "ready"
        alive = await rooms.alive()
        status = all(alive.values())
        return JSONResponse({"status": "ready" if status else "not-ready", **alive}, 200 if status else 503)

    served = Starlette(
        routes=[Route("/health/live", live), Route("/health/ready", ready), *_pages(frame, settings)],
        lifespan=lifespan,
        exception_handlers=frame.handlers(),
    )
    served.router.redirect_slashes = False
    door = Door(
        PassThrough(rooms, settings.body_limit_bytes),
        Auth(Verifier(settings.issuer, settings.audience)),
        served,
    )
    return Edge(door, body_limit_bytes=settings.body_limit_bytes, api_version=VERSION)


def _pages(frame: Frame, settings: GatewaySettings) -> list[Route]:
    """In production nobody can choose who he is, so there are no pages for who is signed in either. Who is
    called by an alarm answers by the secret in the link, in production too."""
    routes = [*Start(frame, settings.page_parts_dir).routes(), *Called(frame).routes()]
    if frame.shows_demo:
        access = (Me(frame), Desk(frame), Quotes(frame))
        crisis = (OnCall(frame), Wall(frame), AlarmRaise(frame), Alarms(frame), HandOverPage(frame))
        referral = (Refer(frame), Referrals(frame), ReferralPage(frame), InboxPage(frame), Household(frame))
        asked = (Placements(frame), Waiting(frame))
        registry = (Search(frame), OrganisationPage(frame), Capacity(frame), Coverage(frame))
        # The page of a plan stands before the commands of the roster, of which its address could be one.
        rosters = (RosterPlan(frame), RosterPage(frame))
        for page in (*access, *crisis, *rosters, *referral, *asked, *registry):
            routes += page.routes()
    return routes
