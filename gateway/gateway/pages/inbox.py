"""What the own organisation was told, latest first, up to where it has read, and the bell on every page."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import Inbox
from gateway.pages.asking import SessionEnded
from gateway.pages.command import Done
from gateway.pages.forms import Filling, FormShown, read_form
from gateway.pages.frame import Frame, NobodyYet, to

ON_ONE_PAGE = 50


class InboxPage:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/inbox", self.show, methods=["GET"]),
            Route("/inbox/bell", self.bell, methods=["GET"]),
            Route("/inbox/read", self.mark, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page inbox"
        return await self._shown(request, FormShown())

    async def bell(self, request: Request) -> Response:
        """The link to the inbox with how much is unread, which a page asks again each minute.

        Nobody is sent away by it: where a session has ended, what is being typed must stay.
        """
        request.scope["operation"] = "bell"
        unread, rings = 0, True
        try:
            told = await self._frame.asking(request).want(
                Inbox, "referral", "/messages", order="newest", limit=1
            )
            unread = told.value.unread if told.value else 0
        except (NobodyYet, SessionEnded):
            rings = False
        return self._frame.render(request, "bell.html", unread=unread, rings=rings)

    async def mark(self, request: Request) -> Response:
        """Say up to which message the organisation has read."""
        request.scope["operation"] = "mark messages read on a page"
        asking = self._frame.asking(request)
        typed = await read_form(request, self._frame.body_limit_bytes)
        filling = Filling()
        filling.put("message", typed.text("message"), "")
        told = await asking.send(Done, "referral", "POST", "/messages/read-up-to", filling.body)
        if told.problem:
            form = typed.shown().refused(told.problem, filling.places)
            shown = self._shown(request, form, told.problem.status)
            return await self._frame.or_again(request, typed, shown)
        return to("/inbox")

    async def _shown(self, request: Request, form: FormShown, status: int = 200) -> Response:
        found, _ = await self._frame.asking(request).need(
            Inbox,
            "referral",
            "/messages",
            order="newest",
            limit=ON_ONE_PAGE,
            after=request.query_params.get("after"),
        )
        return self._frame.render(request, "inbox.html", status, here="/inbox", found=found, form=form)
