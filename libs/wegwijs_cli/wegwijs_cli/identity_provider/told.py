"""What the provider is told, as JSON: its keys, its clients, and everybody who can sign in."""

import json
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from doorkit.openid import CALLBACK, GATEWAY
from servicekit.subscriptions import PLATFORM
from wegwijs_cli.demo.callers import DemoCaller
from wegwijs_cli.identity_provider.asking import DEMO_CLIENT, DEMO_GRANT
from wirekit.settings import Environment, ProcessSettings

VALID_SECONDS = 3600
VALID_SECONDS_OF_A_SHIFT = 12 * 3600
WORKS_IN_SHIFTS = frozenset({"crisis-desk", "on-call-worker", "wall-screen"})
"""Roles that nobody asks to sign in again in the middle of a night."""
DEMO_PASSWORD = "wegwijs-demo"  # noqa: S105  # shown on the page itself
MODULE = Path("node_modules") / "oidc-provider" / "lib" / "index.js"


class ProviderSettings(ProcessSettings):
    """`packages_dir`: where npm's packages are. `gateways`: addresses of gateways, apart by commas.

    `issuer_key_file`: one private JWK, or a set of them. The first one signs; with another one behind it
    keys can be changed while tokens of before go on. `clients_file`: the public JWK of each client by name.
    """

    env: Environment = Environment.DEVELOPMENT
    host: str = "127.0.0.1"
    port: int = Field(ge=1, le=65535)
    issuer: str = ""
    audience: str = "wegwijs"
    issuer_key_file: Path
    clients_file: Path | None = None
    gateways: str = ""
    regions_dir: Path
    packages_dir: Path

    @property
    def url(self) -> str:
        return self.issuer or f"http://{self.host}:{self.port}"


def what_is_told(settings: ProviderSettings, callers: Mapping[str, DemoCaller]) -> dict[str, Any]:
    """Raises OSError and ValueError where a file cannot be read."""
    keys = json.loads(settings.issuer_key_file.read_text())
    public = json.loads(settings.clients_file.read_text()) if settings.clients_file else {}
    gateways = [address.strip().rstrip("/") for address in settings.gateways.split(",") if address.strip()]
    return {
        "issuer": settings.url,
        "host": settings.host,
        "port": settings.port,
        "audience": settings.audience,
        "provider_module": str((settings.packages_dir / MODULE).absolute()),
        "keys": keys.get("keys", [keys]),
        "cookie_keys": [secrets.token_urlsafe(32)],
        "clients": _clients(public, gateways),
        "rooms": {name: _room(name) for name in public if name != GATEWAY},
        "callers": {caller.id: caller.subject for caller in callers.values()},
        "accounts": {caller.subject: _account(caller) for caller in callers.values()},
        "password": DEMO_PASSWORD,
        "seconds": VALID_SECONDS,
    }


def _clients(public: Mapping[str, Any], gateways: Iterable[str]) -> list[dict[str, Any]]:
    nothing: dict[str, Any] = {"redirect_uris": [], "response_types": []}
    signed = {"token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "ES256"}
    demo = {"client_id": DEMO_CLIENT, "grant_types": [DEMO_GRANT], "token_endpoint_auth_method": "none"}
    made = [demo | nothing]
    for name, key in public.items():
        own = {"client_id": name, "jwks": {"keys": [key]}, **signed}
        if name == GATEWAY:
            made.append(
                own
                | {
                    "grant_types": ["authorization_code", "refresh_token"],
                    "redirect_uris": [f"{address}{CALLBACK}" for address in gateways],
                    "post_logout_redirect_uris": [f"{address}/me" for address in gateways],
                }
            )
        else:
            made.append(own | nothing | {"grant_types": ["client_credentials"]})
    return made


def _room(name: str) -> dict[str, Any]:
    return {"subject": f"room:{name}", "claims": {"org": str(PLATFORM), "role": "service"}}


def _account(caller: DemoCaller) -> dict[str, Any]:
    claims = {"org": str(caller.organisation), "role": caller.role}
    if caller.telephone:
        claims["phone_number"] = caller.telephone
    seconds = VALID_SECONDS_OF_A_SHIFT if caller.role in WORKS_IN_SHIFTS else VALID_SECONDS
    return {"name": caller.name.nl, "claims": claims, "seconds": seconds}
