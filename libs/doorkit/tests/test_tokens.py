"""A token proves something or it does not; there is nothing between."""

import asyncio
import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from doorkit.tokens import REFETCH_SECONDS, KeysUnknown, Refusal, TokenRefused, Verifier, refused_tokens

HS256 = b'{"alg":"HS256","kid":"one"}'
CRIT = b'{"alg":"ES256","kid":"one","crit":5}'
KEY = ECKey.generate_key("P-256", {"kid": "one"})
ORGANISATION = "01990000-0000-7000-8000-000000000007"


def claims(**changed: object) -> dict[str, object]:
    now = int(time.time())
    right = {"iss": "http://issuer", "aud": "wegwijs", "sub": "s", "org": ORGANISATION, "role": "auditor"}
    return {k: v for k, v in {**right, "iat": now, "exp": now + 60, **changed}.items() if v is not None}


def signed(content: dict[str, object], key: ECKey = KEY, kid: str = "one") -> str:
    return jwt.encode({"alg": "ES256", "kid": kid}, content, key)


def b64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


@pytest.fixture
def verifier() -> Verifier:
    return Verifier("http://issuer", "wegwijs", KeySet([KEY]))


async def test_a_right_token_tells_who_calls(verifier: Verifier) -> None:
    caller = await verifier.caller(signed(claims()))
    assert (caller.subject, caller.organisation, caller.role) == ("s", UUID(ORGANISATION), "auditor")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"exp": int(time.time()) - 60}, Refusal.EXPIRED),
        ({"exp": None}, Refusal.CLAIMS),
        ({"iat": int(time.time()) + 86_400}, Refusal.NOT_YET),
        ({"nbf": int(time.time()) + 86_400}, Refusal.NOT_YET),
        ({"iat": None}, Refusal.CLAIMS),
        ({"nbf": "soon"}, Refusal.CLAIMS),
        ({"iss": "http://another"}, Refusal.ISSUER),
        ({"aud": "another"}, Refusal.AUDIENCE),
        ({"aud": ["another"]}, Refusal.AUDIENCE),
        ({"org": "no-uuid"}, Refusal.CLAIMS),
        ({"org": None}, Refusal.CLAIMS),
        ({"role": None}, Refusal.CLAIMS),
        ({"role": ["auditor", "director"]}, Refusal.CLAIMS),
        ({"sub": None}, Refusal.CLAIMS),
    ],
)
async def test_a_token_with_a_wrong_claim_is_refused_and_counted(
    verifier: Verifier, wrong: dict[str, object], reason: Refusal
) -> None:
    before = refused_tokens[reason]
    with pytest.raises(TokenRefused) as refused:
        await verifier.caller(signed(claims(**wrong)))
    assert (refused.value.reason, refused_tokens[reason]) == (reason, before + 1)


async def test_a_token_signed_by_a_stranger_or_by_nobody_is_refused_and_counted(verifier: Verifier) -> None:
    right = signed(claims())
    head, body, signature = right.split(".")
    unsigned = f"eyJhbGciOiJub25lIn0.{body}."
    # The public key, which everybody has, taken for a shared secret.
    by_public_key = f"{b64(HS256)}.{body}"
    by_public_key += f".{b64(hmac.digest(KEY.as_pem(private=False), by_public_key.encode(), 'sha256'))}"
    symmetric = jwt.encode({"alg": "HS256", "kid": "one"}, claims(), OctKey.generate_key(256))
    stranger = signed(claims(), ECKey.generate_key("P-256", {"kid": "one"}))
    other_body = f"{head}.{signed(claims(role='director')).split('.')[1]}.{signature}"
    for reason, tokens in {
        Refusal.ALGORITHM: (unsigned, by_public_key, symmetric),
        Refusal.SIGNATURE: (stranger, other_body, right[:-8] + "A" * 8),
        Refusal.KEY: (signed(claims(), KEY, "another"),),
        Refusal.UNREADABLE: ("", "x", "a.b.c", right + ".", f"{b64(CRIT)}.{body}.{signature}"),
    }.items():
        before = refused_tokens[reason]
        for token in tokens:
            with pytest.raises(TokenRefused):
                await verifier.caller(token)
        assert refused_tokens[reason] == before + len(tokens), reason


async def test_a_remembered_token_still_ends_at_its_hour(
    verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = signed(claims())
    await verifier.caller(token)
    later = time.time() + 120
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(TokenRefused):
        await verifier.caller(token)


class Issuer:
    """A real issuer whose keys can be changed and which can be stopped."""

    def __init__(self) -> None:
        self.keys, self.asked, self.told = KeySet([KEY]), 0, ""
        described = Route("/.well-known/openid-configuration", self._described)
        app = Starlette(routes=[described, Route("/somewhere/keys", self._jwks)])
        self.server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))

    async def _described(self, _: object) -> JSONResponse:
        told = {"issuer": self.told or self.url, "token_endpoint": f"{self.url}/token"}
        return JSONResponse(told | {"jwks_uri": f"{self.url}/somewhere/keys"})

    async def _jwks(self, _: object) -> JSONResponse:
        self.asked += 1
        return JSONResponse(self.keys.as_dict(private=False))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    issuer = Issuer()
    serving = asyncio.create_task(issuer.server.serve())
    while not issuer.server.started:  # noqa: ASYNC110  # uvicorn tells it by a flag only
        await asyncio.sleep(0)
    yield issuer
    issuer.server.should_exit = True
    await serving


async def test_keys_are_fetched_once_and_again_for_a_new_key_but_not_for_every_stranger(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    verifier = Verifier(issuer.url, "wegwijs")
    await verifier.caller(signed(claims(iss=issuer.url)))
    await verifier.caller(signed(claims(iss=issuer.url, sub="another")))
    assert issuer.asked == 1

    rotated = ECKey.generate_key("P-256", {"kid": "two"})
    issuer.keys = KeySet([KEY, rotated])
    token = signed(claims(iss=issuer.url), rotated, "two")
    with pytest.raises(TokenRefused):  # fetched a moment ago: strangers cannot make us ask all the time
        await verifier.caller(token)
    assert issuer.asked == 1
    later = time.monotonic() + REFETCH_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert (await verifier.caller(token)).subject == "s"
    assert issuer.asked == 2


async def test_with_the_issuer_gone_the_keys_at_hand_go_on_working(issuer: Issuer) -> None:
    url = issuer.url
    verifier = Verifier(url, "wegwijs")
    await verifier.caller(signed(claims(iss=url)))
    issuer.server.should_exit = True
    await issuer.server.shutdown()
    assert (await verifier.caller(signed(claims(iss=url, sub="later")))).subject == "later"


async def test_a_process_that_starts_without_the_issuer_takes_the_keys_that_it_kept(
    issuer: Issuer, tmp_path: Path
) -> None:
    url, kept = issuer.url, tmp_path / "keys.json"
    token = signed(claims(iss=url))
    await Verifier(url, "wegwijs", keys_file=kept).caller(token)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert '"d"' not in kept.read_text(), "a private key has no place there"
    issuer.server.should_exit = True
    await issuer.server.shutdown()
    assert (await Verifier(url, "wegwijs", keys_file=kept).caller(token)).subject == "s"
    stranger = signed(claims(iss=url), ECKey.generate_key("P-256", {"kid": "one"}))
    with pytest.raises(TokenRefused):
        await Verifier(url, "wegwijs", keys_file=kept).caller(stranger)
    elsewhere = "http://127.0.0.1:9"
    for spoilt in ("of another issuer", "readable by others", "broken"):
        if spoilt == "readable by others":
            kept.chmod(0o644)
        if spoilt == "broken":
            kept.chmod(0o600)
            kept.write_text("{")
        asked = elsewhere if spoilt == "of another issuer" else url
        with pytest.raises(KeysUnknown):
            await Verifier(asked, "wegwijs", keys_file=kept).caller(token)


async def test_a_discovery_document_of_another_issuer_gives_no_keys(issuer: Issuer) -> None:
    issuer.told = "http://127.0.0.1:9"
    with pytest.raises(KeysUnknown):
        await Verifier(issuer.url, "wegwijs").caller(signed(claims(iss=issuer.url)))
    assert issuer.asked == 0


async def test_without_any_keys_no_token_is_judged() -> None:
    with pytest.raises(KeysUnknown):
        await Verifier("http://127.0.0.1:9", "wegwijs").caller(signed(claims(iss="http://127.0.0.1:9")))


async def test_many_who_come_at_once_before_the_keys_are_there_are_all_let_in_by_one_fetch(
    issuer: Issuer,
) -> None:
    verifier = Verifier(issuer.url, "wegwijs")
    tokens = [signed(claims(iss=issuer.url, sub=f"s{number}")) for number in range(20)]
    callers = await asyncio.gather(*(verifier.caller(token) for token in tokens))
    assert [caller.subject for caller in callers] == [f"s{number}" for number in range(20)]
    assert issuer.asked == 1
