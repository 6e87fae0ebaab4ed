"""OpenID Connect, as far as every process speaks it: discovery, and assertions that a client signs."""

import json
import time
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, RSAKey
from pydantic import BaseModel, ConfigDict, ValidationError

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_VALID_SECONDS = 60
ASSERTION_ALGORITHMS = ["ES256", "PS256", "RS256"]
GATEWAY = "gateway"
"""The client by which people sign in; the others are rooms, by their names."""
CALLBACK = "/signed-in"
"""The page of the gateway to which a provider sends people back."""

ClientKey = ECKey | RSAKey


class ProviderAway(Exception):
    """The provider does not answer, or what it answers is not to be used."""


class Metadata(BaseModel):
    """What we read of the discovery document (OpenID Connect Discovery 1.0, section 3)."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    issuer: str
    jwks_uri: str
    token_endpoint: str
    authorization_endpoint: str = ""
    end_session_endpoint: str = ""


def discovery_url(issuer: str) -> str:
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def read_metadata(issuer: str, content: bytes) -> Metadata:
    """Raises ProviderAway for another issuer: its keys would sign for anybody (section 4.3)."""
    try:
        told = Metadata.model_validate_json(content)
    except ValidationError:
        raise ProviderAway("the discovery document cannot be read") from None
    if told.issuer != issuer:
        raise ProviderAway("the discovery document is of another issuer")
    return told


async def discover(issuer: str, http: httpx.AsyncClient) -> Metadata:
    """Raises ProviderAway."""
    try:
        answer = await http.get(discovery_url(issuer))
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise ProviderAway(type(error).__name__) from None
    return read_metadata(issuer, answer.content)


def read_client_key(file: Path) -> ClientKey:
    """The private JWK of a client. Raises OSError, and ValueError for what is none of these kinds."""
    try:
        key = JWKRegistry.import_key(json.loads(file.read_text()))
    except (JoseError, ValueError, TypeError):
        raise ValueError(f"{file} is no private key (JWK)") from None
    if not isinstance(key, ECKey | RSAKey) or not key.is_private:
        raise ValueError(f"{file} is no private key (JWK)")
    return key


def client_form(client: str, key: ClientKey, token_endpoint: str) -> dict[str, str]:
    """How a client says who it is (RFC 7523, section 2.2); what was made here counts once.

    A thumbprint that stands in the key goes along: Entra ID finds the certificate by it.
    """
    now = int(time.time())
    of_key: dict[str, Any] = key.as_dict(private=False)
    header = {"alg": of_key.get("alg", "ES256" if isinstance(key, ECKey) else "PS256"), "typ": "JWT"}
    header |= {name: of_key[name] for name in ("kid", "x5t", "x5t#S256") if name in of_key}
    claims = {
        "iss": client,
        "sub": client,
        "aud": token_endpoint,
        "jti": token_urlsafe(16),
        "iat": now,
        "exp": now + ASSERTION_VALID_SECONDS,
    }
    return {
        "client_id": client,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": jwt.encode(header, claims, key, algorithms=ASSERTION_ALGORITHMS),
    }
