"""Who is on call now, for a young person who is in this municipality."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import NumbersRead, OnCallRead
from gateway.pages.asking import both
from gateway.pages.frame import Frame


class OnCall:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [Route("/on-call", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """The form, and beneath it the answer for the municipality in the address."""
        request.scope["operation"] = "page on-call"
        asking = self._frame.asking(request)
        municipality = request.query_params.get("municipality", "")
        on_call = numbers = None
        if municipality:
            on_call, numbers = await both(
                asking.want(OnCallRead, "crisis", "/on-call", municipality=municipality),
                asking.want(NumbersRead, "crisis", "/numbers", municipality=municipality),
            )
        places = [
            (
                region.name,
                [(code, self._frame.municipalities.get(code, code)) for code in region.municipalities],
            )
            for region in self._frame.regions
            if region.municipalities
        ]
        return self._frame.render(
            request,
            "on-call.html",
            places=places,
            municipality=municipality,
            on_call=on_call,
            numbers=numbers,
        )
