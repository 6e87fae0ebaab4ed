"""What every page has: its templates, its language, who is signed in, and what is shown instead of it."""

from collections.abc import Awaitable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gateway.pages import language as languages
from gateway.pages import shown
from gateway.pages.answers import ProblemTold
from gateway.pages.asking import Asking, PageRefused, SessionEnded
from gateway.pages.forms import Typed, read_form
from gateway.pages.htmx import ASKED_BY_HTMX
from gateway.pages.language import language_of_page, prefers_html
from gateway.pages.navigation import menu_of, stands_on
from gateway.problems import page_problem
from gateway.regions import Region
from gateway.relying_party import RelyingParty
from gateway.rooms import ROOMS, Rooms
from gateway.session import COOKIE, Session, Sessions
from gateway.texts import texts_in
from gateway.themes import Theme
from wirekit.problems import Problem
from wirekit.texts import Language, Text

HERE = Path(__file__).parent
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; object-src 'none'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    # With "no-referrer" a browser would not say of its own forms from which site they come.
    "Referrer-Policy": "same-origin",
    "Vary": "Accept, Accept-Language, Cookie",
}

REFUSALS = {"problem.html", "refused.html"}


class NobodyYet(Exception):
    """The page is for who is signed in."""


class Frame:
    """Shared by all pages. `municipalities`: the name of each by its code; `themes`: the look of some."""

    def __init__(
        self,
        rooms: Rooms,
        regions: tuple[Region, ...],
        role_names: dict[str, Text],
        municipalities: dict[str, str],
        themes: Mapping[str, Theme],
        *,
        shows_demo: bool,
        issuer: str,
        public_address: str,
        sessions: Sessions,
        relying_party: RelyingParty,
        body_limit_bytes: int,
    ) -> None:
        self.rooms, self.regions, self.role_names = rooms, regions, role_names
        self.municipalities, self.themes, self.shows_demo = municipalities, themes, shows_demo
        self.issuer, self.body_limit_bytes = issuer, body_limit_bytes
        self.public_address, self.sessions, self.relying_party = public_address, sessions, relying_party
        callers = [caller for region in regions for caller in region.callers] if shows_demo else []
        self.demo_callers = {caller.id: caller for caller in callers}
        self.by_subject = {caller.subject: caller for caller in callers}
        self._templates = Environment(
            loader=FileSystemLoader(HERE.parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        for write in (
            *(shown.word, shown.moment, shown.last_day, shown.days_left, shown.day, shown.weekday),
            *(shown.euros, shown.hours, shown.hour, shown.clock, shown.telephone),
        ):
            self._templates.filters[write.__name__] = write

    def session(self, request: Request) -> Session:
        """Who is signed in. Raises NobodyYet."""
        session = self.sessions.find(request.cookies.get(COOKIE))
        if session is None:
            raise NobodyYet
        return session

    def asking(self, request: Request) -> Asking:
        """Raises NobodyYet."""
        return Asking(self.rooms, self.session(request), language_of_page(request))

    def asking_as(self, session: Session | None, language: Language) -> Asking:
        """In the name of this session; without one, by a secret that the question holds itself."""
        return Asking(self.rooms, session, language)

    def render(
        self,
        request: Request,
        template: str,
        status: int = 200,
        *,
        here: str = "",
        script: str = "",
        **values: Any,
    ) -> HTMLResponse:
        """`here`: the page that is read, where the address is that of a form which was sent. `script`: the
        one of those in `static` that this page runs beside what all run."""
        language = language_of_page(request)
        lang = request.query_params.get("lang")
        others = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
        me = self.sessions.find(request.cookies.get(COOKIE))
        menu = menu_of(me.caller.role) if me else []
        here = here or request.url.path
        # A refusal repeats nothing of what was sent, not even in a link to itself.
        stays, others = ("/", []) if template in REFUSALS else (here, others)
        html = self._templates.get_template(template).render(
            t=texts_in(language),
            language=language,
            chosen=f"?lang={language}" if lang else "",
            here=here,
            in_language={code: f"{stays}?{urlencode([*others, ('lang', code)])}" for code in ("nl", "en")},
            rooms=ROOMS,
            status=status,
            municipalities=self.municipalities,
            role_names=self.role_names,
            shows_demo=self.shows_demo,
            me=me,
            menu=menu,
            has_inbox=any(path == "/inbox" for path, _ in menu),
            theme=me.caller.municipality if me and me.caller.municipality in self.themes else "",
            stands_on=stands_on(menu, here),
            script=script,
            **values,
        )
        answer = HTMLResponse(html, HTTPStatus(status), {**PAGE_HEADERS, "Content-Language": language})
        if lang in ("nl", "en"):
            set_cookie(answer, request, languages.COOKIE, lang)
        return answer

    async def or_again(self, request: Request, typed: Typed, shown: Awaitable[Response]) -> Response:
        """The page with its form, or where the page's own room is silent: what was typed, to send again."""
        try:
            return await shown
        except PageRefused as error:
            return self.render(
                request,
                "again.html",
                error.problem.status,
                here="/me",
                problem=error.problem,
                action=request.url.path,
                typed=typed.everything,
            )

    async def refusal(self, request: Request, error: Exception) -> Response:
        """A page for who reads pages, a problem for who calls an API."""
        request.scope.setdefault("operation", "page refused")
        if isinstance(error, Problem):
            problem = error
        else:
            problem = page_problem(error.status_code if isinstance(error, HTTPException) else 500)
        is_page = ASKED_BY_HTMX in request.headers or prefers_html(request.headers.get("accept"))
        if request.url.path.startswith("/api") or not is_page:
            answer: Response = problem.response(language_of_page(request))
        elif isinstance(error, Problem):
            told = ProblemTold.model_validate(problem.body(language_of_page(request)))
            answer = self.render(request, "problem.html", problem.status, problem=told)
        else:
            answer = self.render(request, "refused.html", problem.status)
        answer.headers.update(dict(getattr(error, "headers", None) or {}))
        return answer

    async def refused_by_room(self, request: Request, error: Exception) -> Response:
        """The room's own words: this page is not for who is signed in, or the thing is not there."""
        assert isinstance(error, PageRefused)
        return self.render(request, "problem.html", error.problem.status, problem=error.problem)

    async def choose_first(self, request: Request, error: Exception) -> Response:
        """Who only looks goes and signs in; who sends something keeps what was typed, to send it again."""
        if isinstance(error, SessionEnded):
            self.sessions.end(request.cookies.get(COOKIE))
        # A part that looks again by itself sends nobody away either: beside it somebody may be typing.
        if ASKED_BY_HTMX in request.headers:
            return Response(status_code=401, headers=PAGE_HEADERS)
        if request.method == "GET":
            return to("/me")
        kind = request.headers.get("content-type", "")
        if COOKIE not in request.cookies or not kind.startswith("application/x-www-form-urlencoded"):
            return to("/me")
        try:
            typed = await read_form(request, self.body_limit_bytes)
        except Problem:
            return to("/me")
        texts = texts_in(language_of_page(request))
        return self.render(
            request,
            "again.html",
            401,
            here="/me",
            problem=ProblemTold(
                type="about:blank",
                title=texts["signed_out"],
                status=401,
                detail=texts["signed_out_what_now"],
            ),
            action=request.url.path,
            typed=typed.everything,
        )

    def standing_alone(self, template: str, **values: Any) -> str:
        """A page to be kept on disk, without anything around it."""
        return self._templates.get_template(template).render(**values)

    def handlers(self) -> dict[Any, Any]:
        return {
            404: self.refusal,
            405: self.refusal,
            500: self.refusal,
            Problem: self.refusal,
            PageRefused: self.refused_by_room,
            NobodyYet: self.choose_first,
            SessionEnded: self.choose_first,
        }


def kept_as_pdf(content: bytes) -> Response:
    """To be kept on disk: what somebody else uploaded is not opened among our own pages."""
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="wegwijs.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


def to(path: str) -> RedirectResponse:
    """See other: what was sent is not sent again by looking at the page again."""
    return RedirectResponse(path, 303)


def set_cookie(
    answer: Response,
    request: Request,
    name: str,
    value: str,
    *,
    seconds: int | None = None,
    same_site: Literal["strict", "lax"] = "strict",
) -> None:
    """`seconds`: for how long the browser keeps it; without them until it is closed."""
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite=same_site,
        secure=request.url.scheme == "https",
    )
