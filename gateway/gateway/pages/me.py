"""Choose who you are: one of the invented callers. Never in production."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.forms import read_form
from gateway.pages.frame import Frame, to
from gateway.pages.signing_in import WALL_SCREEN, begin_session, forget, keep_session
from gateway.session import COOKIE
from wirekit.problems import NotFound


class Me:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._callers = {caller.id: caller for region in frame.regions for caller in region.callers}

    def routes(self) -> list[Route]:
        return [
            Route("/me", self.show, methods=["GET"]),
            Route("/me", self.choose, methods=["POST"]),
            Route("/me/sign-out", self.sign_out, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page me"
        return self._frame.render(request, "me.html", regions=self._frame.regions)

    async def choose(self, request: Request) -> Response:
        """Sign in as this caller. Raises NotFound, RoomUnreachable, RoomSilent, and what `read_form` does."""
        request.scope["operation"] = "choose who you are"
        typed = await read_form(request, self._frame.body_limit_bytes)
        caller = self._callers.get(typed.text("caller") or "")
        if caller is None:
            raise NotFound
        session = await begin_session(self._frame, request, caller)
        answer = to("/wall" if caller.role == WALL_SCREEN else "/me")
        keep_session(answer, request, session)
        return answer

    async def sign_out(self, request: Request) -> Response:
        request.scope["operation"] = "sign out"
        await read_form(request, self._frame.body_limit_bytes)
        self._frame.sessions.end(request.cookies.get(COOKIE))
        answer = to("/me")
        forget(answer)
        return answer
