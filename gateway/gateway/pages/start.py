"""The start page, the reference of the rooms' APIs, and the style of all pages."""

from functools import cache
from pathlib import Path

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.openapi_document import OpenApiDocument
from gateway.pages.frame import HERE, Frame
from gateway.pages.served import served
from gateway.rooms import ROOMS
from wirekit.logs import log

STYLES = HERE.parent / "styles"
STYLE = b"".join(
    (STYLES / name).read_bytes()
    for name in ("base.css", *sorted({path.name for path in STYLES.glob("*.css")} - {"base.css"}))
)
PART_KINDS = {"css": "text/css", "woff2": "font/woff2", "js": "text/javascript"}


class Start:
    """`parts`: the folder with the files of the npm packages; without it the pages have our style only."""

    def __init__(self, frame: Frame, parts: Path | None) -> None:
        self._frame = frame
        self._parts = {
            path.name: path
            for path in (parts.iterdir() if parts and parts.is_dir() else ())
            if path.suffix.lstrip(".") in PART_KINDS
        }

    def routes(self) -> list[Route]:
        return [
            Route("/", self.start, methods=["GET"]),
            Route("/docs", self.docs, methods=["GET"]),
            Route("/docs/{room}", self.reference, methods=["GET"]),
            Route("/style.css", self.style, methods=["GET"]),
            Route("/themes/{code}.css", self.theme, methods=["GET"]),
            Route("/parts/{name}", self.part, methods=["GET"]),
        ]

    async def start(self, request: Request) -> Response:
        request.scope["operation"] = "page start"
        frame = self._frame
        return frame.render(request, "start.html", regions=frame.regions, issuer=frame.issuer)

    async def docs(self, request: Request) -> Response:
        request.scope["operation"] = "page docs"
        return self._frame.render(request, "docs.html")

    async def reference(self, request: Request) -> Response:
        """The reference of one room, or a page that says that the room does not answer (502)."""
        request.scope["operation"] = "page reference"
        room = request.path_params["room"]
        if room not in ROOMS:
            raise HTTPException(404)
        content = await self._frame.rooms.openapi(room)
        if content is not None:
            try:
                document = OpenApiDocument.model_validate_json(content)
                return self._frame.render(request, "reference.html", room=room, document=document)
            except ValidationError as error:
                log.warning("openapi-unreadable", about=room, exc_info=error)
        return self._frame.render(request, "silent.html", 502, room=room)

    async def style(self, request: Request) -> Response:
        request.scope["operation"] = "style"
        return served(request, STYLE, "text/css", keep_seconds=300)

    async def theme(self, request: Request) -> Response:
        """The design tokens of one municipality. Raises HTTPException 404."""
        request.scope["operation"] = "theme"
        theme = self._frame.themes.get(request.path_params["code"])
        if theme is None:
            raise HTTPException(404)
        return served(request, theme.css().encode(), "text/css", keep_seconds=300)

    async def part(self, request: Request) -> Response:
        """A style sheet or font of a package. Raises HTTPException 404."""
        request.scope["operation"] = "page part"
        path = self._parts.get(request.path_params["name"])
        if path is None:
            raise HTTPException(404)
        kind = PART_KINDS[path.suffix.lstrip(".")]
        return served(request, _content(path), kind, keep_seconds=86400)


@cache
def _content(path: Path) -> bytes:
    return path.read_bytes()
