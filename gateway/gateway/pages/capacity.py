"""My places: what was said of each, how to say it anew, and a table for many at once."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import PageOf
from gateway.pages.asking import Told, both
from gateway.pages.capacity_rows import SAID, Row, is_changed, of_row, said_of, word_on_places
from gateway.pages.command import only_an_id
from gateway.pages.forms import Filling, FormShown, Typed, read_form
from gateway.pages.frame import Frame, to
from gateway.pages.language import language_of_page
from gateway.pages.naming import Names, Options
from gateway.pages.policy_answers import PolicyRead
from gateway.pages.registry_answers import CapacityRead, UploadReport, WordsRead
from gateway.pages.uploads import as_cell, read_upload
from gateway.texts import WORDS

ROOM = "provider-registry"
ON_ONE_PAGE, OF_HISTORY = 50, 10
OF_TABLE, MOST_PAGES_OF_TABLE = 100, 20
COLUMNS = ("enrolment", "status", "freePlaces", "mostPlaces", "waitFromDays", "waitToDays", "asOf")
MOST_INPUTS = 400
"""Of the whole table: seven for each row, and those of the form."""


class Capacity:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/capacity", self.list, methods=["GET"]),
            Route("/capacity", self.say_all, methods=["POST"]),
            Route("/capacity/table.csv", self.table, methods=["GET"]),
            Route("/capacity/upload", self.upload, methods=["POST"]),
            Route("/capacity/{enrolment_id:uuid}", self.show, methods=["GET"]),
            Route("/capacity/{enrolment_id:uuid}/row", self.say_row, methods=["POST"]),
            Route("/capacity/{enrolment_id:uuid}", self.say, methods=["POST"]),
        ]

    async def list(self, request: Request) -> Response:
        request.scope["operation"] = "page capacity"
        return await self._listed(request, FormShown("upload-"))

    async def table(self, request: Request) -> Response:
        """The places as a file to fill in; the moment is left out, so that it is that of the upload."""
        request.scope["operation"] = "table of capacity"
        asking = self._frame.asking(request)
        written, after = io.StringIO(), None
        lines = csv.writer(written, lineterminator="\r\n")
        lines.writerow(COLUMNS)
        for _ in range(MOST_PAGES_OF_TABLE):
            found, _ = await asking.need(
                PageOf[CapacityRead], ROOM, "/capacities", limit=OF_TABLE, after=after
            )
            lines.writerows(map(as_cell, _row(each)) for each in found.items)
            after = found.next
            if after is None:
                break
        headers = {"Content-Disposition": 'attachment; filename="capacity.csv"'}
        return Response(written.getvalue(), media_type="text/csv", headers=headers)

    async def upload(self, request: Request) -> Response:
        """Send the table; the answer is its report, line by line, and stays on this page.

        Sent again by looking again it carries the same key, so that it is done once.
        """
        request.scope["operation"] = "upload capacity on a page"
        asking = self._frame.asking(request)
        typed = await read_upload(request, self._frame.body_limit_bytes)
        filling = Filling()
        filling.put("csv", typed.text("csv"), "csv")
        filling.put("dryRun", typed.text("dry-run") is not None, "csv")
        told = await asking.send(UploadReport, ROOM, "POST", "/capacity-uploads", filling.body, key=typed.key)
        # Another try, or the same table without a trial, is another command.
        form = replace(typed.shown("upload-"), key=FormShown().key)
        if told.problem:
            form = typed.shown("upload-").refused(told.problem, filling.places)
            shown = self._listed(request, form, told.problem.status)
            return await self._frame.or_again(request, typed, shown)
        return await self._listed(request, form, report=told.value)

    async def say_row(self, request: Request) -> Response:
        """Keep one row of the table as it is typed; answers with what is to be said beside it."""
        request.scope["operation"] = "say capacity in a row on a page"
        typed = await read_form(request, self._frame.body_limit_bytes)
        values = of_row(typed, request.path_params["enrolment_id"])
        row = await self._sent(request, str(request.path_params["enrolment_id"]), values)
        return self._frame.render(request, "capacity_row.html", row=row)

    async def say_all(self, request: Request) -> Response:
        """Keep every row in which something else was typed than was said last."""
        request.scope["operation"] = "say all capacity on a page"
        typed = await read_form(request, self._frame.body_limit_bytes, most_fields=MOST_INPUTS)
        sent = {}
        for enrolment in typed.named(f"{SAID}-"):
            values = of_row(typed, only_an_id(enrolment))
            if is_changed(values):
                sent[enrolment] = await self._sent(request, enrolment, values)
        refused = [row.problem.status for row in sent.values() if row.problem]
        if not refused:
            return to("/capacity")
        shown = self._listed(request, FormShown("upload-"), refused[0], sent=sent)
        return await self._frame.or_again(request, typed, shown)

    async def _sent(self, request: Request, enrolment: str, values: Mapping[str, str]) -> Row:
        """Say what was typed of one row; with what the room has now, whatever became of it."""
        asking, path = self._frame.asking(request), f"/enrolments/{enrolment}/capacity"
        filling = word_on_places(Typed(values))
        told = await asking.send(
            CapacityRead, ROOM, "PUT", path, filling.body, if_match=values["version"] or None
        )
        place = told.value or (await asking.need(CapacityRead, ROOM, path))[0]
        errors = told.problem.errors if told.problem else ()
        wrong = {filling.places.get(each.field, "status"): each.message for each in errors}
        return Row(place, values, told, wrong)

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page places of an enrolment"
        return await self._shown(request, None)

    async def say(self, request: Request) -> Response:
        request.scope["operation"] = "say capacity on a page"
        asking = self._frame.asking(request)
        typed = await read_form(request, self._frame.body_limit_bytes)
        filling = word_on_places(typed)
        told = await asking.send(
            CapacityRead, ROOM, "PUT", f"{_thing(request)}/capacity", filling.body, if_match=typed.version
        )
        if told.problem:
            form = typed.shown().refused(told.problem, filling.places)
            shown = self._shown(request, form, told.problem.status)
            return await self._frame.or_again(request, typed, shown)
        return to("/capacity")

    async def _listed(
        self,
        request: Request,
        form: FormShown,
        status: int = 200,
        report: UploadReport | None = None,
        *,
        sent: Mapping[str, Row] | None = None,
    ) -> Response:
        """`sent`: rows that were sent, as they were typed."""
        asking = self._frame.asking(request)
        found, _ = await asking.need(
            PageOf[CapacityRead],
            ROOM,
            "/capacities",
            limit=ON_ONE_PAGE,
            after=request.query_params.get("after"),
        )
        region = next((each.region for each in found.items if each.region), None)
        return self._frame.render(
            request,
            "capacity.html",
            status,
            here="/capacity",
            script="rows.js",
            found=found,
            rows=[(sent or {}).get(str(each.enrolment)) or Row(each, said_of(each)) for each in found.items],
            not_kept=[row for row in (sent or {}).values() if row.problem],
            statuses=_statuses(request),
            called=await self._called(request, region),
            form=form,
            report=report,
        )

    async def _shown(self, request: Request, form: FormShown | None, status: int = 200) -> Response:
        """`form`: what was refused; else it begins with what was said last."""
        asking = self._frame.asking(request)
        (place, etag), history = await both(
            asking.need(CapacityRead, ROOM, f"{_thing(request)}/capacity"),
            asking.want(WordsRead, ROOM, f"{_thing(request)}/capacity-history", limit=OF_HISTORY),
        )
        return self._frame.render(
            request,
            "places.html",
            status,
            place=place,
            version=etag,
            history=history,
            called=await self._called(request, place.region),
            statuses=_statuses(request),
            form=form or FormShown(values=said_of(place)),
        )

    async def _called(self, request: Request, region: str | None) -> Names:
        """The names of intensities in this region, if the places are of one."""
        told: Told[PolicyRead] = Told("access")
        if region:
            told = await self._frame.asking(request).want(PolicyRead, "access", f"/policies/{region}")
        return Names(language_of_page(request), told)


def _row(place: CapacityRead) -> list[UUID | str | int | None]:
    numbers = (place.free_places, place.most_places, place.wait_from_days, place.wait_to_days)
    return [place.enrolment, place.status, *numbers, None]


def _statuses(request: Request) -> Options:
    language = language_of_page(request)
    return [(code, text.in_(language)) for code, text in WORDS["CapacityStatus"].items()]


def _thing(request: Request) -> str:
    return f"/enrolments/{request.path_params['enrolment_id']}"
