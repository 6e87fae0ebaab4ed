"""The own file, in plain words, for a young person and for a parent."""

import base64
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import PageOf
from gateway.pages.asking import both
from gateway.pages.command import Command, Done, Forms, only_an_id, take_command
from gateway.pages.forms import Filling, Typed, read_form
from gateway.pages.frame import Frame, kept_as_pdf, to
from gateway.pages.language import language_of_page
from gateway.pages.my_file_answers import FamilyPlanRead, MyFileListed, MyFileRead, MyLookRead
from gateway.pages.my_file_copy import own_copy
from gateway.pages.uploads import read_document
from gateway.texts import texts_in

LOOKS_ON_ONE_PAGE = 20
LABELLED = ("code", "text", "pdf")
PLAN_FORM = "plan--"


def _parent(typed: Typed) -> Filling:
    filling = Filling()
    filling.put("parent", typed.text("parent"), "parent")
    filling.put("allowed", typed.text("allowed") == "yes", "allowed")
    return filling


COMMANDS: Mapping[str, Command] = {"parents": Command("/my-files/{id}/parents-allowed", _parent)}


class MyFile:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/my-file", self.list, methods=["GET"]),
            Route("/my-file/link", self.link, methods=["POST"]),
            Route("/my-file/{id:uuid}", self.show, methods=["GET"]),
            Route("/my-file/{id:uuid}/letters/{letter:uuid}", self.letter, methods=["GET"]),
            Route("/my-file/{id:uuid}/plan.pdf", self.plan_as_pdf, methods=["GET"]),
            Route("/my-file/{id:uuid}/plans/{plan:uuid}", self.earlier_plan, methods=["GET"]),
            Route("/my-file/{id:uuid}/plans/{plan:uuid}.pdf", self.earlier_plan_as_pdf, methods=["GET"]),
            Route("/my-file/{id:uuid}/copy", self.copy, methods=["GET"]),
            Route("/my-file/{id:uuid}/plan", self.plan, methods=["POST"]),
            Route("/my-file/{id:uuid}/{command}", self.command, methods=["POST"]),
        ]

    async def list(self, request: Request) -> Response:
        request.scope["operation"] = "page my file"
        return await self._listed(request, Forms())

    async def link(self, request: Request) -> Response:
        """Say by the code on paper who you are."""
        request.scope["operation"] = "link a person on a page"
        asking = self._frame.asking(request)
        typed = await read_form(request, self._frame.body_limit_bytes)
        filling = Filling()
        filling.put("code", typed.text("code"), "code")
        told = await asking.send(Done, "referral", "POST", "/my-links", filling.body, key=typed.key)
        if told.problem is None:
            return to("/my-file")
        forms = Forms("link--", typed.shown("link--").refused(told.problem, filling.places))
        shown = self._listed(request, forms, told.problem.status)
        return await self._frame.or_again(request, typed, shown)

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page of one own file"
        return await self._shown(request, Forms())

    async def letter(self, request: Request) -> Response:
        """A letter to this person, as it was sent."""
        request.scope["operation"] = "own letter on a page"
        letter = only_an_id(str(request.path_params["letter"]))
        path = f"/my-files/{request.path_params['id']}/letters/{letter}"
        return kept_as_pdf(await self._frame.asking(request).document("referral", path))

    async def plan_as_pdf(self, request: Request) -> Response:
        request.scope["operation"] = "own family plan on a page"
        path = f"/my-files/{request.path_params['id']}/family-group-plan"
        plan, _ = await self._frame.asking(request).need(FamilyPlanRead, "referral", path)
        return _as_pdf(plan)

    async def earlier_plan(self, request: Request) -> Response:
        """A plan that another one came in the place of."""
        request.scope["operation"] = "page of an earlier family plan"
        plan = await self._earlier(request)
        return self._frame.render(
            request,
            "my_plan.html",
            id=request.path_params["id"],
            plan_id=request.path_params["plan"],
            plan=plan,
        )

    async def earlier_plan_as_pdf(self, request: Request) -> Response:
        request.scope["operation"] = "earlier family plan on a page"
        return _as_pdf(await self._earlier(request))

    async def copy(self, request: Request) -> Response:
        """Everything that this person reads here, to be kept (AVG art. 15, 20)."""
        request.scope["operation"] = "copy of an own file"
        return await own_copy(self._frame, request)

    async def _earlier(self, request: Request) -> FamilyPlanRead:
        ids = request.path_params
        path = f"/my-files/{ids['id']}/family-group-plans/{ids['plan']}"
        plan, _ = await self._frame.asking(request).need(FamilyPlanRead, "referral", path)
        return plan

    async def plan(self, request: Request) -> Response:
        """Give a plan of the family, typed or as a PDF, or another one in its place."""
        request.scope["operation"] = "keep a family plan on a page"
        asking, here = self._frame.asking(request), f"/my-file/{request.path_params['id']}"
        typed = await read_document(request, self._frame.body_limit_bytes, "pdf")
        filling = Filling()
        filling.put("text", typed.text("text"), "text")
        filling.put("pdf", typed.text("pdf"), "pdf")
        path = f"/my-files/{request.path_params['id']}/family-group-plan"
        told = await asking.send(Done, "referral", "PUT", path, filling.body, if_match=typed.version)
        if told.problem is None:
            return to(here)
        forms = Forms(PLAN_FORM, typed.shown(PLAN_FORM).refused(told.problem, filling.places))
        return await self._frame.or_again(request, typed, self._shown(request, forms, told.problem.status))

    async def command(self, request: Request) -> Response:
        request.scope["operation"] = "command about an own file on a page"
        return await take_command(
            self._frame,
            request,
            COMMANDS,
            f"/my-file/{request.path_params['id']}",
            lambda forms, status: self._shown(request, forms, status),
        )

    async def _listed(self, request: Request, forms: Forms, status: int = 200) -> Response:
        found, _ = await self._frame.asking(request).need(PageOf[MyFileListed], "referral", "/my-files")
        texts = texts_in(language_of_page(request))
        return self._frame.render(
            request,
            "my_files.html",
            status,
            here="/my-file",
            files=found.items,
            forms=forms,
            labels={name: texts[f"my_file_{name}"] for name in LABELLED},
        )

    async def _shown(self, request: Request, forms: Forms, status: int = 200) -> Response:
        asking = self._frame.asking(request)
        mine = f"/my-files/{request.path_params['id']}"
        (file, etag), (looks, plan) = await both(
            asking.need(MyFileRead, "referral", mine),
            both(
                asking.want(
                    PageOf[MyLookRead],
                    "referral",
                    f"{mine}/looks",
                    limit=LOOKS_ON_ONE_PAGE,
                    after=request.query_params.get("after"),
                ),
                asking.want(FamilyPlanRead, "referral", f"{mine}/family-group-plan"),
            ),
        )
        texts = texts_in(language_of_page(request))
        return self._frame.render(
            request,
            "my_file.html",
            status,
            here=f"/my-file/{file.id}",
            file=file,
            etag=etag,
            looks=looks,
            plan=plan,
            forms=forms,
            labels={name: texts[f"my_file_{name}"] for name in LABELLED},
        )


def _as_pdf(plan: FamilyPlanRead) -> Response:
    if plan.pdf is None:
        raise HTTPException(404)
    return kept_as_pdf(base64.b64decode(plan.pdf))
