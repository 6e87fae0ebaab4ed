"""The OpenAPI document of a room, after the Dutch API Design Rules (FastAPI's own breaks 18 of them)."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import JSONResponse

from wirekit.problems import problem_response

CONTACT = {
    "name": "Wegwijs",
    "url": "https://wegwijs.example/contact",
    "email": "wegwijs@wegwijs.example",
}
VERSION_HEADER = {"API-Version": {"description": "Full version of the API", "schema": {"type": "string"}}}
RETRY_HEADER = {
    "Retry-After": {"description": "Seconds until it is possible again", "schema": {"type": "integer"}}
}
ETAG_HEADER = {"ETag": {"description": "For If-Match on the next command", "schema": {"type": "string"}}}

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457; in Dutch or English by Accept-Language.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
        "reasons": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "text"],
                "properties": {"code": {"type": "string"}, "text": {"type": "string"}},
            },
        },
        "possibleSteps": {"type": "array", "items": {"type": "string"}},
    },
}
_WRITES = {"post", "put", "patch", "delete"}
_ALWAYS = {
    "400": "Invalid input",
    "401": "No valid token",
    "403": "Not for this role",
    "429": "Too many calls",
}
_ON_THINGS = {"404": "Not there, or not yours to know of"}
_ON_WRITES = {"409": "Not in this state, or against a rule", "413": "Too large"}


def describe(app: FastAPI) -> dict[str, Any]:
    """The document that is served, committed in contracts/ and compared."""
    for route in app.routes:
        if isinstance(route, APIRoute):
            route.operation_id = route.name
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        servers=[{"url": f"{app.state.public_path}"}],
        openapi_version="3.1.0",
    )
    document["info"]["contact"] = CONTACT  # given to FastAPI, it would ask for one more library to check it
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = PROBLEM_SCHEMA
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    document["security"] = [{"bearer": []}]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _complete(operation, has_thing="{" in path, writes=method in _WRITES)
    return document


def _complete(operation: dict[str, Any], *, has_thing: bool, writes: bool) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    problems = {**_ALWAYS, **(_ON_THINGS if has_thing else {}), **(_ON_WRITES if writes else {})}
    headers = {p["name"].lower() for p in operation.get("parameters", ()) if p["in"] == "header"}
    if "idempotency-key" in headers:
        problems["422"] = "Idempotency-Key used before with another body"
    if "if-match" in headers:
        problems |= {"412": "Changed meanwhile", "428": "If-Match missing"}
    for status, meaning in problems.items():
        schema = {"$ref": "#/components/schemas/Problem"}
        content = {"application/problem+json": {"schema": schema}}
        responses[status] = {"description": meaning, "content": content}
    for status, response in responses.items():
        extra = ETAG_HEADER if status in {"200", "201"} and has_thing else {}
        extra = RETRY_HEADER if status == "429" else extra
        response["headers"] = {**response.get("headers", {}), **VERSION_HEADER, **extra}


async def method_not_allowed(request: Request, error: Exception) -> JSONResponse:
    """Name every method of the path: FastAPI names only those of the first route that matched."""
    answer = await problem_response(request, error)
    allowed: set[str] = set()
    document = request.app.openapi()
    for path, methods in document["paths"].items():
        if _same_shape(path, request.scope["path"].removeprefix(request.scope.get("root_path", ""))):
            allowed |= {method.upper() for method in methods}
    answer.headers["Allow"] = ", ".join(sorted(allowed))
    return answer


def _same_shape(template: str, path: str) -> bool:
    parts, wanted = path.split("/"), template.split("/")
    return len(parts) == len(wanted) and all(
        want.startswith("{") or want == part for want, part in zip(wanted, parts, strict=True)
    )
