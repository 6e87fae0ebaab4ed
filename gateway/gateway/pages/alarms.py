"""Running alarms, and one alarm with everything that can be said of it."""

from asyncio import gather
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.alarm_form import COMMANDS, LABELLED, OF_THE_LIST
from gateway.pages.alarm_raise import CRISIS, CRISIS_DESK
from gateway.pages.answers import PageOf
from gateway.pages.asking import Asking, Told
from gateway.pages.command import Forms, take_command
from gateway.pages.crisis_answers import (
    AlarmListed,
    AlarmRead,
    BedsRead,
    CallBackToMake,
    DispatchNoteRead,
    InterventionRead,
    QuestionsAsked,
)
from gateway.pages.deciding import options_of
from gateway.pages.frame import Frame
from gateway.pages.language import language_of_page
from gateway.pages.municipalities import municipalities_to_choose
from gateway.pages.naming import Options
from gateway.pages.organisations import organisations_of
from gateway.pages.shown import AMSTERDAM
from gateway.pages.wall import LIVE
from gateway.texts import texts_in
from wirekit.texts import Language

T = TypeVar("T", bound=BaseModel)
ON_ONE_PAGE = 50
EVERY_SECONDS = 5
ON_CALL = "on-call-worker"
HELPS = frozenset({CRISIS_DESK, ON_CALL})
"""Who takes alarms in hand and tells what happened; others read on."""


class Alarms:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/alarms", self.list, methods=["GET"]),
            Route("/alarms/steps/{command}", self.command_of_list, methods=["POST"]),
            Route("/alarms/{id:uuid}", self.show, methods=["GET"]),
            Route("/alarms/{id:uuid}/{command}", self.command, methods=["POST"]),
        ]

    async def list(self, request: Request) -> Response:
        """Those that run, or all; for a crisis desk also who waits for a call."""
        request.scope["operation"] = "page alarms"
        return await self._listed(request, Forms())

    async def command_of_list(self, request: Request) -> Response:
        request.scope["operation"] = "command about a call-back on a page"
        return await take_command(
            self._frame,
            request,
            OF_THE_LIST,
            "/alarms",
            lambda forms, status: self._listed(request, forms, status),
            room=CRISIS,
        )

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page alarm"
        return await self._shown(request, Forms())

    async def command(self, request: Request) -> Response:
        request.scope["operation"] = "command about an alarm on a page"
        return await take_command(
            self._frame,
            request,
            COMMANDS,
            _page(request),
            lambda forms, status: self._shown(request, forms, status),
            room=CRISIS,
        )

    async def _listed(self, request: Request, forms: Forms, status: int = 200) -> Response:
        asking, caller = self._frame.asking(request), self._frame.session(request).caller
        state = "all" if request.query_params.get("state") == "all" else None
        after = request.query_params.get("after")
        (found, _), call_backs = await gather(
            asking.need(PageOf[AlarmListed], CRISIS, "/alarms", state=state, after=after, limit=ON_ONE_PAGE),
            _call_backs(asking, caller.role),
        )
        running = await gather(
            *(
                asking.want(AlarmRead, CRISIS, f"/alarms/{each.id}")
                for each in found.items
                if each.status != "closed"
            )
        )
        return self._frame.render(
            request,
            "alarms.html",
            status,
            here="/alarms",
            script=LIVE,
            found=found,
            running={each.value.id: each.value for each in running if each.value},
            call_backs=call_backs,
            helps=caller.role in HELPS,
            is_desk=caller.role == CRISIS_DESK,
            raises=caller.role != ON_CALL,
            state=state,
            forms=forms,
            now=datetime.now(UTC),
            every_seconds=EVERY_SECONDS,
        )

    async def _shown(self, request: Request, forms: Forms, status: int = 200) -> Response:
        frame, language = self._frame, language_of_page(request)
        asking, caller = frame.asking(request), frame.session(request).caller
        path = f"/alarms/{request.path_params['id']}"
        alarm, etag = await asking.need(AlarmRead, CRISIS, path)
        helps = caller.role in HELPS
        wants_note = helps and request.query_params.get("note") == "yes"
        intervention, questions, beds, note, organisations = await gather(
            asking.want(InterventionRead, CRISIS, f"{path}/intervention"),
            asking.want(QuestionsAsked, CRISIS, "/triage-questions", municipality=alarm.municipality),
            _asked(asking, BedsRead, f"{path}/beds", when=helps and alarm.status != "raised"),
            _asked(asking, DispatchNoteRead, f"{path}/dispatch-note", when=wants_note),
            organisations_of(asking, kind="crisis-provider"),
        )
        now = datetime.now(UTC)
        return frame.render(
            request,
            "alarm.html",
            status,
            here=_page(request),
            script=LIVE,
            alarm=alarm,
            version=etag,
            intervention=intervention,
            questions=questions,
            beds=beds,
            note=note,
            organisations={
                each.id: each.name for each in (organisations.value.items if organisations.value else ())
            },
            helps=helps,
            is_desk=caller.role == CRISIS_DESK,
            forms=forms,
            labels=_labels(language),
            choices=_choices(language),
            places=municipalities_to_choose(frame, caller, language),
            has_hour_twice=has_hour_twice(alarm.raised_at, now),
            now=now,
            now_local=f"{now.astimezone(AMSTERDAM):%Y-%m-%dT%H:%M}",
            every_seconds=EVERY_SECONDS,
        )


def _labels(language: Language) -> dict[str, str]:
    texts = texts_in(language)
    return {name: texts[f"alarm_{name}"] for name in LABELLED}


def _choices(language: Language) -> dict[str, Options]:
    """What can be chosen, by the name of its enum in the room."""
    return {kind: options_of(kind, language) for kind in ("CrisisOutcome", "NoCrisisReason", "TriageAnswer")}


def _page(request: Request) -> str:
    return f"/alarms/{request.path_params['id']}"


def has_hour_twice(start: datetime, end: datetime) -> bool:
    """Whether the clock in the Netherlands went back between these moments, or just before."""
    before, after = (f"{at.astimezone(AMSTERDAM):%z}" for at in (start - timedelta(hours=1), end))
    return before > after


async def _asked(asking: Asking, kind: type[T], path: str, *, when: bool) -> Told[T] | None:
    return await asking.want(kind, CRISIS, path) if when else None


async def _call_backs(asking: Asking, role: str) -> Told[PageOf[CallBackToMake]] | None:
    if role != CRISIS_DESK:
        return None
    return await asking.want(PageOf[CallBackToMake], CRISIS, "/call-backs", limit=ON_ONE_PAGE)
