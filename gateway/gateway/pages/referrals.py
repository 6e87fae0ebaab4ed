"""My referrals: where each stands, and whose move it is."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import NamesRead, PageOf, ReferralListed
from gateway.pages.frame import Frame

ON_ONE_PAGE = 20
STATES = ("open", "over", "all")


class Referrals:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [Route("/referrals", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page referrals"
        asking = self._frame.asking(request)
        state = request.query_params.get("state", STATES[0])
        referrals, _ = await asking.need(
            PageOf[ReferralListed],
            "referral",
            "/referrals",
            limit=ON_ONE_PAGE,
            order="newest",
            state=state,
            after=request.query_params.get("after"),
        )
        names = None
        if referrals.items:
            ids = {"referrals": [each.id for each in referrals.items]}
            names = await asking.ask_in_body(NamesRead, "referral", "/referral-names", ids)
        return self._frame.render(
            request, "referrals.html", referrals=referrals, names=names, state=state, states=STATES
        )
