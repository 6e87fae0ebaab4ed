"""The gateway, wired: the only place where its parts meet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from doorkit.addresses import Proxies, caller_address
from doorkit.claims import read_claims
from doorkit.edge import Edge
from doorkit.limits import Limits, LimitTable, TooMany, counts
from doorkit.tokens import Verifier
from gateway.auth import Auth
from gateway.compression import Compressed
from gateway.pages import signing_in
from gateway.pages.alarm_raise import AlarmRaise
from gateway.pages.alarms import Alarms
from gateway.pages.called import Called
from gateway.pages.capacity import Capacity
from gateway.pages.cases import Cases
from gateway.pages.consultations import Consultations
from gateway.pages.coverage import Coverage
from gateway.pages.deliveries import Deliveries
from gateway.pages.desk import Desk
from gateway.pages.desk_list import DeskList
from gateway.pages.figures import FiguresPage
from gateway.pages.file import FilePages
from gateway.pages.file_copy import FileCopy
from gateway.pages.find import Find
from gateway.pages.frame import Frame
from gateway.pages.hand_over import HandOverPage
from gateway.pages.household import Household
from gateway.pages.htmx import FollowsByHtmx
from gateway.pages.inbox import InboxPage
from gateway.pages.me import Me
from gateway.pages.my_file import MyFile
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
from gateway.pages.signing_in import KeepsFresh, SigningIn
from gateway.pages.start import Start
from gateway.pages.waiting import Waiting
from gateway.pages.wall import Wall
from gateway.pass_through import PassThrough
from gateway.regions import read_municipalities, read_regions, read_role_names
from gateway.relying_party import RelyingParty
from gateway.rooms import Rooms
from gateway.session import Sessions
from gateway.settings import GatewaySettings
from gateway.themes import read_themes
from wirekit.logs import configure_logs

VERSION = "0.1.0"
BEGIN = signing_in.BEGIN.encode()


class Door:
    """Sends a call to the pass-through, to /auth or to the pages, by its path as it came in.

    Pages and forms are counted by address here; what is passed on, the room counts by its caller.
    """

    def __init__(
        self, pass_through: ASGIApp, auth: ASGIApp, pages: ASGIApp, frame: Frame, limits: Limits
    ) -> None:
        self._pass_through, self._auth, self._pages = pass_through, auth, pages
        self._frame, self._limits = frame, limits
        self._fresh = KeepsFresh(frame)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = self._pages
        if scope["type"] == "http":
            path: bytes = scope["raw_path"]
            if path.startswith(b"/api/"):
                wanted = self._pass_through
            elif path == b"/auth" and scope["method"] in {"GET", "HEAD"}:
                wanted = self._auth
            else:
                if not self._frame.shows_demo:
                    # TLS ends in front of us: for browsers this is https, which forms and cookies depend on.
                    scope["scheme"] = "https"
                kind = "page" if scope["method"] in {"GET", "HEAD"} else "form"
                kind = "sign-in" if path == BEGIN else kind
                try:
                    self._limits.take(caller_address(), kind)
                    await self._fresh.look(Request(scope))
                except TooMany as problem:
                    scope["operation"] = kind
                    wanted = await self._frame.refusal(Request(scope), problem)
        await wanted(scope, receive, send)


def create_app(settings: GatewaySettings) -> ASGIApp:
    """The application. Reads the regions once, so a region that comes later needs a restart."""
    configure_logs("gateway")
    limits = LimitTable.load(Path(__file__).with_name("limits.yaml"), settings.limits_file)
    rooms = Rooms(
        settings.room_urls,
        connect_within_milliseconds=settings.connect_within_milliseconds,
        answer_within_milliseconds=settings.answer_within_milliseconds,
        page_asks_within_milliseconds=settings.page_asks_within_milliseconds,
    )
    verifier = Verifier(
        settings.issuer,
        settings.audience,
        keys_file=settings.keys_file,
        claims=read_claims(settings.claims_file),
    )
    sessions = Sessions(settings.master_key(), settings.sessions_file)
    frame = Frame(
        rooms,
        read_regions(settings.regions_dir),
        read_role_names(settings.regions_dir),
        read_municipalities(settings.regions_dir),
        read_themes(settings.regions_dir),
        shows_demo=settings.env != "production",
        issuer=settings.issuer,
        public_address=settings.public_address.rstrip("/"),
        sessions=sessions,
        relying_party=RelyingParty(settings, sessions.store, verifier),
        body_limit_bytes=settings.body_limit_bytes,
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with rooms.open():
            yield
        sessions.store.close()

    async def live(request: Request) -> JSONResponse:
        request.scope["operation"] = "live"
        return JSONResponse({"status": "live"})

    async def ready(request: Request) -> JSONResponse:
        request.scope["operation"] = "ready"
        alive = await rooms.alive()
        status = all(alive.values())
        return JSONResponse({"status": "ready" if status else "not-ready", **alive}, 200 if status else 503)

    served = Starlette(
        routes=[
            Route("/health/live", live),
            Route("/health/ready", ready),
            Route("/health/counts", counts),
            *_pages(frame, settings),
        ],
        lifespan=lifespan,
        exception_handlers=frame.handlers(),
    )
    served.router.redirect_slashes = False
    door = Door(
        PassThrough(rooms, settings.body_limit_bytes),
        Auth(verifier),
        Compressed(FollowsByHtmx(served)),
        frame,
        Limits(limits),
    )
    return Edge(
        door,
        body_limit_bytes=settings.body_limit_bytes,
        api_version=VERSION,
        proxies=Proxies(settings.trusted_proxies),
        wrong=limits.wrong,
    )


def _pages(frame: Frame, settings: GatewaySettings) -> list[Route]:
    """Who is called by an alarm answers by the secret in the link; nearly all others are signed in."""
    routes = [*Start(frame, settings.page_parts_dir).routes(), *Called(frame).routes()]
    access = (
        SigningIn(frame),
        Me(frame),
        DeskList(frame),
        Find(frame),
        Desk(frame),
        Quotes(frame),
        Cases(frame),
        Deliveries(frame),
    )
    crisis = (OnCall(frame), Wall(frame), AlarmRaise(frame), Alarms(frame), HandOverPage(frame))
    referral = (Refer(frame), Referrals(frame), ReferralPage(frame), InboxPage(frame), Household(frame))
    family = (
        MyFile(frame),
        FilePages(frame),
        FileCopy(frame),
    )  # a copy stands before the commands about a referral
    asked = (Placements(frame), Waiting(frame), Consultations(frame))
    registry = (Search(frame), OrganisationPage(frame), Capacity(frame), Coverage(frame), FiguresPage(frame))
    # The page of a plan stands before the commands of the roster, of which its address could be one.
    rosters = (RosterPlan(frame), RosterPage(frame))
    for page in (*access, *crisis, *rosters, *family, *referral, *asked, *registry):
        routes += page.routes()
    return routes
