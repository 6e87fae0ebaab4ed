"""Look up the case of one young person: exact, by BSN, or by surname and birth date where the role may."""

from uuid import UUID

from pydantic import AliasChoices, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import Read
from gateway.pages.desk_request import names_of
from gateway.pages.forms import Filling, FormShown, Typed, read_form
from gateway.pages.frame import Frame
from gateway.pages.navigation import menu_of

BY_NAME_TOO = frozenset({"access-worker", "institution-worker", "youth-doctor", "director"})
"""Who searches, by the permissions of `referral`; the others look up by BSN what they have a part in."""
DESK = "access-worker"


class FoundReferral(Read):
    """`household`: None where somebody looked up, and did not search."""

    referral: UUID = Field(validation_alias=AliasChoices("referral", "id"))
    household: UUID | None = None
    status: str


class Found(Read):
    """`line`: what the room says to who finds nothing, the same whether or not the young person is known."""

    items: tuple[FoundReferral, ...] = Field(validation_alias=AliasChoices("items", "referrals"))
    line: str | None


class Find:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/find", self.ask, methods=["GET"]),
            Route("/find", self.search, methods=["POST"]),
        ]

    async def ask(self, request: Request) -> Response:
        request.scope["operation"] = "page find"
        return await self._shown(request, FormShown("find-"))

    async def search(self, request: Request) -> Response:
        """What is asked stands in the body of the form, and never in an address."""
        request.scope["operation"] = "find on a page"
        typed = await read_form(request, self._frame.body_limit_bytes)
        by_name = self._frame.session(request).caller.role in BY_NAME_TOO
        filling, form = _filled(typed), typed.shown("find-")
        path = "/client-searches" if by_name else "/client-look-ups"
        told = await self._frame.asking(request).ask_in_body(Found, "referral", path, filling.body)
        if told.problem:
            form = form.refused(told.problem, filling.places)
            return await self._shown(request, form, status=told.problem.status)
        return await self._shown(request, form, told.value)

    async def _shown(
        self, request: Request, form: FormShown, found: Found | None = None, status: int = 200
    ) -> Response:
        """To the desk the room gives names beside; others know by whom they searched."""
        role, names = self._frame.session(request).caller.role, None
        if found and found.items and role == DESK:
            names = await names_of(self._frame.asking(request), [each.referral for each in found.items])
        return self._frame.render(
            request,
            "find.html",
            status,
            here="/find",
            form=form,
            found=found,
            names=names,
            by_name=role in BY_NAME_TOO,
            works_with={path for path, _ in menu_of(role)},
        )


def _filled(typed: Typed) -> Filling:
    filling = Filling()
    for field, name in {"bsn": "bsn", "birthDate": "birth-date", "familyName": "family-name"}.items():
        filling.put(field, typed.text(name), name)
    return filling
