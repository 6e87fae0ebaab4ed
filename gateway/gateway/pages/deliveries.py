"""A provider's entitlements, what it delivered on each, and the files by which it tells of many at once."""

import csv
import io
from asyncio import gather
from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import PageOf
from gateway.pages.command import Forms, take_command
from gateway.pages.deliveries_form import (
    COMMANDS,
    LABELLED,
    MOST_SHOWN,
    WrongLine,
    called,
    header,
    template_line,
    wrong_lines,
)
from gateway.pages.delivery_answers import DeliveryRead, DeliveryUpload, EntitlementItem, EntitlementRead
from gateway.pages.forms import Filling, FormShown
from gateway.pages.frame import Frame
from gateway.pages.language import language_of_page
from gateway.pages.naming import Names
from gateway.pages.policy_answers import PolicyRead
from gateway.pages.uploads import as_cell, read_upload
from gateway.texts import texts_in

ROOM = "access"
ON_ONE_PAGE = 20
OF_TABLE, MOST_PAGES_OF_TABLE = 100, 5
UPLOAD = "upload-"


class Deliveries:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/deliveries", self.list, methods=["GET"]),
            Route("/deliveries/table.csv", self.table, methods=["GET"]),
            Route("/deliveries/upload", self.upload, methods=["POST"]),
            Route("/deliveries/{id:uuid}", self.show, methods=["GET"]),
            Route("/deliveries/{id:uuid}/{command}", self.command, methods=["POST"]),
        ]

    async def list(self, request: Request) -> Response:
        request.scope["operation"] = "page deliveries"
        return await self._listed(request, FormShown(UPLOAD))

    async def table(self, request: Request) -> Response:
        """A file to fill in: a line for each entitlement that is open."""
        request.scope["operation"] = "table of deliveries"
        asking, after = self._frame.asking(request), None
        written = io.StringIO()
        # Spreadsheets here take the semicolon, and the mark at the start for the letters.
        lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
        lines.writerow(header(language_of_page(request)))
        for _ in range(MOST_PAGES_OF_TABLE):
            found, _ = await asking.need(
                PageOf[EntitlementItem], ROOM, "/entitlements", state="open", limit=OF_TABLE, after=after
            )
            lines.writerows(map(as_cell, template_line(each)) for each in found.items)
            after = found.next
            if after is None:
                break
        headers = {"Content-Disposition": 'attachment; filename="deliveries.csv"'}
        return Response(f"\ufeff{written.getvalue()}", media_type="text/csv", headers=headers)

    async def upload(self, request: Request) -> Response:
        """Send the table; the answer stands on this page, with each wrong line beside what is wrong with it.

        Sent again by looking again it carries the same key, so that it is done once.
        """
        request.scope["operation"] = "upload deliveries on a page"
        typed = await read_upload(request, self._frame.body_limit_bytes)
        filling = Filling()
        filling.put("csv", typed.text("csv"), "csv")
        filling.put("dryRun", typed.text("dry-run") is not None, "csv")
        told = await self._frame.asking(request).send(
            DeliveryUpload, ROOM, "POST", "/delivery-uploads", filling.body, key=typed.key
        )
        # Another try, or the same table without a trial, is another command.
        form = replace(typed.shown(UPLOAD), key=FormShown().key)
        if told.problem:
            wrong = wrong_lines(told.problem, typed.text("csv") or "")
            # What is told line by line stands in a table of its own.
            problem = told.problem.model_copy(update={"errors": ()}) if wrong else told.problem
            form = typed.shown(UPLOAD).refused(problem, filling.places)
            shown = self._listed(request, form, told.problem.status, wrong=wrong)
            return await self._frame.or_again(request, typed, shown)
        assert told.value
        if told.value.kept:
            form = FormShown(UPLOAD)
        return await self._listed(request, form, upload=told.value)

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page deliveries of an entitlement"
        return await self._shown(request, Forms())

    async def command(self, request: Request) -> Response:
        request.scope["operation"] = "tell of a delivery on a page"
        return await take_command(
            self._frame,
            request,
            COMMANDS,
            _page(request),
            lambda forms, status: self._shown(request, forms, status),
            room=ROOM,
        )

    async def _listed(
        self,
        request: Request,
        form: FormShown,
        status: int = 200,
        *,
        upload: DeliveryUpload | None = None,
        wrong: Sequence[WrongLine] = (),
    ) -> Response:
        state = "ended" if request.query_params.get("state") == "ended" else "open"
        found, _ = await self._frame.asking(request).need(
            PageOf[EntitlementItem],
            ROOM,
            "/entitlements",
            state=state,
            limit=ON_ONE_PAGE,
            after=request.query_params.get("after"),
        )
        language = language_of_page(request)
        return self._frame.render(
            request,
            "deliveries.html",
            status,
            here="/deliveries",
            found=found,
            state=state,
            form=form,
            upload=upload,
            wrong=wrong[:MOST_SHOWN],
            more_wrong=len(wrong) - MOST_SHOWN,
            columns=header(language),
            column_called=lambda column: called(column, language),
        )

    async def _shown(self, request: Request, forms: Forms, status: int = 200) -> Response:
        asking, language = self._frame.asking(request), language_of_page(request)
        path = f"/entitlements/{request.path_params['id']}"
        (entitlement, etag), lines = await gather(
            asking.need(EntitlementRead, ROOM, path),
            asking.want(
                PageOf[DeliveryRead],
                ROOM,
                f"{path}/deliveries",
                order="newest",
                limit=ON_ONE_PAGE,
                after=request.query_params.get("after"),
            ),
        )
        policy = await asking.want(PolicyRead, ROOM, f"/policies/{entitlement.region}")
        texts = texts_in(language)
        return self._frame.render(
            request,
            "delivery.html",
            status,
            here=_page(request),
            entitlement=entitlement,
            version=etag,
            lines=lines,
            called=Names(language, policy),
            forms=forms,
            labels={name: texts[f"delivery_{name}"] for name in LABELLED},
        )


def _page(request: Request) -> str:
    return f"/deliveries/{request.path_params['id']}"
