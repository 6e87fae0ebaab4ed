"""In which language a page is shown, and whether a page is what is asked for."""

from starlette.requests import Request

from wirekit.texts import Language, language_of

COOKIE = "wegwijs-language"


def language_of_page(request: Request) -> Language:
    """What the reader chose by ?lang=, now or before, else what the browser asks for."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        match chosen:
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
