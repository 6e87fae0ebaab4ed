"""Errors that a caller can act on: RFC 9457 problems, in Dutch or English by Accept-Language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from wirekit.field_errors import FieldError, field_errors
from wirekit.logs import correlation_id
from wirekit.texts import Language, Text, language_of


@dataclass(frozen=True)
class ReasonGiven:
    """One reason why a rule says no: a stable code, and the sentence that tells it."""

    code: str
    text: Text


class Problem(Exception):
    """A refusal that is no bug. Subclass it beside the rule that it speaks for."""

    status: ClassVar[int]
    type: ClassVar[str]
    title: ClassVar[Text]

    def __init__(
        self,
        detail: Text | None = None,
        *,
        errors: Sequence[FieldError] = (),
        reasons: Sequence[ReasonGiven] = (),
        possible_steps: Sequence[str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(self.type)
        self.detail, self.errors, self.reasons = detail or self.title, errors, reasons
        self.possible_steps, self.headers = possible_steps, headers or {}

    def body(self, language: Language) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": self.type,
            "title": self.title.in_(language),
            "status": self.status,
            "detail": self.detail.in_(language),
            "instance": f"urn:uuid:{correlation_id()}",
        }
        if self.errors:
            body["errors"] = [error.body(language) for error in self.errors]
        if self.reasons:
            body["reasons"] = [{"code": r.code, "text": r.text.in_(language)} for r in self.reasons]
        if self.possible_steps is not None:
            body["possibleSteps"] = sorted(self.possible_steps)
        return body

    def response(self, language: Language) -> JSONResponse:
        return JSONResponse(
            self.body(language),
            self.status,
            {**self.headers, "Content-Language": language},
            media_type="application/problem+json",
        )


class Unauthenticated(Problem):
    status, type = 401, "/problems/unauthenticated"
    title = Text(nl="Een geldig token ontbreekt", en="A valid token is missing")

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": "Bearer"})


class CannotCheckTokens(Problem):
    status, type = 503, "/problems/cannot-check-tokens"
    title = Text(
        nl="Tokens zijn nu niet te controleren; probeer het zo weer",
        en="Tokens cannot be checked now; try again in a moment",
    )

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


class Forbidden(Problem):
    status, type = 403, "/problems/forbidden"
    title = Text(nl="Deze rol mag dit niet", en="This role may not do this")


class UnknownOrganisation(Problem):
    status, type = 403, "/problems/organisation-unknown"
    title = Text(
        nl="Deze organisatie staat (nog) niet in het register", en="This organisation is not registered (yet)"
    )


class NotFound(Problem):
    """Also where the thing exists and is not the caller's to know of: the two must look the same."""

    status, type = 404, "/problems/not-found"
    title = Text(nl="Niet gevonden", en="Not found")


class InvalidInput(Problem):
    status, type = 400, "/problems/invalid-input"
    title = Text(nl="De invoer klopt niet", en="The input is not right")


class TooLarge(Problem):
    status, type = 413, "/problems/too-large"
    title = Text(nl="De invoer is te groot", en="The input is too large")


class TooSlow(Problem):
    status, type = 408, "/problems/too-slow"
    title = Text(nl="De invoer kwam niet op tijd binnen", en="The input did not come in time")


class NotNow(Problem):
    """Something that we need is away; the same call again, with the same key, is safe."""

    status, type = 503, "/problems/not-now"
    title = Text(nl="Dit kan even niet; probeer het zo weer", en="Not possible now; try again in a moment")

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "2"})


class ImpossibleStep(Problem):
    """The thing is in a state from which this step cannot be taken; tells the steps that can."""

    status, type = 409, "/problems/impossible-step"
    title = Text(nl="Deze stap kan nu niet", en="This step is not possible now")


class RuleBroken(Problem):
    status, type = 409, "/problems/rule-broken"
    title = Text(nl="Een regel laat dit niet toe", en="A rule does not allow this")


class KeyReused(Problem):
    status, type = 422, "/problems/idempotency-key-reused"
    title = Text(
        nl="Deze Idempotency-Key hoort bij een andere inhoud",
        en="This Idempotency-Key belongs to another body",
    )


class VersionMissing(Problem):
    status, type = 428, "/problems/if-match-missing"
    title = Text(
        nl="If-Match ontbreekt: zeg welke versie u zag", en="If-Match is missing: say which version you saw"
    )


class VersionStale(Problem):
    status, type = 412, "/problems/version-stale"
    title = Text(
        nl="Intussen is dit gewijzigd: lees het opnieuw", en="This has changed meanwhile: read it again"
    )


class Bug(Problem):
    """Ours to mend: tells nothing but the number under which it is logged."""

    status, type = 500, "/problems/internal"
    title = Text(nl="Er ging bij ons iets mis", en="Something went wrong on our side")


_PLAIN = {
    404: NotFound.title,
    405: Text(nl="Deze methode bestaat hier niet", en="This method does not exist here"),
}


async def problem_response(request: Request, error: Exception) -> JSONResponse:
    """The one place where an exception becomes an answer."""
    language = language_of(request.headers.get("accept-language"))
    match error:
        case Problem():
            return error.response(language)
        case RequestValidationError():
            return InvalidInput(errors=field_errors(error.errors(), sent=error.body)).response(language)
        case HTTPException(status_code=400):
            return InvalidInput().response(language)
        case HTTPException():
            return _plain(error, language)
    return Bug().response(language)


def _plain(error: HTTPException, language: Language) -> JSONResponse:
    title = _PLAIN.get(error.status_code, NotFound.title)
    kind: type[Problem] = type(
        "HttpProblem",
        (Problem,),
        {"status": error.status_code, "type": f"/problems/http-{error.status_code}", "title": title},
    )
    return kind(headers=dict(error.headers or {})).response(language)
