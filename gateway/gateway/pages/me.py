"""Choose who you are: one of the invented callers. Never in production."""

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.forms import read_form
from gateway.pages.frame import Frame, set_cookie, to
from gateway.problems import RoomSilent, RoomUnreachable
from gateway.rooms import NoAnswer
from gateway.session import COOKIE
from wirekit.problems import NotFound

GRANT = "urn:wegwijs:demo-caller"
ISSUER = "issuer"


class _Token(BaseModel):
    access_token: str
    expires_in: int


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
        token = await self._token_for(caller.id)
        sessions = self._frame.sessions
        sessions.end(request.cookies.get(COOKIE))
        session = sessions.begin(caller, token.access_token, valid_seconds=token.expires_in)
        answer = to("/me")
        set_cookie(answer, request, COOKIE, session.id)
        return answer

    async def sign_out(self, request: Request) -> Response:
        request.scope["operation"] = "sign out"
        await read_form(request, self._frame.body_limit_bytes)
        self._frame.sessions.end(request.cookies.get(COOKIE))
        answer = to("/me")
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
        return answer

    async def _token_for(self, caller: str) -> _Token:
        url = f"{self._frame.issuer.rstrip('/')}/token"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        # Both are words of our own files: nothing in them needs another way of writing.
        body = f"grant_type={GRANT}&caller={caller}".encode()
        try:
            said = await self._frame.rooms.send("POST", url, headers, body)
            return _Token.model_validate_json(said.body)
        except NoAnswer as error:
            raise (RoomSilent(ISSUER) if error.is_silent else RoomUnreachable(ISSUER)) from None
        except ValidationError:
            raise RoomUnreachable(ISSUER) from None
