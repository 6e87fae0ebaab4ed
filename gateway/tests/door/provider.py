"""A provider that signs in at once whoever is hinted at; before the real one stands test_sign_in.py."""

import time
from typing import Any
from uuid import uuid4

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import ECKey
from yarl import URL

ORGANISATION_OF = {
    "gp-voorbeeld": "01990000-0000-7000-8000-000000000001",
    "desk-voorbeeld": "01990000-0000-7000-8000-000000000002",
}
ROLE_OF = {"gp-voorbeeld": "general-practitioner", "desk-voorbeeld": "crisis-desk"}
VALID_SECONDS = {"gp-voorbeeld": 3600, "desk-voorbeeld": 30}
"""Of the token that each caller gets."""
ID_TOKEN: dict[str, Any] = {}
"""What a test has it say otherwise in ID tokens."""
SUBJECT_OF = {"gp-voorbeeld": "demo-gp-1", "desk-voorbeeld": "demo-desk-voorbeeld"}


def token_of(caller: str, key: ECKey, issuer: str, **changed: Any) -> str:
    """An access token, and with an audience and a nonce of its own an ID token."""
    now = int(time.time())
    who = {"sub": SUBJECT_OF[caller], "org": ORGANISATION_OF[caller], "role": ROLE_OF[caller]}
    claims = {"iss": issuer, "aud": "wegwijs", "iat": now, "exp": now + VALID_SECONDS[caller]} | who
    return jwt.encode({"alg": "ES256", "kid": key.kid}, claims | changed, key)


def a_provider(signing_key: ECKey) -> web.Application:
    codes: dict[str, tuple[str, str]] = {}

    async def discovery(request: web.Request) -> web.Response:
        own = str(request.url.origin())
        ends = {f"{name}_endpoint": f"{own}/{name}" for name in ("authorization", "token")}
        return web.json_response({"issuer": own, "jwks_uri": f"{own}/keys", **ends})

    async def keys(_: web.Request) -> web.Response:
        return web.json_response({"keys": [signing_key.as_dict(private=False)]})

    async def authorization(request: web.Request) -> web.Response:
        asked, code = request.query, uuid4().hex
        codes[code] = asked["login_hint"], asked["nonce"]
        back = URL(asked["redirect_uri"]).with_query(code=code, state=asked["state"])
        raise web.HTTPFound(back)

    async def token(request: web.Request) -> web.Response:
        form, own = await request.post(), str(request.url.origin())
        if "caller" in form:
            caller, nonce = str(form["caller"]), ""
        else:
            caller, nonce = codes.pop(str(form["code"]))
        answer = {"access_token": token_of(caller, signing_key, own), "expires_in": VALID_SECONDS[caller]}
        about = {"aud": "gateway", "nonce": nonce} | ID_TOKEN
        answer["id_token"] = token_of(caller, signing_key, own, **about)
        return web.json_response(answer)

    served = web.Application()
    served.router.add_get("/.well-known/openid-configuration", discovery)
    served.router.add_get("/keys", keys)
    served.router.add_get("/authorization", authorization)
    served.router.add_post("/token", token)
    return served
