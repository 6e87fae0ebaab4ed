"""The link in a notification: what it is about, and one press that answers. Opening it never does anything.

By the one-time token in the address alone: at 03:40 nobody signs in, and a link preview presses no button.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import ProblemTold
from gateway.pages.asking import PageRefused, SessionEnded
from gateway.pages.command import Done
from gateway.pages.crisis_answers import CallSeen
from gateway.pages.forms import FormShown, read_form
from gateway.pages.frame import Frame, to
from gateway.pages.language import language_of_page
from gateway.pages.municipalities import numbers_of
from wirekit.problems import Problem
from wirekit.texts import Text

CRISIS = "crisis"


class LinkOver(Problem):
    """The token is wrong, or the alarm is closed."""

    status, type = 404, "/problems/link-over"
    title = Text(nl="Deze link geldt niet (meer)", en="This link does not hold (any more)")
    advice = Text(
        nl="Het alarm is gesloten, of de link is niet heel overgekomen. Bel bij twijfel het crisismeldpunt",
        en="The alarm is closed, or the link did not come over whole. When in doubt call the crisis desk",
    )

    def __init__(self) -> None:
        super().__init__(self.advice)


class Called:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/called/{token}", self.show, methods=["GET"]),
            Route("/called/{token}", self.answer, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Raises LinkOver, PageRefused."""
        request.scope["operation"] = "page called"
        return await self._shown(request, FormShown())

    async def answer(self, request: Request) -> Response:
        """Raises LinkOver, PageRefused, and what `read_form` does but for another site."""
        request.scope["operation"] = "answer a call on a page"
        typed = await read_form(request, self._frame.body_limit_bytes, by_secret=True)
        asking = self._frame.asking_as(None, language_of_page(request))
        body = {"token": request.path_params["token"], "answer": typed.text("answer") or ""}
        try:
            told = await asking.send(Done, CRISIS, "POST", "/calls/answer", body)
        except SessionEnded:
            raise LinkOver from None
        if told.problem is None:
            return to(request.url.path)
        return await self._shown(request, typed.shown().refused(told.problem, {}), told.problem)

    async def _shown(self, request: Request, form: FormShown, problem: ProblemTold | None = None) -> Response:
        asking = self._frame.asking_as(None, language_of_page(request))
        try:
            told = await asking.ask_in_body(
                CallSeen, CRISIS, "/calls/view", {"token": request.path_params["token"]}
            )
        except SessionEnded:
            raise LinkOver from None
        if told.value is None:
            assert told.problem
            raise PageRefused(problem or told.problem)
        return self._frame.render(
            request,
            "called.html",
            problem.status if problem else 200,
            call=told.value,
            form=form,
            numbers=numbers_of(self._frame, told.value.municipality, None),
        )
