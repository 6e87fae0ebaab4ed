"""`GET /auth`: who is calling, for nginx (`auth_request`) or Caddy (`forward_auth`) in front of us.

Also a raw ASGI handler: in production it is asked before every call.
"""

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from doorkit.tokens import KeysUnknown, TokenRefused, Verifier
from wirekit.caller import Caller
from wirekit.problems import CannotCheckTokens, Unauthenticated
from wirekit.texts import language_of


class Auth:
    """204 with X-Subject, X-Organisation and X-Role for a token that proves them.

    Else a 401 problem; 503 where the issuer's keys are not at hand.
    """

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["operation"] = "auth"
        headers = Headers(scope=scope)
        kind, _, token = headers.get("authorization", "").partition(" ")
        try:
            if kind.lower() != "bearer":
                raise TokenRefused
            answer = _answer(await self._verifier.caller(token.strip()))
        except KeysUnknown:
            answer = CannotCheckTokens().response(language_of(headers.get("accept-language")))
        except TokenRefused:
            answer = Unauthenticated().response(language_of(headers.get("accept-language")))
        await answer(scope, receive, send)


def _answer(caller: Caller) -> Response:
    for value in (caller.subject, caller.role):
        # What stands in a claim must not be able to write a header of its own.
        if not (value.isascii() and value.isprintable()):
            raise TokenRefused
    said = {
        "X-Subject": caller.subject,
        "X-Organisation": str(caller.organisation),
        "X-Role": caller.role,
    }
    return Response(status_code=204, headers=said)
