"""Who is calling, told to a proxy in front."""

import time
from collections import Counter
from typing import Any

import httpx
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


async def test_each_kind_of_wrong_token_is_401_and_counted_by_its_kind(start_gateway, issuer, signing_key):
    right = token(signing_key, issuer)
    head, body, signature = right.split(".")
    other_body = token(signing_key, issuer, role="auditor").split(".")[1]
    wrong = {
        "signature": f"{head}.{other_body}.{signature}",
        "expired": token(signing_key, issuer, exp=1),
        "algorithm": f"eyJhbGciOiJub25lIn0.{body}.",
        "audience": token(signing_key, issuer, aud="gateway"),
        "issuer": token(signing_key, "http://elsewhere.example"),
    }
    async with httpx.AsyncClient(base_url=await start_gateway()) as http:
        before = Counter((await http.get("/health/counts")).json()["refusedTokens"])
        for sent in wrong.values():
            answer = await http.get("/auth", headers={"Authorization": f"Bearer {sent}"})
            assert answer.status_code == 401
        after = Counter((await http.get("/health/counts")).json()["refusedTokens"])
        assert after - before == Counter(wrong.keys())
        assert (await http.get("/auth", headers={"Authorization": f"Bearer {right}"})).status_code == 204


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
