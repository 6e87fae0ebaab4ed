"""Raise an alarm: three touches, and nobody ends with nothing in hand."""

import asyncio
from dataclasses import replace
from typing import TypeVar
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import ProblemTold
from gateway.pages.asking import Asking, SessionEnded, Told
from gateway.pages.crisis_answers import ALARM_NOT_YOURS, CallBackLeft, Made
from gateway.pages.forms import Filling, FormShown, Typed, read_form
from gateway.pages.frame import Frame, NobodyYet, set_cookie, to
from gateway.pages.language import language_of_page
from gateway.pages.municipalities import LAST, likely_municipality, municipalities_to_choose, numbers_of
from gateway.pages.organisations import organisations_of
from gateway.pages.wall import HOLDS_FORM
from gateway.problems import RoomSilent, RoomUnreachable
from gateway.session import COOKIE
from wirekit.problems import KeyReused, Problem, Unauthenticated

T = TypeVar("T", Made, CallBackLeft)
RAISE = "raise.js"
CRISIS, CRISIS_DESK = "crisis", "crisis-desk"
ANSWER_WITHIN_SECONDS = 8
"""Longer nobody waits with an alarm; what is sent again under its key is raised once."""
DANGER = {"yes": True, "no": False}
LABELLED = (
    *("municipality", "callBackNumber", "danger", "drill", "drillByRealChannels", "whereabouts"),
    *("dangerWords", "age", "need", "residence.kind", "residence.code", "onBehalfOf", "relapseOf"),
)


class AlarmRaise:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/alarms/new", self.show, methods=["GET"]),
            Route("/alarms/new", self.send, methods=["POST"]),
            Route("/alarms/not-sent", self.not_sent, methods=["GET"]),
            Route("/alarms/call-back", self.call_back, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page raise alarm"
        caller = self._frame.session(request).caller
        where = request.query_params.get("municipality") or likely_municipality(self._frame, request, caller)
        relapse = request.query_params.get("relapse", "")
        values = {
            "municipality": where,
            "callBackNumber": caller.telephone or "",
            "relapseOf": relapse,
        }
        return await self._form(request, FormShown(values=values))

    async def not_sent(self, request: Request) -> Response:
        """What a browser keeps, to be shown where nothing answers any more. Nobody need be signed in."""
        request.scope["operation"] = "page alarm not sent"
        answer = await self._form(request, FormShown(problem=self._own(request, RoomUnreachable(CRISIS))))
        answer.status_code = 200
        return answer

    async def send(self, request: Request) -> Response:
        """On to the alarm; or why not, with whom to call, what was typed, and the same key."""
        request.scope["operation"] = "raise an alarm on a page"
        typed = await read_form(request, self._frame.body_limit_bytes)
        filling = alarm_of(typed)
        told = await self._sent(request, Made, "/alarms", filling, typed)
        if told.value is None:
            assert told.problem
            form = typed.shown().refused(told.problem, filling.places)
            if told.problem.type == KeyReused.type:
                # The first press did arrive, and what was changed after it is another alarm: with a new key.
                form = replace(form, key=str(uuid4()))
            return await self._form(request, form)
        answer = to(f"/alarms/{told.value.id}")
        set_cookie(answer, request, LAST, typed.text("municipality") or "")
        return answer

    async def call_back(self, request: Request) -> Response:
        """For whom it is not to raise an alarm: until when the crisis desk calls."""
        request.scope["operation"] = "leave a call-back on a page"
        typed = await read_form(request, self._frame.body_limit_bytes)
        filling = Filling()
        filling.put("municipality", typed.text("municipality"), "municipality")
        filling.put("callBackNumber", typed.telephone("callBackNumber"), "callBackNumber")
        filling.put("danger", DANGER.get(typed.text("danger") or "no"), "danger")
        told = await self._sent(request, CallBackLeft, "/call-backs", filling, typed)
        refused = typed.shown().refused(told.problem, filling.places) if told.problem else typed.shown()
        return await self._form(request, refused, call_back=told)

    async def _sent(
        self, request: Request, kind: type[T], path: str, filling: Filling, typed: Typed
    ) -> Told[T]:
        try:
            asking = self._frame.asking(request)
            async with asyncio.timeout(ANSWER_WITHIN_SECONDS):
                return await asking.send(kind, CRISIS, "POST", path, filling.body, key=typed.key)
        except TimeoutError:
            problem: Problem = RoomSilent(CRISIS)
        except (NobodyYet, SessionEnded):
            # Elsewhere one is sent to sign in; an alarm that is not sent must not look like that.
            self._frame.sessions.end(request.cookies.get(COOKIE))
            problem = Unauthenticated()
        return Told(CRISIS, problem=self._own(request, problem))

    def _own(self, request: Request, problem: Problem) -> ProblemTold:
        return ProblemTold.model_validate(problem.body(language_of_page(request)))

    async def _form(
        self, request: Request, form: FormShown, *, call_back: Told[CallBackLeft] | None = None
    ) -> Response:
        frame, language = self._frame, language_of_page(request)
        session = frame.sessions.find(request.cookies.get(COOKIE))
        problem, caller = form.problem, session.caller if session else None
        askers = None
        if session and caller and caller.role == CRISIS_DESK and problem is None:
            askers = await _askers(frame.asking_as(session, language))
        answer = frame.render(
            request,
            "alarm_raise.html",
            problem.status if problem else 200,
            here="/alarms/new",
            script="" if call_back and call_back.value else RAISE,
            form=form,
            is_not_yours=problem is not None and problem.type == ALARM_NOT_YOURS,
            is_not_sent=problem is not None and (problem.status >= 500 or problem.status == 401),
            was_sent_before=problem is not None and problem.type == KeyReused.type,
            is_unsure=problem is not None and problem.type == RoomSilent.type,
            call_back=call_back,
            places=municipalities_to_choose(frame, caller, language),
            numbers=(problem.numbers if problem else ())
            or numbers_of(frame, form.value("municipality"), caller),
            askers=askers,
            is_desk=caller is not None and caller.role == CRISIS_DESK,
        )
        answer.headers.update(HOLDS_FORM)
        return answer


def alarm_of(typed: Typed) -> Filling:
    """What is not filled in stays out: three things suffice."""
    filling = Filling()
    filling.put("municipality", typed.text("municipality"), "municipality")
    filling.put("callBackNumber", typed.telephone("callBackNumber"), "callBackNumber")
    filling.put("danger", DANGER.get(typed.text("danger") or ""), "danger")
    for name in ("drill", "drillByRealChannels"):
        filling.put(name, typed.text(name) is not None or None, name)
    for name in ("whereabouts", "dangerWords", "need"):
        filling.put(name, typed.text(name), name)
    # Who chooses a municipality has said that it is one: nothing is refused for that at 03:40.
    code = typed.text("residence.code")
    filling.put("residence.kind", typed.text("residence.kind") or (code and "municipality"), "residence.kind")
    filling.put("residence.code", code, "residence.code")
    filling.put("age", typed.number("age"), "age")
    filling.put("onBehalfOf", typed.text("onBehalfOf"), "onBehalfOf")
    filling.put("relapseOf", typed.text("relapseOf"), "relapseOf")
    return filling


async def _askers(asking: Asking) -> list[tuple[str, str]]:
    """In whose name a crisis desk may raise an alarm; nobody else where the register is away."""
    kinds = ("municipality", "certified-institution")
    told = await asyncio.gather(*(organisations_of(asking, kind=kind) for kind in kinds))
    return [(str(each.id), each.name) for page in told if page.value for each in page.value.items]
