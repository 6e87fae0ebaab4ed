"""The roster of a line: who is on call in the coming weeks, its gaps, and the changes of it by form."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import PageOf, ProblemTold
from gateway.pages.asking import both
from gateway.pages.command import Command, Done, Forms, nothing, plain, take_command
from gateway.pages.deciding import options_of
from gateway.pages.forms import Filling, Typed, own_site, read_form
from gateway.pages.frame import Frame, to
from gateway.pages.language import language_of_page
from gateway.pages.municipalities import region_of_caller
from gateway.pages.organisations import organisations_of
from gateway.pages.roster_answers import FeedRead, LineRead, PreviewRead
from gateway.pages.roster_form import (
    absence_of,
    changed_worker_of,
    override_of,
    put_forced,
    takeover_of,
    withdrawal_of,
    worker_of,
)
from gateway.pages.roster_line_form import changed_line_of, line_of, values_of_line
from gateway.pages.roster_of_line import ON_ONE_PAGE, ROOM, period_of, weeks_of
from gateway.pages.roster_seen import MOST_GAPS, is_as_you_change, part_seen, weeks_around, weeks_seen
from gateway.texts import texts_in

PLANNER, CHANGE_LINE = "roster-planner", "change-line"
COMMANDS = {
    CHANGE_LINE: Command("/duty-lines/{id}", changed_line_of, "PUT"),
    "withdraw-override": Command("/overrides/{about}/withdrawal", withdrawal_of),
    "takeover": Command("/duty-lines/{id}/takeovers", takeover_of),
    "absence": Command("/workers/{about}/absences", absence_of),
    "withdraw-absence": Command("/absences/{about}/withdrawal", nothing),
    "swap": Command("/duty-lines/{id}/swaps", plain("shift", "for", "to", "why")),
    "accept-swap": Command("/swaps/{about}/acceptance", plain("worker")),
    "refuse-swap": Command("/swaps/{about}/refusal", nothing),
    "withdraw-swap": Command("/swaps/{about}/withdrawal", nothing),
    "worker": Command("/duty-lines/{id}/workers", worker_of),
    "change-worker": Command("/workers/{about}", changed_worker_of, "PUT"),
    "end-feed": Command("/calendar-feeds/{about}", nothing, "DELETE"),
}
LABELLED = (
    *("worker", "replaces", "rank", "kind", "start-day", "end-day", "from-day", "until-day", "stand-in"),
    *("why", "force", "shift", "for", "to", "name", "telephone", "push"),
    *("line-kind", "name-nl", "name-en", "age-from", "age-to", "needs", "municipality", "member"),
)


class RosterPage:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/roster", self.show, methods=["GET"]),
            Route("/roster/lines", self.make_line, methods=["POST"]),
            Route("/roster/{id:uuid}/card", self.card, methods=["GET"]),
            Route("/roster/{id:uuid}/feed", self.make_feed, methods=["POST"]),
            Route("/roster/{id:uuid}/override", self.override, methods=["POST"]),
            Route("/roster/{id:uuid}/{command}", self.take, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The lines of the region, and beneath them the one in the address, else the first."""
        request.scope["operation"] = "page roster"
        return await self._shown(request, Forms())

    async def make_line(self, request: Request) -> Response:
        request.scope["operation"] = "make a duty line on a page"
        asking = self._frame.asking(request)
        typed = await read_form(request, self._frame.body_limit_bytes)
        filling = line_of(typed, self._region(request))
        told = await asking.send(LineRead, ROOM, "POST", "/duty-lines", filling.body, key=typed.key)
        if told.value:
            return to(f"/roster?line={told.value.id}")
        return await self._refused(request, typed, filling, "line--", told.problem)

    async def card(self, request: Request) -> Response:
        """The roster card of a month, to print."""
        request.scope["operation"] = "roster card on a page"
        path, month = f"{_thing(request)}/roster-card", request.query_params.get("month")
        card = await self._frame.asking(request).document(ROOM, path, month=month)
        return Response(card, media_type="application/pdf", headers={"Cache-Control": "no-store"})

    async def make_feed(self, request: Request) -> Response:
        """Its address is shown once, on the answer to this form: nobody can read it again."""
        request.scope["operation"] = "make a calendar feed on a page"
        asking = self._frame.asking(request)
        typed = await read_form(request, self._frame.body_limit_bytes)
        filling = plain("worker")(typed)
        filling.body["language"] = language_of_page(request)
        if "worker" not in filling.body:
            filling.body["line"] = str(request.path_params["id"])
        told = await asking.send(FeedRead, ROOM, "POST", "/calendar-feeds", filling.body, key=typed.key)
        if told.value:
            return await self._shown(request, Forms(), feed=told.value)
        return await self._refused(request, typed, filling, "feed--", told.problem)

    async def override(self, request: Request) -> Response:
        """Lay an override on the roster, or only look what it would make of it."""
        request.scope["operation"] = "override a roster on a page"
        asking = self._frame.asking(request)
        typed = await read_form(request, self._frame.body_limit_bytes)
        filling = override_of(typed)
        if typed.text("look"):
            path, asked = f"{_thing(request)}/previews", weeks_around(filling.body)
            asked["overrides"] = [filling.body]
            seen = await asking.send(PreviewRead, ROOM, "POST", path, asked)
            if is_as_you_change(request):
                return await part_seen(self._frame, request, seen)
            filling.places = {f"overrides.0.{field}": name for field, name in filling.places.items()}
            if seen.value:
                forms = Forms("override--", typed.shown("override--"))
                return await self._shown(request, forms, preview=seen.value)
            return await self._refused(request, typed, filling, "override--", seen.problem)
        put_forced(filling, typed)
        told = await asking.send(
            Done, ROOM, "POST", f"{_thing(request)}/overrides", filling.body, key=typed.key
        )
        if told.value:
            return to(_page(request))
        return await self._refused(request, typed, filling, "override--", told.problem)

    async def take(self, request: Request) -> Response:
        request.scope["operation"] = "change a roster on a page"

        async def shown(forms: Forms, status: int) -> Response:
            return await self._shown(request, forms, status)

        return await take_command(self._frame, request, COMMANDS, _page(request), shown, room=ROOM)

    async def _refused(
        self, request: Request, typed: Typed, filling: Filling, prefix: str, problem: ProblemTold | None
    ) -> Response:
        assert problem
        forms = Forms(prefix, typed.shown(prefix).refused(problem, filling.places))
        return await self._frame.or_again(request, typed, self._shown(request, forms, problem.status))

    def _region(self, request: Request) -> str:
        """Of the caller; without one the room says that it knows no such region."""
        return region_of_caller(self._frame, self._frame.session(request).caller)

    async def _shown(
        self,
        request: Request,
        forms: Forms,
        status: int = 200,
        feed: FeedRead | None = None,
        preview: PreviewRead | None = None,
    ) -> Response:
        asking, language = self._frame.asking(request), language_of_page(request)
        region, texts = self._region(request), texts_in(language)
        (lines, _), providers = await both(
            asking.need(PageOf[LineRead], ROOM, "/duty-lines", region=region, limit=ON_ONE_PAGE),
            organisations_of(asking, kind="crisis-provider", region=region),
        )
        about = request.path_params.get("id") or request.query_params.get("line")
        line = next((each for each in lines.items if about is None or str(each.id) == str(about)), None)
        caller, of_line = self._frame.session(request).caller, dict[str, Any]()
        plans = caller.role == PLANNER
        if line:
            unnamed = texts["label_roster_unnamed"]
            of_line = await weeks_of(asking, line, period_of(request), unnamed, plans_rosters=plans)
            of_line["line_form"] = forms.of(CHANGE_LINE)
            if forms.sent != of_line["line_form"].prefix:
                of_line["line_form"] = replace(of_line["line_form"], values=values_of_line(line))
        return self._frame.render(
            request,
            "roster.html",
            status,
            here="/roster",
            lines=lines.items,
            line=line,
            forms=forms,
            feed=feed,
            site=own_site(request),
            preview=preview,
            seen_calendar=weeks_seen(preview) if preview else None,
            most_gaps=MOST_GAPS,
            plans_rosters=plans,
            own=caller.organisation,
            providers=providers,
            group=[(str(each.id), each.name) for each in providers.value.items] if providers.value else [],
            places=self._places(region),
            line_kinds=options_of("LineKind", language),
            override_kinds=options_of("OverrideKind", language),
            labels={name: texts[f"label_roster_{name}"] for name in LABELLED},
            **of_line,
        )

    def _places(self, region: str) -> list[tuple[str, str]]:
        names = self._frame.municipalities
        codes = (code for each in self._frame.regions if each.id == region for code in each.municipalities)
        return [(code, names.get(code, code)) for code in codes]


def _thing(request: Request) -> str:
    return f"/duty-lines/{request.path_params['id']}"


def _page(request: Request) -> str:
    return f"/roster?line={request.path_params['id']}"
