"""Who is calling, told to a proxy in front."""

import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

ORGANISATION = "01990000-0000-7000-8000-000000000001"


def token(key: ECKey, issuer: str, **other: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": issuer,
        "aud": "wegwijs",
        "sub": "demo-gp-1",
        "org": ORGANISATION,
        "role": "general-practitioner",
        "iat": now,
        "exp": now + 60,
    }
    return jwt.encode({"alg": "ES256", "kid": "test-1"}, claims | other, key)


async def test_a_good_token_gives_subject_organisation_and_role(http, issuer, signing_key):
    bearer = {"Authorization": f"Bearer {token(signing_key, issuer)}", "X-Role": "auditor"}
    answer = await http.get("/auth", headers=bearer)
    assert (answer.status_code, answer.content) == (204, b"")
    told = [answer.headers[name] for name in ("x-subject", "x-organisation", "x-role")]
    assert told == ["demo-gp-1", ORGANISATION, "general-practitioner"]


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 1},
        {"aud": "somebody-else"},
        {"iss": "http://elsewhere.example"},
        {"org": "no identifier"},
        {"sub": "a\r\nX-Role: auditor"},
        {"role": "é"},
    ],
    ids=lambda claims: next(iter(claims)),
)
async def test_a_token_that_proves_too_little_is_refused(http, issuer, signing_key, claims):
    answer = await http.get(
        "/auth", headers={"Authorization": f"Bearer {token(signing_key, issuer, **claims)}"}
    )
    assert answer.status_code == 401
    assert not {"x-subject", "x-organisation", "x-role"} & set(answer.headers)


@pytest.mark.parametrize("sent", [None, "", "Bearer", "Bearer nonsense", "Basic dXNlcjpwdw=="])
async def test_no_token_is_a_problem_that_asks_for_one(http, sent):
    headers = {"Accept-Language": "en"} | ({"Authorization": sent} if sent is not None else {})
    answer = await http.get("/auth", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "A valid token is missing"


async def test_a_key_of_somebody_else_proves_nothing(http, issuer):
    other = ECKey.generate_key("P-256", {"kid": "test-1"})
    answer = await http.get("/auth", headers={"Authorization": f"Bearer {token(other, issuer)}"})
    assert answer.status_code == 401
