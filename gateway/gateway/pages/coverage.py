"""The care landscape of a region: which municipality has nobody within reach, as a table and a picture."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.asking import both
from gateway.pages.coverage_answers import CoverageRead
from gateway.pages.coverage_picture import Picture, draw
from gateway.pages.frame import Frame
from gateway.pages.language import language_of_page
from gateway.pages.naming import Names
from gateway.pages.policy_answers import PolicyRead


class Coverage:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [Route("/coverage", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """The choice of a region; where one is asked, or there is one only, what it has."""
        request.scope["operation"] = "page coverage"
        asking, language = self._frame.asking(request), language_of_page(request)
        regions = [(each.id, each.name.in_(language)) for each in self._frame.regions if each.municipalities]
        region = request.query_params.get("region") or (regions[0][0] if len(regions) == 1 else "")
        found: CoverageRead | None = None
        called: Names | None = None
        picture = Picture()
        if region:
            (seen, _), policy = await both(
                asking.need(CoverageRead, "provider-registry", "/coverage", region=region),
                asking.want(PolicyRead, "access", f"/policies/{region}"),
            )
            found, called = seen, Names(language, policy)
            picture = draw(seen, self._frame.municipalities, called, language)
        return self._frame.render(
            request,
            "coverage.html",
            regions=regions,
            region=region,
            found=found,
            called=called,
            picture=picture,
        )
