"""The list of the access desk: mine and ours, by lane, with what came in since the last look."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.access_answers import RequestList, RequestRead
from gateway.pages.desk_request import names_of
from gateway.pages.forms import FormShown, read_form
from gateway.pages.frame import Frame, to

ON_ONE_PAGE = 40
ASKED = {"state": "state", "mine": "mine", "lane": "deskLane", "after": "after"}
"""What the address of the page asks, and how the room calls it."""


class DeskList:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/desk", self.show, methods=["GET"]),
            Route("/desk/{request_id:uuid}/take", self.take, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page desk"
        return await self._shown(request, FormShown())

    async def take(self, request: Request) -> Response:
        """Take a request in hand, and stay on the list that it was taken from."""
        request.scope["operation"] = "take in hand on the list"
        typed = await read_form(request, self._frame.body_limit_bytes)
        told = await self._frame.asking(request).send(
            RequestRead,
            "access",
            "PUT",
            f"/requests/{request.path_params['request_id']}/worker",
            {},
            if_match=typed.version,
        )
        if told.problem:
            form = typed.shown().refused(told.problem, {})
            shown = self._shown(request, form, told.problem.status)
            return await self._frame.or_again(request, typed, shown)
        return to(_address(_asked(request)))

    async def _shown(self, request: Request, form: FormShown, status: int = 200) -> Response:
        """With the names that `referral` lets this desk see."""
        asking, asked = self._frame.asking(request), _asked(request)
        given = {ASKED[name]: value for name, value in asked.items()}
        found, _ = await asking.need(RequestList, "access", "/requests", limit=ON_ONE_PAGE, **given)
        names = await names_of(asking, [item.id for item in found.items])
        return self._frame.render(
            request,
            "desk.html",
            status,
            here="/desk",
            found=found,
            names=names,
            asked={name: asked.get(name, "") for name in ASKED},
            address=lambda **changed: _address(asked, **changed),
            query=urlencode(asked),
            form=form,
            now=datetime.now(UTC),
        )


def _asked(request: Request) -> dict[str, str]:
    """What the address asks; nothing else goes on to the room, or into a link."""
    return {name: value for name in ASKED if (value := request.query_params.get(name))}


def _address(asked: dict[str, str], **changed: str) -> str:
    """The same list but for this, from its first page on; "" takes a part out."""
    rest = {name: value for name, value in asked.items() if name != "after"} | changed
    query = urlencode({name: value for name, value in rest.items() if value})
    return f"/desk?{query}" if query else "/desk"
