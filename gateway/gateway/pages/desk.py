"""One request of the access desk with what may be decided on it; the list is `desk_list`."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages import decision_form, door_form
from gateway.pages.access_answers import GRANTED_BY_THE_DESK, RequestRead
from gateway.pages.asking import Asking
from gateway.pages.command import only_an_id
from gateway.pages.desk_request import Forms, page_of, show_quote, show_request, show_so_far
from gateway.pages.forms import FormShown, Typed, read_form
from gateway.pages.frame import Frame, to
from gateway.pages.quote_answers import QuoteRead
from gateway.pages.ready_answers import ReadyRead

READY_STEPS = {"sending": "decision", "taking-back": "decide"}
"""What can be done with what stands ready, and where on the page that shows."""


class Desk:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/desk/{request_id:uuid}", self.show, methods=["GET"]),
            Route("/desk/{request_id:uuid}/decision", self.decide, methods=["POST"]),
            Route("/desk/{request_id:uuid}/so-far", self.say_how_far, methods=["POST"]),
            Route("/desk/{request_id:uuid}/ready/{step}", self.take_ready_step, methods=["POST"]),
            Route("/desk/{request_id:uuid}/letter", self.letter, methods=["GET"]),
            Route("/desk/{request_id:uuid}/steps/{step}", self.take_step, methods=["POST"]),
            Route("/desk/{request_id:uuid}/quotes", self.ask_quote, methods=["POST"]),
            Route("/desk/{request_id:uuid}/quotes/{quote_id:uuid}", self.show_quote, methods=["GET"]),
            Route("/desk/{request_id:uuid}/quotes/{quote_id:uuid}/award", self.award, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page request"
        return await show_request(self._frame, request, Forms())

    async def decide(self, request: Request) -> Response:
        """The decision stands ready; refused, the form comes back with what was typed and every reason."""
        request.scope["operation"] = "decide on a page"
        typed, asking = await self._sent(request)
        ways = _ways(typed)
        filling = decision_form.decision(typed, ways)
        told = await asking.send(
            ReadyRead,
            "access",
            "POST",
            f"/requests/{request.path_params['request_id']}/ready-decision",
            filling.body,
            key=typed.key,
            if_match=typed.version,
        )
        if told.problem:
            form = typed.shown("decide-").refused(told.problem, filling.places)
            forms = Forms(decide=form, typed=typed)
            shown = show_request(self._frame, request, forms, told.problem.status, ways)
            return await self._frame.or_again(request, typed, shown)
        return to(_just(request, told.value, "ready"))

    async def say_how_far(self, request: Request) -> Response:
        """What is still to be filled in and what it costs, of what was typed so far; nothing is stored.

        For who has no script, or comes with another part of the page in mind, the whole screen.
        """
        request.scope["operation"] = "how far a decision is on a page"
        typed, _ = await self._sent(request)
        forms, ways = Forms(decide=typed.shown("decide-"), typed=typed), _ways(typed)
        if request.headers.get("hx-target") == "so-far":
            return await show_so_far(self._frame, request, forms, ways)
        shown = show_request(self._frame, request, forms, ways=ways)
        return await self._frame.or_again(request, typed, shown)

    async def take_ready_step(self, request: Request) -> Response:
        """What stands ready is sent now, or taken back; where it has gone already, the page says so."""
        request.scope["operation"] = "step of a ready decision on a page"
        step = request.path_params["step"]
        if step not in READY_STEPS:
            raise HTTPException(404)
        typed, asking = await self._sent(request)
        path = f"/requests/{request.path_params['request_id']}/ready-decision/{step}"
        told = await asking.send(ReadyRead, "access", "POST", path, {}, if_match=typed.version)
        if told.problem:
            prefix = f"ready-{step}"
            form = typed.shown(prefix).refused(told.problem, {})
            shown = show_request(self._frame, request, Forms(sent=prefix, step=form), told.problem.status)
            return await self._frame.or_again(request, typed, shown)
        if told.value and told.value.quote_request and told.value.said:
            return to(f"{page_of(request)}/quotes/{told.value.quote_request}")
        return to(_just(request, told.value, READY_STEPS[step]))

    async def letter(self, request: Request) -> Response:
        """The letter of what stands ready, as it would go now. Raises PageRefused."""
        request.scope["operation"] = "letter before it goes on a page"
        path = f"/referrals/{request.path_params['request_id']}/letter-previews"
        pdf = await self._frame.asking(request).document("referral", path, body={})
        named = {"Content-Disposition": 'inline; filename="concept.pdf"', "Cache-Control": "no-store"}
        return Response(pdf, media_type="application/pdf", headers=named)

    async def take_step(self, request: Request) -> Response:
        """A small step at the door: take it in hand, the application, triage, a question, a refusal."""
        request.scope["operation"] = "step of the desk on a page"
        name = request.path_params["step"]
        step = door_form.STEPS.get(name)
        if step is None:
            raise HTTPException(404)
        typed, asking = await self._sent(request)
        about = typed.text("about") or ""
        filling = step.fill(typed)
        path = step.path.format(question=only_an_id(about)) if "{" in step.path else step.path
        told = await asking.send(
            RequestRead,
            "access",
            step.method,
            f"/requests/{request.path_params['request_id']}/{path}",
            filling.body,
            key=typed.key,
            if_match=typed.version,
        )
        if told.problem:
            prefix = f"{name}-{about}"
            form = typed.shown(prefix).refused(told.problem, filling.places)
            shown = show_request(self._frame, request, Forms(sent=prefix, step=form), told.problem.status)
            return await self._frame.or_again(request, typed, shown)
        return to(page_of(request))

    async def ask_quote(self, request: Request) -> Response:
        request.scope["operation"] = "ask for a quote on a page"
        typed, asking = await self._sent(request)
        filling = decision_form.quote_question(typed)
        path = f"/requests/{request.path_params['request_id']}/quote-requests"
        told = await asking.send(QuoteRead, "access", "POST", path, filling.body, key=typed.key)
        if told.problem:
            form = typed.shown("ask-").refused(told.problem, filling.places)
            shown = show_request(self._frame, request, Forms(ask=form), told.problem.status)
            return await self._frame.or_again(request, typed, shown)
        return to(page_of(request))

    async def show_quote(self, request: Request) -> Response:
        request.scope["operation"] = "page quote of a request"
        return await show_quote(self._frame, request, FormShown())

    async def award(self, request: Request) -> Response:
        """Yes to a quote (offerte akkoord) stands ready."""
        request.scope["operation"] = "award on a page"
        typed, asking = await self._sent(request)
        filling = decision_form.award(typed)
        path = f"/quote-requests/{request.path_params['quote_id']}/ready-award"
        told = await asking.send(
            ReadyRead, "access", "POST", path, filling.body, key=typed.key, if_match=typed.version
        )
        if told.problem:
            form = typed.shown().refused(told.problem, filling.places)
            shown = show_quote(self._frame, request, form, told.problem.status)
            return await self._frame.or_again(request, typed, shown)
        return to(_just(request, told.value, "ready"))

    async def _sent(self, request: Request) -> tuple[Typed, Asking]:
        asking = self._frame.asking(request)
        return await read_form(request, self._frame.body_limit_bytes), asking


def _just(request: Request, standing: ReadyRead | None, place: str) -> str:
    """This place on the page as it is now: an address that only changes behind its # is not loaded anew."""
    return f"{page_of(request)}?ready={standing.version if standing else 0}#{place}"


def _ways(typed: Typed) -> list[str]:
    return [way for way in (typed.text("ways") or "").split(",") if way in GRANTED_BY_THE_DESK]
