"""Who is on call now, for a young person who is in this municipality."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.asking import both
from gateway.pages.crisis_answers import NumbersRead, OnCallRead
from gateway.pages.forms import FormShown
from gateway.pages.frame import Frame, set_cookie
from gateway.pages.language import language_of_page
from gateway.pages.municipalities import LAST, likely_municipality, municipalities_to_choose, numbers_of
from gateway.pages.wall import EVERY_SECONDS, HOLDS_NOTHING, HOLDS_ROSTER, LIVE, STALE_AFTER_SECONDS

ASKED = ("municipality", "age", "need")


class OnCall:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [Route("/on-call", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """The answer for the municipality in the address, else for the likely one; beneath it the form."""
        request.scope["operation"] = "page on-call"
        frame, asking, caller = self._frame, self._frame.asking(request), self._frame.session(request).caller
        asked = {name: request.query_params.get(name, "").strip() for name in ASKED}
        municipality = asked["municipality"] or likely_municipality(frame, request, caller)
        form, on_call, numbers = FormShown(values=asked | {"municipality": municipality}), None, None
        if municipality:
            on_call, numbers = await both(
                asking.want(
                    OnCallRead,
                    "crisis",
                    "/on-call",
                    municipality=municipality,
                    age=asked["age"] or None,
                    need=asked["need"] or None,
                ),
                asking.want(NumbersRead, "crisis", "/numbers", municipality=municipality),
            )
            if on_call.problem and on_call.problem.errors:
                form = form.refused(on_call.problem, {name: name for name in ASKED})
        answer = frame.render(
            request,
            "on-call.html",
            script=LIVE if on_call and on_call.value else "",
            places=municipalities_to_choose(frame, caller, language_of_page(request)),
            municipality=municipality,
            form=form,
            on_call=on_call,
            numbers=numbers,
            own_numbers=numbers_of(frame, municipality, caller),
            every_seconds=EVERY_SECONDS,
            stale_after_seconds=STALE_AFTER_SECONDS,
        )
        if on_call and on_call.value:
            answer.headers.update(HOLDS_ROSTER)
            set_cookie(answer, request, LAST, municipality)
        elif on_call and on_call.problem and on_call.problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            answer.headers.update(HOLDS_NOTHING)
        return answer
