"""Files that are the same for everybody: style sheets, scripts, fonts."""

import gzip
from functools import cache

from starlette.requests import Request
from starlette.responses import Response


def served(request: Request, content: bytes, kind: str, *, keep_seconds: int) -> Response:
    """Kept by the browser for so long, and small where it takes that: nothing secret stands in it."""
    headers = {"Cache-Control": f"public, max-age={keep_seconds}", "Vary": "Accept-Encoding"}
    if kind.startswith("text/") and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(_small(content), media_type=kind, headers=headers | {"Content-Encoding": "gzip"})
    return Response(content, media_type=kind, headers=headers)


@cache
def _small(content: bytes) -> bytes:
    return gzip.compress(content)
