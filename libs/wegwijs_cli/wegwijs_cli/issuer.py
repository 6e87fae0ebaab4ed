"""`python -m wegwijs_cli.issuer`: makes tokens for the demo callers and the rooms. Development only."""

import json
import secrets
import sys
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from joserfc import jwt
from joserfc.jwk import ECKey
from pydantic import Field, ValidationError

from servicekit.subscriptions import PLATFORM
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.demo.callers import DemoCaller, read_demo_callers
from wirekit.logs import configure_logs
from wirekit.serve import run
from wirekit.settings import Environment, ProcessSettings

VALID_SECONDS = 3600
VALID_SECONDS_OF_A_SHIFT = 12 * 3600
WORKS_IN_SHIFTS = frozenset({"crisis-desk", "on-call-worker", "wall-screen"})
"""Roles that nobody asks to sign in again in the middle of a night."""
BODY_LIMIT_BYTES = 8192


class Grant(StrEnum):
    """What a token may be asked by."""

    SERVICE = "client_credentials"
    DEMO_CALLER = "urn:wegwijs:demo-caller"


class IssuerSettings(ProcessSettings):
    """Without `client_secrets_file` no room gets a token."""

    env: Environment = Environment.DEVELOPMENT
    host: str = "127.0.0.1"
    port: int = Field(ge=1, le=65535)
    issuer: str = ""
    issuer_key_file: Path
    client_secrets_file: Path | None = None
    regions_dir: Path

    @property
    def url(self) -> str:
        return self.issuer or f"http://{self.host}:{self.port}"


class TokenRefused(Exception):
    """No token for this request; `error` is a code of RFC 6749, section 5.2."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.status = error, status


@dataclass(frozen=True)
class Issued:
    """A token, and for how long it is good."""

    token: str
    valid_seconds: int


class Issuer:
    """Signs with one ES256 key, which stays the same so that tokens survive a restart."""

    def __init__(self, url: str, key: ECKey, clients: dict[str, str], callers: dict[str, DemoCaller]) -> None:
        self.url = url
        self._key = key
        self._clients = clients
        self._callers = callers

    @property
    def jwks(self) -> dict[str, Any]:
        return {"keys": [self._key.as_dict(private=False)]}

    def token_for(self, form: dict[str, str]) -> Issued:
        """The token that this form asks for. Raises TokenRefused."""
        match form.get("grant_type"):
            case Grant.SERVICE:
                return self._for_room(form.get("client_id", ""), form.get("client_secret", ""))
            case Grant.DEMO_CALLER:
                caller = self._callers.get(form.get("caller", ""))
                if caller is None:
                    raise TokenRefused("invalid_grant")
                return self._signed(
                    caller.subject, caller.organisation, caller.role, telephone=caller.telephone
                )
        raise TokenRefused("unsupported_grant_type")

    def _for_room(self, room: str, secret: str) -> Issued:
        expected = self._clients.get(room, "")
        if not expected or not secrets.compare_digest(expected.encode(), secret.encode()):
            raise TokenRefused("invalid_client", 401)
        return self._signed(f"room:{room}", PLATFORM, "service")

    def _signed(self, subject: str, organisation: UUID, role: str, *, telephone: str | None = None) -> Issued:
        now = int(time.time())
        valid_seconds = VALID_SECONDS_OF_A_SHIFT if role in WORKS_IN_SHIFTS else VALID_SECONDS
        claims = {
            "iss": self.url,
            "aud": "wegwijs",
            "sub": subject,
            "org": str(organisation),
            "role": role,
            "iat": now,
            "exp": now + valid_seconds,
        }
        if telephone:
            claims["phone_number"] = telephone
        return Issued(jwt.encode({"alg": "ES256", "kid": self._key.kid}, claims, self._key), valid_seconds)


def create_issuer(issuer: Issuer) -> FastAPI:
    """The HTTP side."""
    app = FastAPI(title="Development issuer", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @app.get("/health/ready")
    async def ready() -> dict[str, str]:
        return {"status": "ready"}

    @app.get("/.well-known/openid-configuration")
    async def configuration() -> dict[str, Any]:
        return {
            "issuer": issuer.url,
            "jwks_uri": f"{issuer.url}/jwks.json",
            "token_endpoint": f"{issuer.url}/token",
            "grant_types_supported": list(Grant),
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "response_types_supported": [],
            "subject_types_supported": ["public"],
        }

    @app.get("/jwks.json")
    async def keys() -> dict[str, Any]:
        return issuer.jwks

    @app.post("/token")
    async def token(request: Request) -> JSONResponse:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > BODY_LIMIT_BYTES:
                return JSONResponse({"error": "invalid_request"}, 413)
        form = {name: values[-1] for name, values in parse_qs(body.decode(errors="replace")).items()}
        try:
            made = issuer.token_for(form)
        except TokenRefused as refusal:
            return JSONResponse({"error": refusal.error}, refusal.status)
        answer = {
            "access_token": made.token,
            "token_type": "Bearer",
            "expires_in": made.valid_seconds,
        }
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    return app


def main() -> None:
    try:
        settings = IssuerSettings()
        if settings.env is Environment.PRODUCTION:
            raise CannotStart("the development issuer does not start with WEGWIJS_ENV=production")
        file = settings.client_secrets_file
        clients: dict[str, str] = json.loads(file.read_text()) if file else {}
        key = ECKey.import_key(json.loads(settings.issuer_key_file.read_text()))
        callers = read_demo_callers(settings.regions_dir)
    except ValidationError as error:
        names = ", ".join(f"WEGWIJS_{str(each['loc'][0]).upper()}" for each in error.errors())
        sys.exit(f"issuer: not set or not right: {names}")
    except (CannotStart, OSError, ValueError) as error:
        sys.exit(f"issuer: {error}")
    configure_logs("issuer")
    run(create_issuer(Issuer(settings.url, key, clients, callers)), settings.host, settings.port)


if __name__ == "__main__":
    main()
