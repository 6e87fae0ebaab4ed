"""Who is signed in; outside production also who may be played in the demonstration."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.forms import read_form
from gateway.pages.frame import Frame, to
from gateway.pages.signing_in import forget, site_of
from gateway.session import COOKIE


class Me:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/me", self.show, methods=["GET"]),
            Route("/me/sign-out", self.sign_out, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page me"
        return self._frame.render(request, "me.html", regions=self._frame.regions)

    async def sign_out(self, request: Request) -> Response:
        """Here, and at the provider where it offers that. Raises what `read_form` does."""
        request.scope["operation"] = "sign out"
        await read_form(request, self._frame.body_limit_bytes)
        session = self._frame.sessions.find(request.cookies.get(COOKIE))
        self._frame.sessions.end(request.cookies.get(COOKIE))
        answer: Response = to("/me")
        if session:
            after = f"{site_of(self._frame, request)}/me"
            if address := await self._frame.relying_party.end_address(after):
                # A form may lead to our own site only, so a page of ours goes on.
                answer = self._frame.render(request, "goes_on.html", to=address)
        forget(answer)
        return answer
