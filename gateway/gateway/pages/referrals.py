"""My referrals, and what became of them."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import MessageRead, PageOf, ReferralListed
from gateway.pages.asking import both
from gateway.pages.frame import Frame

ON_ONE_PAGE = 20


class Referrals:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [Route("/referrals", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page referrals"
        asking = self._frame.asking(request)
        (referrals, _), messages = await both(
            asking.need(
                PageOf[ReferralListed],
                "referral",
                "/referrals",
                limit=ON_ONE_PAGE,
                order="newest",
                after=request.query_params.get("after"),
            ),
            asking.want(
                PageOf[MessageRead],
                "referral",
                "/messages",
                limit=ON_ONE_PAGE,
                after=request.query_params.get("messages-after"),
            ),
        )
        return self._frame.render(request, "referrals.html", referrals=referrals, messages=messages)
