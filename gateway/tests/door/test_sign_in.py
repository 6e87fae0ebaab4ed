"""Signing in, whole: a real gateway before the real provider of the embedded run, as a browser does it."""

import asyncio
import re
import secrets
import sys
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from doorkit.openid import GATEWAY, client_form, read_client_key
from doorkit.tokens import Verifier, refused_tokens
from gateway.app import create_app
from gateway.pages import signing_in
from gateway.session import COOKIE
from gateway.settings import GatewaySettings
from wegwijs_cli.child_process import inherited_environment
from wegwijs_cli.page_parts import fetch_page_parts
from wegwijs_cli.ports import free_port
from wegwijs_cli.progress import Progress
from wegwijs_cli.secret_store import Secrets
from wegwijs_cli.supervisor import Supervisor, http_child

from .conftest import served_gateway, write_regions

HTML = {"Accept": "text/html", "Accept-Language": "en"}
RIGHT = {"caller": "gp-voorbeeld", "password": "wegwijs-demo"}
WRONG_SIGN_INS = 100


class Provider:
    """The process of the embedded run, which knows one gateway by its address."""

    def __init__(self, folder: Path) -> None:
        self.regions, self.keys, self.log = write_regions(folder / "regions"), folder / "keys", folder / "log"
        Secrets.load(folder).write_key_files(folder)
        port, gateway_port = free_port(), free_port()
        self.url, self.gateway = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{gateway_port}"
        environment = inherited_environment() | {
            "WEGWIJS_ENV": "test",
            "WEGWIJS_PORT": str(port),
            "WEGWIJS_ISSUER_KEY_FILE": str(self.keys / "issuer.json"),
            "WEGWIJS_CLIENTS_FILE": str(self.keys / "clients.json"),
            "WEGWIJS_REGIONS_DIR": str(self.regions),
            "WEGWIJS_PACKAGES_DIR": str(fetch_page_parts(Progress())),
            "WEGWIJS_GATEWAYS": self.gateway,
        }
        command = [sys.executable, "-m", "wegwijs_cli.identity_provider"]
        self._supervisor = Supervisor(tell=print)
        self._child = http_child("identity-provider", command, self.url, self.log, environment)

    def start(self) -> None:
        self._supervisor.start([self._child])

    def stop(self) -> None:
        self._supervisor.end()


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    made = Provider(tmp_path_factory.mktemp("provider"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def settings(provider: Provider, usual_settings, tmp_path) -> GatewaySettings:
    key = tmp_path / "gateway.master"
    key.write_text(b64encode(secrets.token_bytes(32)).decode())
    own = {"issuer": provider.url, "client_key_file": provider.keys / "gateway.client"}
    own |= {"regions_dir": provider.regions, "state_dir": tmp_path, "master_key_file": key}
    return GatewaySettings(**usual_settings | own)


def running(settings: GatewaySettings, provider: Provider) -> AbstractAsyncContextManager[str]:
    return served_gateway(create_app(settings), urlsplit(provider.gateway).port or 0)


@pytest.fixture
async def gateway(settings: GatewaySettings, provider: Provider) -> AsyncIterator[str]:
    async with running(settings, provider) as url:
        yield url


def browser(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, headers=HTML, follow_redirects=True, timeout=10)


async def callback_of(http: httpx.AsyncClient) -> str:
    """The address to which the provider sends this browser back, not opened yet."""
    answer = await http.get("/sign-in?caller=gp-voorbeeld", follow_redirects=False)
    while "/signed-in?" not in (address := answer.headers["location"]):
        answer = await http.get(httpx.URL(str(answer.url)).join(address), follow_redirects=False)
    return str(address)


async def bearer_at_room(http: httpx.AsyncClient, room) -> str:
    """The token by which the gateway asks rooms for this browser."""
    room.answers = {
        ("GET", f"/v1/{what}"): (200, {"items": [], "next": None}) for what in ("referrals", "messages")
    }
    room.calls.clear()
    assert (await http.get("/referrals")).status_code == 200
    asked = next(call for call in room.calls if call.target.startswith("/v1/referrals"))
    return asked.headers["authorization"][0].removeprefix("Bearer ")


async def is_signed_in(http: httpx.AsyncClient) -> bool:
    return "You are" in (await http.get("/me")).text


async def test_a_person_signs_in_on_the_page_of_the_provider_and_out_at_both(gateway, provider, room):
    async with browser(gateway) as http:
        page = await http.get("/sign-in")
        assert str(page.url).startswith(f"{provider.url}/interaction/")
        assert "Everybody has the same password: <code>wegwijs-demo</code>" in page.text
        again = await http.post(page.url, data=RIGHT | {"password": "guessed"})
        assert (again.status_code, "do not belong together" in again.text) == (401, True)
        landed = await http.post(page.url, data=RIGHT)
        assert landed.url.path == "/signed-in"
        assert "eyJ" not in landed.text + landed.headers["set-cookie"], "tokens stay on the server"
        caller = await Verifier(provider.url, "wegwijs").caller(await bearer_at_room(http, room))
        assert (caller.subject, caller.role) == ("demo-gp-1", "general-practitioner")
        assert "You are GP &lt;Vermeer&gt;" in (await http.get("/me")).text

        out = await http.post("/me/sign-out", headers={"Origin": gateway})
        address = re.search(r'content="0; url=([^"]+)"', out.text)
        assert address
        asks = await http.get(address[1].replace("&amp;", "&"))
        form = dict(re.findall(r'name="(\w+)" value="(\w+)"', asks.text))
        action = re.search(r'action="([^"]+)"', asks.text)
        assert action
        back = await http.post(action[1], data=form | {"logout": "yes"})
        assert (back.url.path, await is_signed_in(http)) == ("/me", False)
        assert str((await http.get("/sign-in")).url).startswith(f"{provider.url}/interaction/")


async def test_a_callback_counts_once_in_the_browser_that_began_and_every_other_is_401_and_counted(gateway):
    before = refused_tokens.copy()
    async with browser(gateway) as http, browser(gateway) as thief:
        first = await callback_of(http)
        assert (await thief.get(first)).status_code == 401, "of another browser"
        assert (await http.get(first)).status_code == 200
        http.cookies.delete(COOKIE)
        replayed = await http.get(first)
        assert (replayed.status_code, "Signing in did not succeed" in replayed.text) == (401, True)

        used = parse_qs(urlsplit(first).query)["code"][0]
        second = await callback_of(http)
        with_used_code = re.sub(r"code=[^&]+", f"code={used}", second)
        assert (await http.get(with_used_code)).status_code == 401, "a code that was used"
        third, fourth = await callback_of(http), await callback_of(http)
        code_of_fourth = parse_qs(urlsplit(fourth).query)["code"][0]
        injected = re.sub(r"code=[^&]+", f"code={code_of_fourth}", third)
        assert (await http.get(injected)).status_code == 401, "a fresh code of another sign-in"
        assert (await http.get("/signed-in?error=access_denied&state=x")).status_code == 401
        assert not await is_signed_in(http)
        assert not await is_signed_in(thief)
    found = refused_tokens - before
    assert found == {"sign-in-state": 2, "sign-in-code": 2, "sign-in-provider": 1}


async def test_the_provider_takes_no_sign_in_without_pkce_and_no_code_without_its_verifier(gateway, provider):
    key = read_client_key(provider.keys / "gateway.client")
    async with browser(gateway) as http:
        begun = httpx.URL((await http.get("/sign-in", follow_redirects=False)).headers["location"])
        for absent in ("code_challenge", "code_challenge_method"):
            answer = await http.get(begun.copy_remove_param(absent), follow_redirects=False)
            assert "error=invalid_request" in answer.headers["location"], absent
        plain = begun.copy_set_param("code_challenge_method", "plain")
        assert "error=invalid_request" in (await http.get(plain, follow_redirects=False)).headers["location"]

        code = parse_qs(urlsplit(await callback_of(http)).query)["code"][0]
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": "x" * 43}
        form["redirect_uri"] = f"{gateway}/signed-in"
        form |= client_form(GATEWAY, key, f"{provider.url}/token")
        refused = await http.post(f"{provider.url}/token", data=form, headers={"Accept": "*/*"})
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


async def test_a_session_gets_fresh_tokens_before_its_own_end(gateway, room, monkeypatch):
    async with browser(gateway) as http:
        await http.get("/sign-in?caller=gp-voorbeeld")
        first = await bearer_at_room(http, room)
        assert await bearer_at_room(http, room) == first
        monkeypatch.setattr(signing_in, "REFRESHED_BEFORE_SECONDS", 3600)
        second = await bearer_at_room(http, room)
        assert second != first
        assert await is_signed_in(http)


@pytest.mark.requirement("IJS-33")
async def test_with_the_provider_stopped_a_session_goes_on_also_in_a_gateway_that_starts_anew(
    settings, provider, room, monkeypatch
):
    async with browser(provider.gateway) as http:
        async with running(settings, provider):
            await http.get("/sign-in?caller=gp-voorbeeld")
            token = await bearer_at_room(http, room)
            assert (await http.get("/auth", headers={"Authorization": f"Bearer {token}"})).status_code == 204
        provider.stop()
        monkeypatch.setattr(signing_in, "REFRESHED_BEFORE_SECONDS", 3600)  # it is asked, and does not answer
        try:
            async with running(settings, provider):
                assert await bearer_at_room(http, room) == token
                bearer = {"Authorization": f"Bearer {token}"}
                assert (await http.get("/auth", headers=bearer)).status_code == 204
                told = await http.get("/sign-in?caller=gp-voorbeeld")
                assert (told.status_code, "identity-provider" in told.text) == (502, True)
                assert await is_signed_in(http)
        finally:
            provider.start()


async def test_a_hundred_wrong_sign_ins_are_slowed_and_logged_and_lock_nobody_out(gateway, provider):
    async with browser(gateway) as http:
        page = await http.get("/sign-in")
        began = time.monotonic()
        wrong = await asyncio.gather(
            *(http.post(page.url, data=RIGHT | {"password": "x"}) for _ in range(WRONG_SIGN_INS))
        )
        assert {answer.status_code for answer in wrong} == {401}
        assert time.monotonic() - began >= 1.9, "the last ones wait nearly two seconds"
        began = time.monotonic()
        assert (await http.post(page.url, data=RIGHT)).url.path == "/signed-in"
        assert time.monotonic() - began < 1
        assert await is_signed_in(http)
    log = provider.log.read_text()
    assert log.count("wrong-sign-in") >= WRONG_SIGN_INS
    assert "voorbeeld" not in log


async def test_who_begins_to_sign_in_without_end_is_told_to_wait_and_pushes_nobody_out(gateway, provider):
    async with browser(gateway) as http, browser(gateway) as stranger:
        back = await callback_of(http)
        begun = [(await stranger.get("/sign-in", follow_redirects=False)).status_code for _ in range(110)]
        assert set(begun) == {303, 429}
        assert (await http.get(back)).status_code == 200
        assert await is_signed_in(http)
