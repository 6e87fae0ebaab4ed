"""The plan of a line by form: layers as rows; looked at first, with its gaps in red, and then saved."""

from dataclasses import replace
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import PageOf, ProblemTold
from gateway.pages.asking import Asking, Told, both
from gateway.pages.command import Done
from gateway.pages.deciding import options_of
from gateway.pages.forms import Filling, FormShown, Typed, read_form
from gateway.pages.frame import Frame, to
from gateway.pages.language import language_of_page
from gateway.pages.roster_answers import LineRead, PlanRead, PreviewRead
from gateway.pages.roster_form import MOST_FIELDS, RANKS, Row, plan_of, put_forced, rows_of, values_of
from gateway.pages.roster_of_line import ROOM, all_of, staff_of
from gateway.pages.roster_seen import MOST_GAPS, is_as_you_change, part_seen, weeks_seen
from gateway.pages.shown import AMSTERDAM
from gateway.texts import texts_in

LOOKS_AHEAD = timedelta(weeks=26)
HAS_GAPS = "/problems/roster-has-gaps"


class RosterPlan:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/roster/{id:uuid}/plan", self.show, methods=["GET"]),
            Route("/roster/{id:uuid}/plan", self.plan, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The form, with what counts last in it."""
        request.scope["operation"] = "page plan of a roster"
        return await self._shown(request, None)

    async def plan(self, request: Request) -> Response:
        """Look what the plan would make of the line, or agree on it. What would leave a gap is shown."""
        request.scope["operation"] = "plan a roster on a page"
        asking, line = self._frame.asking(request), request.path_params["id"]
        typed = await read_form(request, self._frame.body_limit_bytes, most_fields=MOST_FIELDS)
        filling = plan_of(typed)
        if typed.text("look"):
            looked = await _preview(asking, line, filling)
            if is_as_you_change(request):
                return await part_seen(self._frame, request, looked)
            return await self._again(request, typed, filling, looked, looked.problem)
        saved = Filling()
        saved.body, saved.places = {**filling.body}, {**filling.places}
        put_forced(saved, typed)
        path = f"/duty-lines/{line}/plans"
        told = await asking.send(Done, ROOM, "POST", path, saved.body, key=typed.key)
        if told.problem is None:
            return to(f"/roster?line={line}")
        has_gaps = told.problem.type == HAS_GAPS
        if has_gaps:
            # The preview tells each gap in the words of a page, where the refusal names moments in UTC.
            told = replace(told, problem=told.problem.model_copy(update={"reasons": ()}))
        seen = await _preview(asking, line, filling) if has_gaps else None
        return await self._again(request, typed, saved, seen, told.problem)

    async def _again(
        self,
        request: Request,
        typed: Typed,
        filling: Filling,
        seen: Told[PreviewRead] | None,
        problem: ProblemTold | None,
    ) -> Response:
        form = typed.shown()
        if problem:
            form = form.refused(problem, filling.places)
        shown = self._shown(request, form, problem.status if problem else 200, seen.value if seen else None)
        return await self._frame.or_again(request, typed, shown)

    async def _shown(
        self,
        request: Request,
        form: FormShown | None,
        status: int = 200,
        preview: PreviewRead | None = None,
    ) -> Response:
        asking, language = self._frame.asking(request), language_of_page(request)
        id_, texts = request.path_params["id"], texts_in(language)
        (line, _), (staff, workers) = await both(
            asking.need(LineRead, ROOM, f"/duty-lines/{id_}"),
            staff_of(asking, id_, texts["label_roster_unnamed"]),
        )
        plans: Told[PageOf[PlanRead]] = Told(ROOM)
        if form is None:
            plans = await all_of(asking, PlanRead, f"/duty-lines/{id_}/plans")
            last = plans.value.items[-1:] if plans.value else ()
            form = FormShown(values=values_of(last[0]) if last else {"needed-1": "1"})
        rows = rows_of(form.values)
        needed = [rank for rank in range(1, RANKS + 1) if form.value(f"needed-{rank}")]
        return self._frame.render(
            request,
            "roster_plan.html",
            status,
            here="/roster",
            line=line,
            staff=staff,
            workers=workers,
            plans=plans,
            form=form,
            rows=rows,
            needed=min(max(needed, default=0) + 1, RANKS),
            preview=preview,
            calendar=weeks_seen(preview) if preview else None,
            most_gaps=MOST_GAPS,
            today=datetime.now(AMSTERDAM).date(),
            days=options_of("Weekday", language),
            units=options_of("Unit", language),
            labels=_labels(texts, rows),
        )


async def _preview(asking: Asking, line: object, filling: Filling) -> Told[PreviewRead]:
    """Over all that is worked out ahead, so that no gap comes up later. The room names fields of `plan`."""
    asked: dict[str, object] = {"plan": {**filling.body}}
    try:
        since = datetime.fromisoformat(str(filling.body["since"]))
        asked["until"] = (since + LOOKS_AHEAD).isoformat()
    except (ValueError, OverflowError):
        pass  # the room says what is wrong with it
    filling.places |= {f"plan.{field}": name for field, name in filling.places.items()}
    return await asking.send(PreviewRead, ROOM, "POST", f"/duty-lines/{line}/previews", asked)


def _labels(texts: dict[str, str], rows: list[Row]) -> dict[str, str]:
    """What each input is called in the list of what is wrong: with the layer in which it stands."""
    labels = {f"needed-{rank}": f"{texts['roster_needed']} {rank}" for rank in range(1, RANKS + 1)}
    labels |= {"since-day": texts["roster_since"], "why": texts["roster_why"], "force": texts["roster_force"]}
    of_layer = {
        "name": "roster_layer_name",
        "rank": "roster_rank",
        "seat": "roster_seat",
        "every": "roster_every",
        "unit": "roster_unit",
        "first-day": "roster_first",
        "last-day": "roster_last",
    }
    of_window = {"begins": "roster_window_begins", "ends": "roster_window_ends", "days": "roster_window"}
    for number, row in enumerate(rows, start=1):
        here = f"{texts['roster_layer']} {number}"
        labels |= {row.start + name: f"{here}, {texts[key]}" for name, key in of_layer.items()}
        for place in range(row.members):
            labels[f"{row.start}member-{place}"] = f"{here}, {texts['roster_members']} {place + 1}"
        for at in range(row.windows):
            start = f"{row.start}window-{at}-"
            labels |= {start + name: f"{here}, {texts[key]}" for name, key in of_window.items()}
    return labels
