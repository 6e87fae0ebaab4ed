"""The report at a shift change: who goes and who comes, what runs, what is open."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.alarm_form import moment_of
from gateway.pages.forms import Typed
from gateway.pages.frame import Frame
from gateway.pages.hand_over_answers import HandOverRead
from gateway.pages.municipalities import region_of_caller


class HandOverPage:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [Route("/hand-over", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """For the region in the address, else the own one; now, or at the moment in the address."""
        request.scope["operation"] = "page hand-over"
        asking, caller = self._frame.asking(request), self._frame.session(request).caller
        region = request.query_params.get("region") or region_of_caller(self._frame, caller)
        typed = Typed({"region": region, "at": request.query_params.get("at", "")})
        told = await asking.want(
            HandOverRead, "crisis", "/hand-over", region=region, at=moment_of(typed, "at")
        )
        form = typed.shown()
        if told.problem:
            form = form.refused(told.problem, {"region": "region", "at": "at"})
        return self._frame.render(
            request,
            "hand_over.html",
            told.problem.status if told.problem else 200,
            form=form,
            report=told.value,
            regions=[(each.id, each.name) for each in self._frame.regions],
        )
