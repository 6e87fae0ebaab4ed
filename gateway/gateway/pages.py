"""The pages: the start page, the reference of the rooms' APIs, and what is shown instead of a page.

Rendered on the server, without script. What a room or a region file says is text, never markup.
"""

from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from gateway.openapi_document import OpenApiDocument
from gateway.problems import page_problem
from gateway.regions import Region
from gateway.rooms import ROOMS, Rooms
from gateway.texts import texts_in
from wirekit.logs import log
from wirekit.texts import Language, Text, language_of

HERE = Path(__file__).parent
STYLE = (HERE / "style.css").read_bytes()
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'none'; object-src 'none'; form-action 'none'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Vary": "Accept, Accept-Language",
}


class Pages:
    """All pages. `shows_demo`: whether the start page names the callers of the demonstration."""

    def __init__(
        self,
        rooms: Rooms,
        regions: tuple[Region, ...],
        role_names: dict[str, Text],
        *,
        shows_demo: bool,
        issuer: str,
    ) -> None:
        self._issuer = issuer
        self._rooms, self._regions, self._role_names = rooms, regions, role_names
        self._shows_demo = shows_demo
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def routes(self) -> list[Route]:
        return [
            Route("/", self.start, methods=["GET"]),
            Route("/docs", self.docs, methods=["GET"]),
            Route("/docs/{room}", self.reference, methods=["GET"]),
            Route("/style.css", self.style, methods=["GET"]),
        ]

    async def start(self, request: Request) -> Response:
        request.scope["operation"] = "page start"
        return self._render(
            request,
            "start.html",
            regions=self._regions,
            role_names=self._role_names,
            shows_demo=self._shows_demo,
            issuer=self._issuer,
        )

    async def docs(self, request: Request) -> Response:
        request.scope["operation"] = "page docs"
        return self._render(request, "docs.html")

    async def reference(self, request: Request) -> Response:
        """The reference of one room, or a page that says that the room does not answer (502)."""
        request.scope["operation"] = "page reference"
        room = request.path_params["room"]
        if room not in ROOMS:
            raise HTTPException(404)
        content = await self._rooms.openapi(room)
        if content is not None:
            try:
                document = OpenApiDocument.model_validate_json(content)
                return self._render(request, "reference.html", room=room, document=document)
            except ValidationError as error:
                log.warning("openapi-unreadable", about=room, exc_info=error)
        return self._render(request, "silent.html", 502, room=room)

    async def style(self, request: Request) -> Response:
        request.scope["operation"] = "style"
        headers = {"Cache-Control": "public, max-age=300"}
        return Response(STYLE, media_type="text/css", headers=headers)

    async def refusal(self, request: Request, error: Exception) -> Response:
        """A page for who reads pages, a problem for who calls an API."""
        request.scope["operation"] = "page refused"
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(getattr(error, "headers", None) or {})
        accept = request.headers.get("accept")
        if request.url.path.startswith("/api") or not prefers_html(accept):
            answer: Response = page_problem(status).response(language_of_page(request))
        else:
            answer = self._render(request, "refused.html", status)
        answer.headers.update(headers)
        return answer

    def _render(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        language = language_of_page(request)
        chosen = f"?lang={language}" if "lang" in request.query_params else ""
        html = self._templates.get_template(template).render(
            t=texts_in(language), language=language, chosen=chosen, rooms=ROOMS, status=status, **values
        )
        return HTMLResponse(html, HTTPStatus(status), {**PAGE_HEADERS, "Content-Language": language})


def language_of_page(request: Request) -> Language:
    """What the reader chose by ?lang=, else what the browser asks for."""
    match request.query_params.get("lang"):
        case "nl":
            return "nl"
        case "en":
            return "en"
    return language_of(request.headers.get("accept-language"))


def prefers_html(accept: str | None) -> bool:
    """Whether this Accept names text/html, and JSON with no more weight (RFC 9110, section 12.5.1)."""
    weights = {"html": 0.0, "json": 0.0}
    for part in (accept or "").lower().split(","):
        kind, *parameters = (piece.strip() for piece in part.split(";"))
        for family in weights:
            if kind.startswith(("text/", "application/")) and kind.endswith(family):
                weights[family] = max(weights[family], _weight(parameters))
    return weights["html"] > 0 and weights["html"] >= weights["json"]


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
