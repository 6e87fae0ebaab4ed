"""Signing in at the identity provider, and back again; outside production as one of the demonstration."""

import asyncio
import re
import secrets
import time
from weakref import WeakValueDictionary

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from doorkit.openid import CALLBACK
from gateway.pages.asking import SessionEnded
from gateway.pages.forms import own_site
from gateway.pages.frame import Frame, set_cookie
from gateway.pages.registry_answers import OrganisationRead
from gateway.regions import DemoCaller, Named
from gateway.relying_party import BEGUN_STAYS_SECONDS, SignedIn, refused
from gateway.session import COOKIE, Session
from wirekit.problems import NotFound

BEGIN = "/sign-in"
WALL_SCREEN = "wall-screen"
"""The role of a device, which nobody stands beside to sign in again."""
DEVICE = "wegwijs-device"
DEVICE_STAYS_SECONDS = 365 * 24 * 3600
BROWSER = "wegwijs-sign-in"
OWN_PAGE = re.compile(r"/[a-z][a-z0-9/-]*")
REFRESHED_BEFORE_SECONDS = 120
REFRESH_AGAIN_AFTER_SECONDS = 30


class SigningIn:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route(BEGIN, self.begin, methods=["GET"]),
            Route(CALLBACK, self.finish, methods=["GET"]),
        ]

    async def begin(self, request: Request) -> Response:
        """To the provider. `caller`: which of the demonstration; `to`: the page to come back to.

        Raises NotFound for a caller that is none, RoomUnreachable.
        """
        request.scope["operation"] = "sign in"
        frame, caller, to = (
            self._frame,
            request.query_params.get("caller"),
            request.query_params.get("to", ""),
        )
        if caller is not None and caller not in frame.demo_callers:
            raise NotFound
        browser = request.cookies.get(BROWSER) or secrets.token_urlsafe(32)
        wanted = to if OWN_PAGE.fullmatch(to) else ""
        address = await frame.relying_party.begin(
            browser, f"{site_of(frame, request)}{CALLBACK}", to=wanted, hint=caller
        )
        answer = RedirectResponse(address, 303)
        # Lax: it must come along when the provider sends the browser back.
        set_cookie(answer, request, BROWSER, browser, seconds=BEGUN_STAYS_SECONDS, same_site="lax")
        return answer

    async def finish(self, request: Request) -> Response:
        """The session begins. Raises SignInRefused, RoomUnreachable."""
        request.scope["operation"] = "signed in"
        asked = request.query_params
        state, code, browser = asked.get("state"), asked.get("code"), request.cookies.get(BROWSER)
        if not (state and code and browser):
            raise refused("provider" if "error" in asked else "state")
        found = await self._frame.relying_party.finish(browser, state, code, asked.get("iss"))
        caller = await self._placed(caller_of(self._frame, found), found)
        self._frame.sessions.end(request.cookies.get(COOKIE))
        session = self._frame.sessions.begin(caller, found.tokens)
        to = found.to or ("/wall" if caller.role == WALL_SCREEN else "/me")
        # A Strict cookie does not come along on a way that began at another site: so a page of ours goes on.
        answer = self._frame.render(request, "goes_on.html", to=to)
        keep_session(self._frame, answer, request, session)
        return answer

    async def _placed(self, caller: DemoCaller, found: SignedIn) -> DemoCaller:
        """With where the organisation works, for pages that begin there, if the register tells it."""
        if caller.id:
            return caller
        asking = self._frame.asking_as(Session("", caller, found.tokens, 0), "nl")
        try:
            told = await asking.want(
                OrganisationRead, "provider-registry", f"/organisations/{caller.organisation}"
            )
        except SessionEnded:
            return caller
        if (entry := told.value) is None:
            return caller
        region = entry.regions[0] if len(entry.regions) == 1 else ""
        return caller.model_copy(update={"municipality": entry.area or "", "region": region})


class KeepsFresh:
    """Renews the tokens of sessions that are about to end; one request at a time does so for all."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._failed: dict[str, float] = {}

    async def look(self, request: Request) -> None:
        id_ = request.cookies.get(COOKIE)
        if id_ is None or (session := self._due(id_)) is None:
            return
        lock = self._locks.setdefault(id_, asyncio.Lock())
        async with lock:
            if (session := self._due(id_)) is None:
                return
            tokens = await self._frame.relying_party.refresh(session)
            if tokens is not None:
                self._frame.sessions.renew(session, tokens)
                return
            # With the provider away each page would wait for it; the session goes on until its token ends.
            if len(self._failed) > 1000:
                self._failed.clear()
            self._failed[id_] = time.monotonic()

    def _due(self, id_: str) -> Session | None:
        session = self._frame.sessions.find(id_)
        if session is None or session.tokens.refresh_token is None:
            return None
        failed = self._failed.get(id_)
        is_soon = self._frame.sessions.remaining_seconds(session) < REFRESHED_BEFORE_SECONDS
        is_again = failed is not None and time.monotonic() - failed < REFRESH_AGAIN_AFTER_SECONDS
        return session if is_soon and not is_again else None


def caller_of(frame: Frame, found: SignedIn) -> DemoCaller:
    """Who signed in: one of the demonstration outside production, else as the tokens say."""
    who = found.caller
    played = frame.by_subject.get(who.subject)
    if played and (played.organisation, played.role) == (str(who.organisation), who.role):
        return played
    name = found.caller_name or who.role
    return DemoCaller(
        role=who.role,
        organisation=str(who.organisation),
        name=Named(nl=name, en=name),
        telephone=who.telephone,
    )


def site_of(frame: Frame, request: Request) -> str:
    """Our own address for the provider, which knows it: as we were told, else as the browser reached us."""
    return frame.public_address or own_site(request)


async def begin_device_session(frame: Frame, request: Request, device: DemoCaller) -> Session:
    """In the place of the one that the browser has, if any. Raises RoomUnreachable, SignInRefused."""
    tokens = await frame.relying_party.of_device(device.id)
    frame.sessions.end(request.cookies.get(COOKIE))
    return frame.sessions.begin(device, tokens)


def keep_session(frame: Frame, answer: Response, request: Request, session: Session) -> None:
    """The browser keeps the number of the session; a device of the demonstration also who it is."""
    is_device = session.caller.role == WALL_SCREEN
    seconds = DEVICE_STAYS_SECONDS if is_device else None
    set_cookie(answer, request, COOKIE, session.id, seconds=seconds)
    if is_device and session.caller.id:
        set_cookie(answer, request, DEVICE, session.caller.id, seconds=DEVICE_STAYS_SECONDS)


def device_of(frame: Frame, request: Request) -> DemoCaller | None:
    """Which device of the demonstration this is, where it is one that has signed in before."""
    found = frame.demo_callers.get(request.cookies.get(DEVICE, ""))
    return found if found and found.role == WALL_SCREEN else None


def forget(answer: Response) -> None:
    """The cookies go, and so does what scripts have kept on this screen: names and telephones of staff."""
    for name in (COOKIE, DEVICE):
        answer.delete_cookie(name, path="/", httponly=True, samesite="strict")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
